namespace GitHubEmulator.State;

internal sealed class ServerClock(TimeProvider timeProvider)
{
    public TimeSpan Skew { get; set; }

    public DateTimeOffset Now => timeProvider.GetUtcNow() + Skew;
}
