namespace GitHubEmulator.Admin;

/// <summary>The factory methods of <see cref="FaultKind"/>, as JSON names them: all but the one that waits for its test.</summary>
internal enum FaultName
{
    Answer,
    RateLimited,
    PrimaryLimit,
    SecondaryLimit,
    HtmlError,
    Hang,
    SlowDrip,
    Late,
    TruncatedJson,
    Reset,
    ResetAfter,
    WiderPermissions,
    NarrowerPermissions,
    AllRepositories,
    UnsupportedVersion,
    RetiredVersion,
    RedirectTo,
    IpAllowList,
}
