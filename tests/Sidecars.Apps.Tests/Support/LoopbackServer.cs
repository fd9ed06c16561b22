using System.Net.Sockets;
using System.Text;

namespace Sidecars.Apps.Support;

/// <summary>Listens on this machine only, and answers one request after another.</summary>
internal sealed class LoopbackServer : IDisposable
{
    private readonly LoopbackListener _listener;

    /// <param name="answer">Gets a request and gives the whole answer.</param>
    public LoopbackServer(Func<LoopbackRequest, string> answer)
        => _listener = new(async visitor =>
        {
            using (visitor)
            {
                await AnswerAsync(visitor.GetStream(), answer);
            }
        });

    /// <inheritdoc cref="LoopbackListener.Url"/>
    public string Url => _listener.Url;

    /// <param name="status">Code and words.</param>
    /// <param name="headers">Each with its line end.</param>
    public static string Answer(string status, string headers = "", string body = "")
        => $"HTTP/1.1 {status}\r\n{headers}Content-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}";

    public void Dispose() => _listener.Dispose();

    private static async Task AnswerAsync(NetworkStream stream, Func<LoopbackRequest, string> answer)
    {
        try
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(answer(await LoopbackRequest.ReadAsync(stream))));
        }
        catch (IOException)
        {
            // It went away.
        }
    }
}
