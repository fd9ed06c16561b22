using System.Net;
using System.Net.Sockets;

namespace Sidecars.Apps.Support;

/// <summary>A server that nobody has any business with: it counts who calls, and hangs up.</summary>
internal sealed class Elsewhere : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly Task _answering;
    private int _calls;

    /// <param name="port">GitHub's, so that a client which is only led to another address comes here.</param>
    public Elsewhere(int port)
    {
        _listener = new TcpListener(IPAddress.Parse("127.0.0.2"), port);
        _listener.Start();
        _answering = AnswerAsync();
    }

    public string Host => $"{_listener.LocalEndpoint}";

    /// <summary>How often it was called until now. It calls itself to know: calls are taken in the order in which they come.</summary>
    public async Task<int> CallsAsync()
    {
        using var own = new TcpClient();
        await own.ConnectAsync((IPEndPoint)_listener.LocalEndpoint);
        await own.GetStream().CopyToAsync(Stream.Null);
        return --_calls;
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _answering;
    }

    private async Task AnswerAsync()
    {
        try
        {
            while (true)
            {
                using var call = await _listener.AcceptTcpClientAsync();
                _calls++;
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The listener was disposed of.
        }
    }
}
