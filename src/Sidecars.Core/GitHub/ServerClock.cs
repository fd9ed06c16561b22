namespace Sidecars.GitHub;

/// <summary>What time it is at GitHub: our wall clock and the difference that GitHub last told us of.</summary>
public sealed class ServerClock(TimeProvider time)
{
    private TimeSpan _ahead;

    public DateTimeOffset Now => time.GetUtcNow() + _ahead;

    /// <summary>Takes over the time of an answer that just came. Returns how far GitHub is ahead of our clock, negative when behind.</summary>
    public TimeSpan Follow(DateTimeOffset serverTime) => _ahead = serverTime - time.GetUtcNow();
}
