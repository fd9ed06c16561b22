using Sidecars.Cli;
using Sidecars.GitHub;
using Sidecars.Repositories;

namespace Sidecars.Scopes;

/// <summary>What all tokens of a workspace together are for: one scope for each owner of its repositories, in the list's order.</summary>
public sealed record WorkspaceScope(IReadOnlyList<TokenScope> Owners)
{
    /// <summary>GitHub's limit for a scoped token.</summary>
    private const int MaxRepositories = 500;

    /// <summary>More owners would be more tokens than anybody looks after.</summary>
    private const int MaxOwners = 100;

    /// <summary>No repository: no token.</summary>
    public static WorkspaceScope Nothing { get; } = new([]);

    /// <exception cref="FormatException">There are more repositories or owners than can be.</exception>
    public static WorkspaceScope Of(RepositoryList repositories, Access access)
    {
        if (repositories == RepositoryList.None)
        {
            return Nothing;
        }

        if (repositories == RepositoryList.All)
        {
            return new([new TokenScope(null, null, access.Permissions, access.PullRequestsIfGranted)]);
        }

        var owners = repositories.Repositories.GroupBy(repository => repository.Owner, StringComparer.OrdinalIgnoreCase).ToList();
        if (owners.Count > MaxOwners)
        {
            throw new FormatException($"the repositories have {owners.Count} owners, and {MaxOwners} are the most.");
        }

        return new([.. owners.Select(owner => new TokenScope(owner.Key, Names(owner), access.Permissions, access.PullRequestsIfGranted) { IsAlone = owners.Count == 1 })]);
    }

    /// <summary>The same text for the same scope.</summary>
    public override string ToString() => Owners.Count == 0 ? "nothing" : string.Join("; ", Owners);

    private static List<string> Names(IGrouping<string, Repository> owner)
    {
        var names = owner.Select(repository => repository.Name).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase).ToList();
        return names.Count <= MaxRepositories
            ? names
            : throw new FormatException($"there are {names.Count} repositories of {Redaction.Clean(owner.Key)}, and GitHub scopes a token to {MaxRepositories} at the most.");
    }
}
