namespace Sidecars.Git;

/// <summary>One clone that is wanted.</summary>
/// <param name="Url">Without credentials.</param>
/// <param name="Directory">Absolute.</param>
/// <param name="Workspace">The directory from the settings, which <paramref name="Directory"/> is or is below. What is below it, others may have made.</param>
/// <param name="Commit">Full SHA; null for whatever the ref points at.</param>
/// <param name="Ref">Branch or tag; null for the default branch, or for a commit alone.</param>
public sealed record CloneTarget(Uri Url, string Directory, string Workspace, string? Commit, string? Ref)
{
    public CloneOptions Options { get; init; } = CloneOptions.Default;

    /// <summary>Whose repository it is: the last name but one of the URL.</summary>
    public string Owner => Url.Segments[^2].TrimEnd('/');
}
