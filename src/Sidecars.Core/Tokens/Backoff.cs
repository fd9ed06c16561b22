namespace Sidecars.Tokens;

/// <summary>How long to wait before trying again: doubling from a second, with jitter so that a fleet does not come back in step.</summary>
internal static class Backoff
{
    /// <param name="attempt">Zero for the first wait.</param>
    public static TimeSpan Wait(int attempt, TimeSpan longest)
    {
        var seconds = Math.Min(Math.Pow(2, attempt), longest.TotalSeconds);
        return TimeSpan.FromSeconds(seconds * (0.5 + Random.Shared.NextDouble() / 2));
    }

    /// <summary>A little more than asked: for waits that somebody else sets the length of.</summary>
    public static TimeSpan AtLeast(TimeSpan wait) => wait * (1 + Random.Shared.NextDouble() / 10);

    /// <summary>A little less than asked: for what may come early and not late.</summary>
    public static TimeSpan AtMost(TimeSpan wait) => wait * (1 - Random.Shared.NextDouble() / 10);
}
