using GitHubEmulator;

namespace Sidecars.Apps.Chaos.Promises;

/// <summary>GitHub in one kind of trouble for a while.</summary>
/// <param name="On">Which requests are concerned.</param>
/// <param name="Until">When it stopped to answer wrongly.</param>
/// <param name="Silence">How long it asked everybody to be quiet, in its last answer at the latest.</param>
internal sealed record Spell(string Trouble, Operation On, DateTimeOffset From, DateTimeOffset Until, TimeSpan Silence)
{
    private static readonly Operation[] AskedByConsumers = [Operation.Any, Operation.GitInfoRefs, Operation.GitUploadPack, Operation.GitReceivePack, Operation.Repository];

    /// <summary>What a new token takes: how the App is called, and what is asked at other times, does not hold one up.</summary>
    private static readonly Operation[] AskedForTokens = [Operation.Any, Operation.InstallationLookup, Operation.Mint, Operation.RateLimit, Operation.GitInfoRefs];

    public bool ConcernsTokens => AskedForTokens.Contains(On);

    public bool ConcernsConsumers => AskedByConsumers.Contains(On);

    public bool Overlaps(DateTimeOffset from, DateTimeOffset until) => From <= until && from <= Until;
}
