using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sidecars.Apps.Support;

/// <summary>Listens on this machine only, and answers one request after another.</summary>
internal sealed class LoopbackServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<LoopbackRequest, string> _answer;

    /// <param name="answer">Gets a request and gives the whole answer.</param>
    public LoopbackServer(Func<LoopbackRequest, string> answer)
    {
        _answer = answer;
        _listener.Start();
        Url = $"http://{_listener.LocalEndpoint}";
        _ = AcceptAsync();
    }

    /// <summary>Without a slash at its end; also when nobody listens there any more.</summary>
    public string Url { get; }

    /// <param name="status">Code and words.</param>
    /// <param name="headers">Each with its line end.</param>
    public static string Answer(string status, string headers = "", string body = "")
        => $"HTTP/1.1 {status}\r\n{headers}Content-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}";

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
        try
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(_answer(await LoopbackRequest.ReadAsync(stream))));
        }
        catch (IOException)
        {
            // It went away.
        }
    }
}
