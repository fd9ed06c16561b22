using System.Globalization;
using System.Text.Json.Nodes;

namespace GitHubEmulator.State;

/// <summary>How many requests of an hour are used up.</summary>
internal sealed record RateLimit(int Limit, int Used, DateTimeOffset ResetsAt)
{
    private int Remaining => Math.Max(0, Limit - Used);

    public void WriteTo(IHeaderDictionary headers)
    {
        headers["x-ratelimit-limit"] = Limit.ToString(CultureInfo.InvariantCulture);
        headers["x-ratelimit-remaining"] = Remaining.ToString(CultureInfo.InvariantCulture);
        headers["x-ratelimit-used"] = Used.ToString(CultureInfo.InvariantCulture);
        headers["x-ratelimit-reset"] = ResetsAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        headers["x-ratelimit-resource"] = "core";
    }

    public JsonObject ToJson() => new()
    {
        ["limit"] = Limit,
        ["used"] = Used,
        ["remaining"] = Remaining,
        ["reset"] = ResetsAt.ToUnixTimeSeconds(),
    };
}
