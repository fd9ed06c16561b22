using Sidecars.Git.Submodules;

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

    /// <summary>What git has as .git: of a submodule, it is in its superproject's.</summary>
    public string GitDirectory { get; private init; } = Path.Combine(Directory, ".git");

    /// <summary>Null for what is wanted for itself.</summary>
    public CloneTarget? Superproject { get; private init; }

    /// <summary>How many superprojects are around it.</summary>
    public int Nesting => Superproject is null ? 0 : Superproject.Nesting + 1;

    /// <summary>Whose repository it is: the last name but one of the URL.</summary>
    public string Owner => Url.Segments[^2].TrimEnd('/');

    /// <summary>All branches and their history are wanted.</summary>
    public bool WithHistory => Superproject?.WithHistory ?? (Options.Depth is null && (Commit is null || Ref is not null));

    /// <summary>Where work is in the way, the run goes on and leaves it alone; otherwise it ends there.</summary>
    public bool YieldsToWork => Superproject?.YieldsToWork ?? Commit is null;

    /// <summary>The clone of a submodule of this one.</summary>
    internal CloneTarget Of(Submodule submodule) => new(submodule.Url, Path.Combine(Directory, submodule.Path), Workspace, submodule.Commit, null)
    {
        GitDirectory = Path.Combine(GitDirectory, "modules", submodule.Name),
        Superproject = this,

        // The commit of the superproject, which somebody has signed, names this one's.
        Options = Options with { Depth = WithHistory ? null : 1, Sparse = [], AllowedSigners = null },
    };
}
