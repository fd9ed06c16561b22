using System.Globalization;
using System.Net;
using System.Text;

namespace Sidecars.Fuzz.Targets;

/// <summary>A server that answers with an input: the status, headers in lines, an empty line, and the body.</summary>
internal sealed class StubServer(Func<HttpRequestMessage, byte[]> answer) : HttpMessageHandler
{
    public static HttpClient Client(Func<HttpRequestMessage, byte[]> answer) => new(new StubServer(answer)) { Timeout = Timeout.InfiniteTimeSpan, BaseAddress = new Uri("https://server.test/") };

    /// <summary>As of an answer that is well, with the body only.</summary>
    public static byte[] Ok(byte[] body) => [.. "200\n\n"u8, .. body];

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(Read(answer(request)));

    private static HttpResponseMessage Read(byte[] text)
    {
        var end = text.AsSpan().IndexOf("\n\n"u8);
        var head = Encoding.Latin1.GetString(end < 0 ? text : text[..end]).Split('\n');
        var status = int.TryParse(head[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 200 and < 600 ? number : 200;
        var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new ByteArrayContent(end < 0 ? [] : text[(end + 2)..]) };
        foreach (var line in head.Skip(1))
        {
            // As the real client does: what is no header is left out, and what is one is not judged.
            var (name, value) = line.Split(':', 2) is [var before, var after] ? (before, after.Trim(' ', '\t')) : (line, "");
            if (name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') && !value.Any(c => c is '\r' or '\n' or '\0'))
            {
                _ = response.Headers.TryAddWithoutValidation(name, value) || response.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return response;
    }
}
