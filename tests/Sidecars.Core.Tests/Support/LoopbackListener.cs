using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sidecars.Support;

/// <summary>Listens on this machine only, keeps what each visitor says first, and sends everybody away.</summary>
internal sealed class LoopbackListener : IDisposable
{
    private readonly TcpListener _listener;
    private readonly ConcurrentQueue<string> _heads = new();
    private readonly string _answer;

    /// <param name="answer">Status line and headers, without the empty line.</param>
    public LoopbackListener(string address = "127.0.0.1", int port = 0, string answer = "HTTP/1.1 502 Bad Gateway")
    {
        _answer = answer;
        _listener = new(IPAddress.Parse(address), port);
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>What they said, up to the first empty line.</summary>
    public IReadOnlyList<string> Heads => [.. _heads];

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
        var head = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            // TLS does not end its greeting with an empty line, and does not begin with a letter.
            while (await stream.ReadAsync(buffer) is > 0 and var length)
            {
                head.Append(Encoding.Latin1.GetString(buffer, 0, length));
                if (!char.IsAsciiLetter(head[0]) || head.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
                {
                    break;
                }
            }

            _heads.Enqueue(head.ToString());
            await stream.WriteAsync(Encoding.Latin1.GetBytes($"{_answer}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
        }
        catch (IOException)
        {
            // It went away.
        }
    }
}
