namespace Sidecars.Git.Sync;

/// <summary>How repositories are kept in sync.</summary>
public sealed record SyncOptions
{
    /// <summary>From one look at the server to the next.</summary>
    public required TimeSpan Period { get; init; }

    /// <summary>The name of the link to what is published.</summary>
    public required string Link { get; init; }

    /// <summary>A plain directory instead of a link: only fast-forwarded.</summary>
    public bool InPlace { get; init; }

    /// <summary>How long a commit's directory stays after the next one is published.</summary>
    public required TimeSpan StaleTimeout { get; init; }

    /// <summary>How long the server may be out of reach before we are not ready any more.</summary>
    public required TimeSpan MaxStaleness { get; init; }

    /// <summary>A repository that cannot be synced the first time ends the program.</summary>
    public bool FailsAtFirst { get; init; }

    /// <summary>Once only.</summary>
    public bool OneTime { get; init; }

    /// <summary>How long to wait for another git-clone that is at work in the same directory.</summary>
    public required TimeSpan LockTimeout { get; init; }

    /// <summary>Nobody is waited for where the next look is soon anyway.</summary>
    public TimeSpan LongestWait => OneTime || FailsAtFirst ? LockTimeout : TimeSpan.Zero;

    /// <summary>How many repositories are looked at or fetched at the same time, at most.</summary>
    public required int Jobs { get; init; }

    /// <summary>Where git's data are kept between runs, in this container only; null for nowhere.</summary>
    public string? PrivateDirectory { get; init; }
}
