namespace Sidecars.Support;

/// <param name="At">When it came, see <see cref="ManualTimeProvider.Elapsed"/>.</param>
/// <param name="Authorization">Scheme and parameter; null for none.</param>
internal sealed record RecordedRequest(TimeSpan At, string Method, Uri Url, string? Authorization, IReadOnlyDictionary<string, string> Headers, string Body)
{
    /// <summary>As in the first line of HTTP: <c>GET /app</c>.</summary>
    public string Line => $"{Method} {Url.PathAndQuery}";

    public string? Header(string name) => Headers.GetValueOrDefault(name);
}
