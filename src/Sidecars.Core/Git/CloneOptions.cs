namespace Sidecars.Git;

/// <summary>How a clone is made.</summary>
public sealed record CloneOptions
{
    public static CloneOptions Default { get; } = new();

    /// <summary>Commits of history; null for all of it, or for one where a commit alone is wanted.</summary>
    public int? Depth { get; init; }

    /// <summary>After the first time only what is new comes, with all commits since: so that it can be told whether the branch went forward.</summary>
    public bool ForwardOnly { get; init; }

    /// <summary>What is left on the server until it is needed, as git fetch --filter takes it; null for nothing.</summary>
    public string? Filter { get; init; }

    /// <summary>Directories to check out; empty for all.</summary>
    public IReadOnlyList<string> Sparse { get; init; } = [];

    /// <summary>Submodules too, and theirs.</summary>
    public bool Submodules { get; init; }

    /// <summary>Large files have their content, not only pointers to it.</summary>
    public bool Lfs { get; init; }

    /// <summary>Changed files may be written over. Commits never are lost.</summary>
    public bool DiscardLocalChanges { get; init; }

    /// <summary>Who commits there; null to say nothing.</summary>
    public CommitIdentity? Identity { get; init; }

    /// <summary>A file of SSH keys, of which one must have signed what is checked out; null where signatures are not looked at.</summary>
    public string? AllowedSigners { get; init; }

    /// <summary>The filters that need nothing of the repository itself: <c>sparse:oid</c> would.</summary>
    public static bool IsFilter(string text)
        => text == "blob:none"
           || (text.StartsWith("tree:", StringComparison.Ordinal) && IsNumber(text["tree:".Length..]))
           || (text.StartsWith("blob:limit=", StringComparison.Ordinal) && IsNumber(text["blob:limit=".Length..].TrimEnd('k', 'm', 'g')));

    private static bool IsNumber(string text) => text.Length is > 0 and < 12 && text.All(char.IsAsciiDigit);
}
