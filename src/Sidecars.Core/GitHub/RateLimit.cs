using System.Globalization;
using System.Net.Http.Headers;

namespace Sidecars.GitHub;

/// <summary>Reads from an answer whether GitHub limits us, and until when.</summary>
/// <remarks>https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit</remarks>
internal static class RateLimit
{
    /// <summary>What is longer makes no sense; nobody waits for it anyway.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>A 403 without these signs is no limit, and waiting would not help.</summary>
    public static bool IsHit(int status, string message, HttpResponseHeaders headers)
        => status == 429
           || (status == 403 && (headers.RetryAfter is not null || Value(headers, "x-ratelimit-remaining") == "0" || message.Contains("rate limit", StringComparison.OrdinalIgnoreCase)));

    /// <summary>How long to wait, by GitHub's own clock where the answer has it; never negative. Null when it does not say.</summary>
    public static TimeSpan? Wait(HttpResponseHeaders headers, DateTimeOffset now)
    {
        var serverTime = headers.Date ?? now;
        TimeSpan? wait = headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - serverTime,
            _ when Value(headers, "x-ratelimit-remaining") == "0" && long.TryParse(Value(headers, "x-ratelimit-reset"), CultureInfo.InvariantCulture, out var reset)
                => DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(reset, 0, uint.MaxValue)) - serverTime + TimeSpan.FromSeconds(1),
            _ => null,
        };
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait > Longest ? Longest : wait;
    }

    public static int? Remaining(HttpResponseHeaders headers)
        => int.TryParse(Value(headers, "x-ratelimit-remaining"), NumberStyles.None, CultureInfo.InvariantCulture, out var remaining) ? remaining : null;

    private static string? Value(HttpResponseHeaders headers, string name) => headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
}
