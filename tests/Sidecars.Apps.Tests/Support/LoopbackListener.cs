using System.Net;
using System.Net.Sockets;

namespace Sidecars.Apps.Support;

/// <summary>Listens on this machine only, until it is disposed of.</summary>
internal sealed class LoopbackListener : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<TcpClient, Task> _serve;

    /// <param name="serve">Gets a visitor, whom it has to dispose of. The next one comes when it is through.</param>
    public LoopbackListener(Func<TcpClient, Task> serve)
    {
        _serve = serve;
        _listener.Start();
        Url = $"http://{_listener.LocalEndpoint}";
        _ = AcceptAsync();
    }

    /// <summary>Without a slash at its end; also when nobody listens there any more.</summary>
    public string Url { get; }

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                await _serve(await _listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }
}
