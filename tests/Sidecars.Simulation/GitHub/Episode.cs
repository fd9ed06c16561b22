namespace Sidecars.Simulation.GitHub;

/// <summary>One time of trouble.</summary>
/// <param name="Seed">Decides what happens to each request.</param>
internal sealed record Episode(EpisodeKind Kind, TimeSpan Start, TimeSpan End, ulong Seed)
{
    /// <summary>Of an outage in which all requests get 503.</summary>
    public const ulong SeedOfUnavailable = 0;

    private static readonly Fate Unavailable = new(503) { IsHtml = true };

    /// <summary>Of all who come while it lasts, so many are hit; the same for the whole episode.</summary>
    private double Share => Kind == EpisodeKind.Storm ? 0.1 + 0.6 * Drawn(1) : Kind == EpisodeKind.SomeRefused ? 0.02 + 0.13 * Drawn(1) : 1;

    /// <summary>What it does to a request in this second; null when nothing.</summary>
    public Fate? Of(Operation operation, TimeSpan now)
    {
        // Each second has its lot, and not each request: the oracle has to know it, too.
        var lot = Drawn((ulong)now.TotalSeconds * 16 + (ulong)operation + 100);
        return Kind switch
        {
            _ when lot >= Share => null,
            _ when Kind == EpisodeKind.Blip => Drawn(2) < 0.5 ? Fate.NoConnection : Fate.Silent,
            _ when Kind == EpisodeKind.Storm => new(lot < Share / 2 ? 502 : lot < Share * 0.8 ? 503 : lot < Share * 0.9 ? 500 : 504) { IsHtml = lot < Share / 3 },
            _ when Kind == EpisodeKind.Outage => Drawn(2) switch { < 0.6 => Unavailable, < 0.8 => Fate.Silent, _ => Fate.NoConnection },
            _ when Kind == EpisodeKind.GitOnly => operation == Operation.ProveGit ? Unavailable : null,
            _ when Kind == EpisodeKind.Slow => Fate.Answered with { Latency = TimeSpan.FromSeconds(2 + 12 * lot) },
            _ when Kind == EpisodeKind.Limited => operation.IsApps() ? new(403, "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.") { RetryAfter = Drawn(2) < 0.5 ? TimeSpan.FromSeconds(60) : null } : null,
            _ when Kind == EpisodeKind.WrongRefusal => operation.IsApps() ? Drawn(2) < 0.7 ? new(404, "Not Found") : new(401, "A JSON web token could not be decoded") : null,
            _ when Kind == EpisodeKind.SomeRefused => new(401, "Bad credentials"),
            _ => null,
        };
    }

    /// <summary>How long a token that is minted now takes to be known everywhere; null for the usual.</summary>
    public TimeSpan? Spread(TimeSpan now) => Kind == EpisodeKind.SlowSpread ? TimeSpan.FromSeconds(5 + 20 * Drawn((ulong)now.TotalSeconds)) : null;

    /// <summary>From 0 to 1, the same for the same number.</summary>
    private double Drawn(ulong number) => Lot.Of(Seed, number);
}
