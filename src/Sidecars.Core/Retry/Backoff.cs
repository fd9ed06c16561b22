namespace Sidecars.Retry;

/// <summary>How long to wait before trying again: doubling from a second, with jitter so that a fleet does not come back in step.</summary>
internal static class Backoff
{
    /// <summary>Where the jitter comes from. The simulation of fleets puts a seed in its place, or no jitter at all; nobody else does.</summary>
    internal static Random Jitter { get; set; } = Random.Shared;

    /// <param name="attempt">Zero for the first wait.</param>
    public static TimeSpan Wait(int attempt, TimeSpan longest)
        => TimeSpan.FromSeconds(Math.Min(Math.Pow(2, attempt), longest.TotalSeconds) * (0.5 + Jitter.NextDouble() / 2));

    /// <summary>For a limit of GitHub's: what it asks for, and no less than our own back-off; when it does not say, a minute and doubling from there.</summary>
    /// <remarks>https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#handle-rate-limit-errors-appropriately</remarks>
    public static TimeSpan WaitForLimit(TimeSpan? asked, int attempt, TimeSpan longest)
    {
        var wait = asked ?? TimeSpan.FromMinutes(Math.Pow(2, Math.Min(attempt, 10)));
        var (asIsAsked, ours) = (AtLeast(wait < longest ? wait : longest), Wait(attempt, TimeSpan.FromMinutes(1)));
        return asIsAsked > ours ? asIsAsked : ours;
    }

    /// <summary>A little more than asked: for waits that somebody else sets the length of.</summary>
    public static TimeSpan AtLeast(TimeSpan wait) => wait * (1 + Jitter.NextDouble() / 10);

    /// <summary>A little less than asked: for what may come early and not late.</summary>
    public static TimeSpan AtMost(TimeSpan wait) => wait * (1 - Jitter.NextDouble() / 10);
}
