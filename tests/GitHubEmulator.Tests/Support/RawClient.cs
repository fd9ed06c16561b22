using System.Net.Sockets;
using System.Text;

namespace GitHubEmulator.Tests.Support;

/// <summary>Sends requests no HTTP client would, and reads until the server closes the connection.</summary>
internal sealed class RawClient(Uri server) : IDisposable
{
    private readonly TcpClient _tcp = new();

    public async Task<string> SendAsync(string request)
    {
        await _tcp.ConnectAsync(server.Host, server.Port);
        var stream = _tcp.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(stream, Encoding.ASCII);

        return await reader.ReadToEndAsync();
    }

    public void Dispose() => _tcp.Dispose();
}
