namespace GitHubEmulator.Admin;

/// <summary>The factory methods of <see cref="FaultKind"/>, as JSON names them.</summary>
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
