using Microsoft.AspNetCore.Http.Features;

namespace GitHubEmulator.Http;

/// <summary>The URLs by which the client of a request reaches this GitHub.</summary>
/// <param name="Web">Also git's; without a slash at the end, like <paramref name="Api"/>.</param>
internal sealed record Addresses(string Web, string Api)
{
    public const string RestPath = "/api/v3";

    private const string ApiHostPrefix = "api.";

    public static bool HasApiHost(HttpRequest request) =>
        request.Host.Host.StartsWith(ApiHostPrefix, StringComparison.OrdinalIgnoreCase);

    public static Addresses Of(HttpRequest request) => HasApiHost(request)
        ? new($"{request.Scheme}://{request.Host.Value![ApiHostPrefix.Length..]}", $"{request.Scheme}://{request.Host}")
        : new($"{request.Scheme}://{request.Host}", $"{request.Scheme}://{request.Host}{RestPath}");

    /// <summary>Clients that take this server for a proxy send the whole URL, the others only this part of it.</summary>
    public static string PathAndQueryAsSent(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;

        return target.StartsWith('/') ? target : new Uri(target).PathAndQuery;
    }
}
