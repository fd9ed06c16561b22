using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Sidecars.Apps.Support;

/// <summary>Another container of the pod, which wants to know how the clones come along.</summary>
internal sealed class EventListener : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<string> _bodies = new();

    public EventListener()
    {
        Url = $"http://127.0.0.1:{FreePort()}/events/";
        _listener.Prefixes.Add(Url);
        _listener.Start();
        _ = ListenAsync();
    }

    public string Url { get; }

    public IReadOnlyList<string> Bodies => [.. _bodies];

    public void Dispose() => _listener.Close();

    private async Task ListenAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                using var reader = new StreamReader(context.Request.InputStream);
                _bodies.Enqueue($"{context.Request.HttpMethod} {context.Request.ContentType} {await reader.ReadToEndAsync()}");
                context.Response.StatusCode = (int)HttpStatusCode.NoContent;
                context.Response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
