using System.Globalization;
using GitHubEmulator.Http;

namespace GitHubEmulator.FaultKinds;

/// <summary>An error answer instead of the right one.</summary>
internal sealed class Refused(int status, string message) : FaultKind
{
    public TimeSpan? RetryAfter { get; init; }

    public bool RetryAfterAsDate { get; init; }

    public TimeSpan? LimitResetsIn { get; init; }

    public Uri? Location { get; init; }

    public bool OnlyWithVersion { get; init; }

    internal override bool Concerns(HttpRequest request) => !OnlyWithVersion || request.Headers.ContainsKey(ApiVersions.Header);

    internal override Task ApplyAsync(HttpContext context, RequestDelegate next)
    {
        var now = context.RequestServices.GetRequiredService<ServerClock>().Now;
        var headers = context.Response.Headers;

        if (RetryAfter is { } wait)
        {
            headers.RetryAfter = RetryAfterAsDate
                ? (now + wait).ToString("R", CultureInfo.InvariantCulture)
                : Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        if (LimitResetsIn is { } reset)
        {
            new RateLimit(5000, 5000, now + reset).WriteTo(headers);
        }

        if (Location is not null)
        {
            headers.Location = Location.AbsoluteUri;
        }

        return context.WriteErrorAsync(status, message);
    }
}
