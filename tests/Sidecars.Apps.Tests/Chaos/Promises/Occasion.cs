namespace Sidecars.Apps.Chaos.Promises;

/// <summary>When a trouble comes, and for how long.</summary>
/// <param name="Over">Done when it ends.</param>
internal sealed record Occasion(FastClock Clock, Random Random, Task Over)
{
    /// <summary>The longest that GitHub asked for.</summary>
    public TimeSpan Silence { get; private set; }

    public TimeSpan AskForSilence(int least, int most)
    {
        Silence = TimeSpan.FromSeconds(Random.Next(least, most));
        return Silence;
    }
}
