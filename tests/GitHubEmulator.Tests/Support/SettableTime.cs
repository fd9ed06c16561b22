namespace GitHubEmulator.Tests.Support;

internal sealed class SettableTime : TimeProvider
{
    private DateTimeOffset now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => now;

    public void Advance(TimeSpan time) => now += time;
}
