using Sidecars.Repositories;

namespace Sidecars.Scopes;

/// <summary>The repositories that a watched file may name at the most: some, all of an owner (<c>owner/*</c>), or all (<c>*</c>).</summary>
public sealed class RepositoryCeiling
{
    private const string AllOf = "/*";

    private readonly HashSet<string> _repositories;
    private readonly HashSet<string> _owners;
    private readonly bool _all;

    private RepositoryCeiling(IEnumerable<string> repositories, IEnumerable<string> owners, bool all)
    {
        _repositories = new(repositories, StringComparer.OrdinalIgnoreCase);
        _owners = new(owners, StringComparer.OrdinalIgnoreCase);
        _all = all;
    }

    /// <summary>As much as the list has.</summary>
    public static RepositoryCeiling Of(RepositoryList list)
        => new(list.Repositories.Select(repository => repository.FullName), [], list == RepositoryList.All);

    /// <exception cref="FormatException">An entry is none.</exception>
    public static RepositoryCeiling Parse(string text, Uri server)
    {
        var entries = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var owners = entries.Where(entry => entry.EndsWith(AllOf, StringComparison.Ordinal)).Select(entry => entry[..^AllOf.Length]).ToList();
        if (owners.FirstOrDefault(owner => !Repository.IsOwner(owner)) is not null)
        {
            throw new FormatException("write owner/* for all repositories of an owner, * for all, or owner/repo.");
        }

        var rest = entries.Where(entry => !entry.EndsWith(AllOf, StringComparison.Ordinal)).ToList();
        var list = rest.Count == 0 ? RepositoryList.None : RepositoryList.Parse(string.Join(' ', rest), server);
        return new(list.Repositories.Select(repository => repository.FullName), owners, list == RepositoryList.All);
    }

    /// <summary>The first repository that is beyond it, in words; null when all are within.</summary>
    public string? Beyond(RepositoryList wanted)
        => _all ? null
            : wanted == RepositoryList.All ? "the whole installation"
            : wanted.Repositories.FirstOrDefault(repository => !_owners.Contains(repository.Owner) && !_repositories.Contains(repository.FullName))?.FullName;
}
