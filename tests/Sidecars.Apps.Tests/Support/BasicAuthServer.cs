using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sidecars.Apps.Support;

/// <summary>Asks every visitor for a password, keeps the last one it was given, and knows of no locks: as much of an LFS server as shows who authenticates.</summary>
internal sealed class BasicAuthServer : IDisposable
{
    private const string Refusal = "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"GitHub\"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    private const string NoLocks = "HTTP/1.1 200 OK\r\nContent-Type: application/vnd.git-lfs+json\r\nContent-Length: 12\r\nConnection: close\r\n\r\n{\"locks\":[]}";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public BasicAuthServer()
    {
        _listener.Start();
        _ = AcceptAsync();
    }

    public string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public string? LastPassword { get; private set; }

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                using var visitor = await _listener.AcceptTcpClientAsync();
                await AnswerAsync(visitor.GetStream());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task AnswerAsync(NetworkStream stream)
    {
        const string basic = "Authorization: Basic ";
        try
        {
            using var reader = new StreamReader(stream, Encoding.Latin1, leaveOpen: true);
            string? credential = null;
            while (await reader.ReadLineAsync() is { Length: > 0 } line)
            {
                credential = line.StartsWith(basic, StringComparison.OrdinalIgnoreCase) ? line[basic.Length..] : credential;
            }

            if (credential is not null)
            {
                LastPassword = Encoding.Latin1.GetString(Convert.FromBase64String(credential)).Split(':', 2)[1];
            }

            await stream.WriteAsync(Encoding.Latin1.GetBytes(credential is null ? Refusal : NoLocks));
        }
        catch (IOException)
        {
            // It went away.
        }
    }
}
