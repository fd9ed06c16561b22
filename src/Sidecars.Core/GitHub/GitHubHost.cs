using Sidecars.Http;

namespace Sidecars.GitHub;

/// <summary>One GitHub: where its REST API and its repositories are.</summary>
/// <param name="ApiUrl">Without a trailing slash in its path.</param>
/// <param name="ServerUrl">Scheme, host and port (and a path, where a proxy serves GitHub below one), without a trailing slash.</param>
public sealed record GitHubHost(Uri ApiUrl, Uri ServerUrl)
{
    private const string EnterprisePath = "/api/v3";

    /// <summary>github.com, GHE.com and GHES differ in how API and server belong together; people also give one where the other is meant.</summary>
    /// <remarks>https://docs.github.com/en/rest/using-the-rest-api/getting-started-with-the-rest-api and github.com/github/docs on data residency.</remarks>
    public static GitHubHost FromApiUrl(Uri url)
    {
        var path = url.AbsolutePath.TrimEnd('/');
        return url.Host switch
        {
            "api.github.com" => new(WithPath(url, path), new Uri("https://github.com")),
            "github.com" or "www.github.com" => FromApiUrl(new Uri("https://api.github.com")),
            var host when host.StartsWith("api.", StringComparison.Ordinal) && WithPath(WithHost(url, host["api.".Length..]), "") is { HostNameType: UriHostNameType.Dns } server => new(WithPath(url, path), server),
            var host when host.EndsWith(".ghe.com", StringComparison.Ordinal) => FromApiUrl(WithPath(WithHost(url, $"api.{host}"), "")),
            _ when path.EndsWith(EnterprisePath, StringComparison.Ordinal) => new(WithPath(url, path), WithPath(url, path[..^EnterprisePath.Length])),
            _ when path.Length == 0 => new(WithPath(url, EnterprisePath), WithPath(url, "")),
            _ => new(WithPath(url, path), WithPath(url, "")),
        };
    }

    /// <summary>Reads the URL of an API, with what follows from it.</summary>
    /// <exception cref="FormatException">It is none that a token may be sent to.</exception>
    public static GitHubHost Parse(string text)
    {
        var url = ParseUrl(text);
        return url.Host.Trim('.') is "api" or "" ? throw new FormatException("the URL names no host.") : FromApiUrl(url);
    }

    /// <summary>Reads a URL that a token may be sent to: https, or plain http to this machine only.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static Uri ParseUrl(string text)
    {
        if (!Uri.TryCreate(text.Contains("://", StringComparison.Ordinal) ? text : $"https://{text}", UriKind.Absolute, out var url) || !HostName.IsUsable(url))
        {
            throw new FormatException("this is not a URL; it should look like https://api.github.com.");
        }

        if (url.UserInfo.Length > 0 || url.Query.Length > 0 || url.Fragment.Length > 0)
        {
            throw new FormatException("the URL must not hold a user, a query or a fragment.");
        }

        return url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && IsThisMachine(url))
            ? url
            : throw new FormatException($"{url.Scheme}://{url.Host} would send secrets unprotected; only https is allowed, and http to this machine.");
    }

    /// <summary>The URL of a path below the API, for example <c>/app</c>.</summary>
    public Uri Api(string path) => new($"{ApiUrl.AbsoluteUri.TrimEnd('/')}{path}");

    /// <summary>The URL of a path below the server, for example <c>/owner/repo.git</c>.</summary>
    public Uri Server(string path) => new($"{ServerUrl.AbsoluteUri.TrimEnd('/')}{path}");

    /// <summary>Where git asks for a repository's refs before it reads anything else.</summary>
    /// <param name="repository">Its full name.</param>
    public Uri Refs(string repository) => Server($"/{repository}.git/info/refs?service=git-upload-pack");

    private static bool IsThisMachine(Uri url) => url.IsLoopback || url.Host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);

    private static Uri WithPath(Uri url, string path) => new UriBuilder(url) { Path = path }.Uri;

    private static Uri WithHost(Uri url, string host) => new UriBuilder(url) { Host = host }.Uri;
}
