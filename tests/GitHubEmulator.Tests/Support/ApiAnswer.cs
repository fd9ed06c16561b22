using System.Net.Http.Headers;
using System.Text.Json;

namespace GitHubEmulator.Tests.Support;

internal sealed record ApiAnswer(int Status, HttpResponseHeaders Headers, string? ContentType, string Body)
{
    public JsonElement Json => JsonElement.Parse(Body);

    public string? Message => Json.GetProperty("message").GetString();

    public string? Header(string name) => Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;
}
