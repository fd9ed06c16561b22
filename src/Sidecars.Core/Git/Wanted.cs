namespace Sidecars.Git;

/// <summary>What is to be checked out.</summary>
/// <param name="Branch">The local branch to be on; null for none.</param>
internal sealed record Wanted(string Commit, string? Branch)
{
    /// <summary>Commits that the server had at the last fetch, where the history is too short to tell whether it still has.</summary>
    public IReadOnlyList<string> HadBefore { get; init; } = [];
}
