using Sidecars.Git.Sync;
using Sidecars.Repositories;

namespace Sidecars.Git;

/// <summary>What git ls-remote prints. The names in it are the server's.</summary>
internal static class RemoteList
{
    /// <summary>Where HEAD leads; null where it leads to no branch, or to what is no name of one.</summary>
    public static string? DefaultBranch(string list)
    {
        const string prefix = "ref: refs/heads/";
        return list.Split('\n').FirstOrDefault(line => line.StartsWith(prefix, StringComparison.Ordinal)) is { } line && line[prefix.Length..].Split('\t')[0] is var name && Repository.IsRef(name) ? name : null;
    }

    /// <summary>A branch before a tag, as git clone has it; of a tag with a text, the commit that it is of. Null where there is none.</summary>
    /// <param name="name">Of the branch or tag; null for HEAD.</param>
    public static RemoteCommit? Find(string list, string? name)
    {
        var found = list.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')).DistinctBy(parts => parts[^1]).ToDictionary(parts => parts[^1], parts => parts[0]);
        return name is null
            ? Found("HEAD", "HEAD")
            : Found($"refs/heads/{name}", $"refs/heads/{name}") ?? Found($"refs/tags/{name}^{{}}", $"refs/tags/{name}") ?? Found($"refs/tags/{name}", $"refs/tags/{name}");

        RemoteCommit? Found(string line, string reference) => found.TryGetValue(line, out var commit) && ObjectId.IsWhole(commit) ? new(commit, reference) : null;
    }
}
