namespace Sidecars.Http;

/// <summary>A URL that cannot leave this pod.</summary>
public static class LoopbackUrl
{
    /// <summary>Null for a URL of another machine, or one with a user, or none at all.</summary>
    public static Uri? TryParse(string text)
        => Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttp && url.IsLoopback && url.UserInfo.Length == 0 ? url : null;

    /// <exception cref="HttpRequestException">Nobody is there, or the answer is not one of success.</exception>
    public static async Task PostAsync(Uri url, HttpContent? content, CancellationToken cancellationToken)
    {
        // Never by a proxy: it is in this pod.
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.Zero });
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = content };
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw new HttpRequestException($"it answered {(int)response.StatusCode}");
        }
    }
}
