using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sidecars.Apps.Support;

/// <summary>A DNS server that knows one name.</summary>
internal sealed class NameServer : IDisposable
{
    private const int HeaderLength = 12;
    private const byte TypeA = 1;

    private readonly UdpClient _socket;
    private readonly byte[] _question;
    private readonly byte[] _address;
    private readonly CancellationTokenSource _end = new();
    private int _questions;

    public NameServer(IPAddress listening, string name, IPAddress address)
    {
        Name = name;
        _socket = new UdpClient(new IPEndPoint(listening, 53));
        _question = [.. name.Split('.').SelectMany(label => Encoding.ASCII.GetBytes(label).Prepend((byte)label.Length)), 0];
        _address = address.GetAddressBytes();
        _ = AnswerAsync();
    }

    public string Name { get; }

    /// <summary>How many there were for the name.</summary>
    public int Questions => Volatile.Read(ref _questions);

    public void Dispose()
    {
        _end.Cancel();
        _socket.Dispose();
        _end.Dispose();
    }

    private async Task AnswerAsync()
    {
        try
        {
            while (true)
            {
                var received = await _socket.ReceiveAsync(_end.Token);
                await _socket.SendAsync(Answer(received.Buffer), received.RemoteEndPoint, _end.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // Nobody asks any more.
        }
    }

    /// <remarks>RFC 1035, section 4.1.</remarks>
    private byte[] Answer(byte[] query)
    {
        var end = Array.IndexOf(query, (byte)0, HeaderLength) + 1;
        var isKnown = query.AsSpan(HeaderLength, end - HeaderLength).SequenceEqual(_question);
        var hasAddress = isKnown && query[end + 1] == TypeA;
        if (isKnown)
        {
            Interlocked.Increment(ref _questions);
        }

        // An answer with recursion; no error, or no such name; one question, and one answer or none.
        byte[] header = [query[0], query[1], 0x81, (byte)(isKnown ? 0x80 : 0x83), 0, 1, 0, (byte)(hasAddress ? 1 : 0), 0, 0, 0, 0];
        byte[] record = hasAddress ? [0xc0, HeaderLength, 0, TypeA, 0, 1, 0, 0, 0, 60, 0, 4, .. _address] : [];
        return [.. header, .. query[HeaderLength..(end + 4)], .. record];
    }
}
