namespace GitHubEmulator.State;

/// <summary>Counts requests as GitHub does, and never refuses one: for that there are faults.</summary>
internal sealed class RateLimits(ServerClock clock)
{
    private const int PerInstallation = 5000;
    private const int Anonymous = 60;

    private readonly Lock _gate = new();
    private readonly Dictionary<long, RateLimit> _limits = [];

    /// <param name="installationId">Null for requests without a credential.</param>
    public RateLimit Current(long? installationId)
    {
        lock (_gate)
        {
            return _limits.TryGetValue(installationId ?? 0, out var limit) && clock.Now < limit.ResetsAt
                ? limit
                : new RateLimit(installationId is null ? Anonymous : PerInstallation, 0, clock.Now + TimeSpan.FromHours(1));
        }
    }

    public RateLimit Count(long? installationId)
    {
        lock (_gate)
        {
            var limit = Current(installationId);
            return _limits[installationId ?? 0] = limit with { Used = limit.Used + 1 };
        }
    }
}
