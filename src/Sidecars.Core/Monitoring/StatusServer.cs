using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;
using Sidecars.Cli;
using Sidecars.Linux;

namespace Sidecars.Monitoring;

/// <summary>Answers probes and Prometheus over HTTP: a few fixed pages, nothing that changes anything, and no more memory however many ask.</summary>
/// <remarks>
/// Our own, because what there is was measured to be too weak or too large: HttpListener let 900 half-sent requests take 120 MB and
/// keep them. Here a connection that comes when all places are taken takes the oldest one's: slow clients push each other out, and a probe,
/// which sends its request at once, has been answered by then.
/// </remarks>
/// <param name="names">What the address is called in the settings.</param>
public sealed class StatusServer(string names, IPEndPoint address, IStatus status, TimeProvider time, ILogger logger) : IDisposable
{
    private const int MostConnections = 32;
    private const int MostBytes = 2048;
    private const int Backlog = 128;

    /// <summary>After so many, what they left behind is some hundred kilobytes.</summary>
    private const int ConnectionsUntilCleaning = 128;

    private static readonly TimeSpan LongestConnection = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PauseAfterError = TimeSpan.FromMilliseconds(200);

    private readonly Lock _lock = new();
    private readonly LinkedList<Socket> _connections = [];
    private readonly Socket _listener = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);

    /// <summary>Where it listens, once it does.</summary>
    public IPEndPoint Address => (IPEndPoint)_listener.LocalEndPoint!;

    /// <summary>Reads <c>ADDRESS:PORT</c>; IPv6 in brackets, <c>:PORT</c> for all of IPv4.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static IPEndPoint ParseAddress(string text)
    {
        var whole = text.StartsWith(':') ? $"0.0.0.0{text}" : text.StartsWith("localhost:", StringComparison.OrdinalIgnoreCase) ? $"127.0.0.1{text["localhost".Length..]}" : text;
        return whole.LastIndexOf(':') > whole.LastIndexOf(']') && (whole.StartsWith('[') || whole.Count(c => c == ':') == 1) && IPEndPoint.TryParse(whole, out var address)
            ? address
            : throw new FormatException($"'{Redaction.Clean(text)}' is not ADDRESS:PORT, as in 0.0.0.0:9090, 127.0.0.1:9090, [::]:9090 or :9090.");
    }

    /// <exception cref="SidecarException">Somebody else listens there, or the address is not ours.</exception>
    public void Open()
    {
        try
        {
            _listener.Bind(address);
            _listener.Listen(Backlog);
            logger.Listening(Address);
        }
        catch (SocketException e)
        {
            throw new SidecarException(ExitCode.Configuration, $"{names}: {address} cannot be listened on ({e.Message.TrimEnd('.')}).", e);
        }
    }

    /// <summary>Answers until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        for (var accepted = 1; ;)
        {
            try
            {
                var connection = await _listener.AcceptAsync(cancellationToken);
                _ = AnswerAsync(Add(connection), cancellationToken);
                if (accepted++ % ConnectionsUntilCleaning == 0)
                {
                    UnusedMemory.GiveBack();
                }
            }
            catch (SocketException)
            {
                // Gone before it was there, or no descriptors left: then it helps to wait for some to close.
                await Task.Delay(PauseAfterError, time, cancellationToken);
            }
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        lock (_lock)
        {
            foreach (var connection in _connections)
            {
                connection.Dispose();
            }
        }
    }

    private LinkedListNode<Socket> Add(Socket connection)
    {
        lock (_lock)
        {
            if (_connections.Count >= MostConnections)
            {
                _connections.First!.Value.Dispose();
                _connections.RemoveFirst();
            }

            return _connections.AddLast(connection);
        }
    }

    private async Task AnswerAsync(LinkedListNode<Socket> place, CancellationToken cancellationToken)
    {
        var connection = place.Value;
        try
        {
            using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            end.CancelAfter(LongestConnection);
            var buffer = new byte[MostBytes];
            var answer = StatusAnswer.To(await ReadAsync(connection, buffer, end.Token), status);
            for (var rest = answer.AsMemory(); rest.Length > 0;)
            {
                rest = rest[await connection.SendAsync(rest, end.Token)..];
            }

            // Whatever was sent besides is read, or else the answer would be lost with a reset.
            connection.Shutdown(SocketShutdown.Send);
            while (await connection.ReceiveAsync(buffer, end.Token) > 0)
            {
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // It took too long, went away, or had to make room.
        }
        finally
        {
            connection.Dispose();
            lock (_lock)
            {
                if (place.List is not null)
                {
                    _connections.Remove(place);
                }
            }
        }
    }

    /// <summary>What was sent up to the empty line behind the headers; as much as we read when there is none.</summary>
    private static async Task<string> ReadAsync(Socket connection, byte[] buffer, CancellationToken cancellationToken)
    {
        var length = 0;
        while (length < buffer.Length)
        {
            var received = await connection.ReceiveAsync(buffer.AsMemory(length), cancellationToken);
            length += received;
            var read = buffer.AsSpan(0, length);
            if (received == 0 || read.IndexOf("\r\n\r\n"u8) >= 0 || read.IndexOf("\n\n"u8) >= 0)
            {
                break;
            }
        }

        return Encoding.Latin1.GetString(buffer, 0, length);
    }
}
