namespace Sidecars.Git;

/// <summary>How clones are made; the same for all of one run.</summary>
/// <param name="Depth">Commits of history; null for all of it, or for one where a commit alone is wanted.</param>
/// <param name="Filter">What is left on the server until it is needed, as git fetch --filter takes it; null for nothing.</param>
/// <param name="Sparse">Directories to check out; empty for all.</param>
/// <param name="DiscardLocalChanges">Changed files may be written over. Commits never are lost.</param>
public sealed record CloneOptions(int? Depth, string? Filter, IReadOnlyList<string> Sparse, bool DiscardLocalChanges)
{
    public static CloneOptions Default { get; } = new(null, null, [], false);

    /// <summary>The filters that need nothing of the repository itself: <c>sparse:oid</c> would.</summary>
    public static bool IsFilter(string text)
        => text == "blob:none"
           || (text.StartsWith("tree:", StringComparison.Ordinal) && IsNumber(text["tree:".Length..]))
           || (text.StartsWith("blob:limit=", StringComparison.Ordinal) && IsNumber(text["blob:limit=".Length..].TrimEnd('k', 'm', 'g')));

    private static bool IsNumber(string text) => text.Length is > 0 and < 12 && text.All(char.IsAsciiDigit);
}
