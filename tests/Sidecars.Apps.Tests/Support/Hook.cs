using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sidecars.Apps.Support;

/// <summary>Listens on this machine, keeps what is posted to it, and answers as it is told to.</summary>
internal sealed class Hook : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentQueue<string> _posts = new();

    public Hook()
    {
        _listener.Start();
        Url = $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/hook";
        _ = AcceptAsync();
    }

    public string Url { get; }

    /// <summary>Of the answers from now on.</summary>
    public int Status { get; set; } = 200;

    /// <summary>The bodies, in the order in which they came.</summary>
    public IReadOnlyList<string> Posts => [.. _posts];

    public Task HearsAsync(string text) => Eventually.HoldsAsync(() => _posts.Any(post => post.Contains(text, StringComparison.Ordinal)));

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
        const string length = "Content-Length: ";
        try
        {
            using var reader = new StreamReader(stream, Encoding.Latin1, leaveOpen: true);
            var (request, expected) = (await reader.ReadLineAsync(), 0);
            while (await reader.ReadLineAsync() is { Length: > 0 } line)
            {
                expected = line.StartsWith(length, StringComparison.OrdinalIgnoreCase) ? int.Parse(line[length.Length..], null) : expected;
            }

            var body = new char[expected];
            await reader.ReadBlockAsync(body);
            Assert.StartsWith("POST /hook HTTP/1.1", request, StringComparison.Ordinal);
            _posts.Enqueue(new string(body));
            await stream.WriteAsync(Encoding.Latin1.GetBytes($"HTTP/1.1 {Status} As Told\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
        }
        catch (IOException)
        {
            // It went away.
        }
    }
}
