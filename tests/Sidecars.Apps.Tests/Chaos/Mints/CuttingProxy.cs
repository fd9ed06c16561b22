using System.Net;
using System.Net.Sockets;
using System.Text;
using Sidecars.Apps.Support;

namespace Sidecars.Apps.Chaos.Mints;

/// <summary>Stands before a server and cuts one answer off, to the byte, headers included: the client gets a reset.</summary>
internal sealed class CuttingProxy : IDisposable
{
    private readonly LoopbackListener _listener;
    private readonly Uri _server;
    private readonly byte[] _cut;
    private int _bytes = -1;

    /// <param name="cut">What the request has in it whose answer is meant.</param>
    public CuttingProxy(Uri server, string cut)
    {
        (_server, _cut) = (server, Encoding.ASCII.GetBytes(cut));
        _listener = new(visitor =>
        {
            _ = ServeAsync(visitor);
            return Task.CompletedTask;
        });
    }

    public string Url => $"{_listener.Url}/";

    /// <summary>How long the last such answer was that came whole.</summary>
    public int Length { get; private set; }

    /// <summary>Of the next such answer only so many bytes pass.</summary>
    public void CutNext(int bytes) => Volatile.Write(ref _bytes, bytes);

    public void Dispose() => _listener.Dispose();

    private async Task ServeAsync(TcpClient client)
    {
        using var visitor = client;
        using var server = new TcpClient();
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, _server.Port);
            var isMeant = false;
            var asking = PassAsync(visitor.GetStream(), server.GetStream(), request => { isMeant = request.AsSpan().IndexOf(_cut) >= 0; return request; });
            var answering = PassAsync(server.GetStream(), visitor.GetStream(), answer =>
            {
                if (!isMeant)
                {
                    return answer;
                }

                var bytes = Interlocked.Exchange(ref _bytes, -1);
                Length = bytes < 0 ? answer.Length : Length;
                return bytes < 0 ? answer : answer[..Math.Min(bytes, answer.Length)];
            });
            await Task.WhenAny(asking, answering);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            // One of them went away.
        }

        // Closed so, a socket resets.
        visitor.LingerState = new LingerOption(enable: true, 0);
    }

    /// <summary>Ends where less is to pass than came. Requests and answers are small here: they come in one piece.</summary>
    private static async Task PassAsync(NetworkStream from, NetworkStream to, Func<byte[], byte[]> change)
    {
        var buffer = new byte[64 * 1024];
        while (await from.ReadAsync(buffer) is > 0 and var read)
        {
            var passed = change(buffer[..read]);
            await to.WriteAsync(passed);
            if (passed.Length < read)
            {
                return;
            }
        }
    }
}
