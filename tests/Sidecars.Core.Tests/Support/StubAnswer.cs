using System.Net;
using System.Text;
using System.Text.Json;

namespace Sidecars.Support;

/// <summary>What the stub says to one request.</summary>
internal sealed record StubAnswer(int Status, string Body = "", string ContentType = "application/json; charset=utf-8")
{
    /// <summary>Longer than anybody waits.</summary>
    private static readonly TimeSpan ForEver = TimeSpan.FromDays(1);

    private TimeSpan _late;
    private bool _hangsInBody;
    private bool _hasDate = true;
    private Exception? _failure;
    private IEnumerable<KeyValuePair<string, string>> _headers = [];

    public static StubAnswer Hangs { get; } = new(200) { _late = ForEver };

    public static StubAnswer HangsInBody { get; } = new(200) { _hangsInBody = true };

    public static StubAnswer Fails(Exception failure) => new(0) { _failure = failure };

    /// <summary>As GitHub's API refuses.</summary>
    public static StubAnswer Refuses(int status, string message)
        => new(status, $$"""{"message":{{JsonSerializer.Serialize(message)}},"documentation_url":"https://docs.github.com/rest","status":"{{status}}"}""");

    public static StubAnswer RedirectsTo(string location, int status = 301) => new StubAnswer(status).With("Location", location);

    public StubAnswer With(string header, string value) => this with { _headers = [.. _headers, new(header, value)] };

    public StubAnswer WithoutDate() => this with { _hasDate = false };

    public StubAnswer LateBy(TimeSpan span) => this with { _late = span };

    public async Task<HttpResponseMessage> SendAsync(DateTimeOffset serverTime, TimeProvider time, CancellationToken cancellationToken)
    {
        if (_late > TimeSpan.Zero)
        {
            await Task.Delay(_late, time, cancellationToken);
        }

        if (_failure is not null)
        {
            throw _failure;
        }

        var response = new HttpResponseMessage((HttpStatusCode)Status) { Content = _hangsInBody ? new EndlessContent(time) : new ByteArrayContent(Encoding.UTF8.GetBytes(Body)) };
        response.Content.Headers.TryAddWithoutValidation("Content-Type", ContentType);
        if (_hasDate)
        {
            response.Headers.Date = serverTime;
        }

        foreach (var (name, value) in _headers)
        {
            response.Headers.TryAddWithoutValidation(name, value);
        }

        return response;
    }

    private sealed class EndlessContent(TimeProvider time) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) => Task.Delay(ForEver, time, cancellationToken);

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
