namespace Sidecars.GitHub;

/// <param name="Owner">The account it is on.</param>
/// <param name="Granted">What it may do; null where that was not asked for.</param>
internal sealed record FoundInstallation(long Id, string Owner, Permissions? Granted)
{
    /// <summary>From an earlier look-up: by now it may be another.</summary>
    public bool IsRemembered { get; init; }
}
