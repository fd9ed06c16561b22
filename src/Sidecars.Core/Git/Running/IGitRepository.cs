namespace Sidecars.Git.Running;

/// <summary>A git directory of ours, and what git has to know besides it.</summary>
public interface IGitRepository
{
    /// <summary>GIT_DIR.</summary>
    string Path { get; }

    /// <summary>Whose repository it is on the server; there is a credential for each owner.</summary>
    string Owner { get; }

    string WorkTree { get; }

    /// <summary>Directories in which git writes, besides its own: others may write there too.</summary>
    IEnumerable<string> OnVolumes { get; }

    /// <summary>Where objects are, if not in the git directory; null for there.</summary>
    ObjectStores? Elsewhere { get; }
}

/// <param name="Incoming">Where git writes.</param>
/// <param name="Found">Where it reads besides; null while there is nothing: git would look for references there too, at each fetch.</param>
public sealed record ObjectStores(string Incoming, string? Found);
