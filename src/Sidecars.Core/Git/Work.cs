using Microsoft.Extensions.Logging;
using Sidecars.Cli;

namespace Sidecars.Git;

/// <summary>Looks for what would be lost if something else were checked out.</summary>
internal sealed class Work(GitProcess git, PrivateRepository repository, GitDirectory directory)
{
    /// <summary>Null when nothing would be lost.</summary>
    /// <exception cref="SidecarException">The index is not one that git would write.</exception>
    public async Task<FoundWork?> FindAsync(string? head, string wanted, CancellationToken cancellationToken)
    {
        if (FoundClone.UnfinishedIn(directory) is { } unfinished)
        {
            return new(unfinished, Heads: []);
        }

        repository.SetHead(head);
        if (repository.HasIndex)
        {
            await CheckIndexAsync(cancellationToken);
            if (await git.RunAsync(repository, "look for changes", ["status", "--porcelain", "--untracked-files=no", "--ignore-submodules=all"], cancellationToken) is { Length: > 0 } changes)
            {
                return new($"{changes.Split('\n').Length} changed files", Heads: []);
            }
        }

        string[] heads = head is null ? ["--branches"] : ["--branches", "HEAD"];
        if (head is null && !repository.References().Keys.Any(name => name.StartsWith("refs/heads/", StringComparison.Ordinal)))
        {
            return null;
        }

        var unpushed = await git.RunAsync(
            repository, "look for commits", ["rev-list", .. heads, "--not", "--remotes=origin", "--tags", $"--glob={Fetch.ByName}/*", wanted], cancellationToken);
        var commits = unpushed.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return commits.Length == 0 ? null : new($"{commits.Length} commits that are not on the server", commits);
    }

    /// <summary>git trusts the paths in an index: with one that was planted it would write and remove anywhere.</summary>
    private async Task CheckIndexAsync(CancellationToken cancellationToken)
    {
        var paths = await git.AskAsync(repository, ["ls-files", "-z"], cancellationToken) ?? throw directory.InTheWay("its .git/index cannot be read");
        if (paths.Split('\0').FirstOrDefault(path => path.Length > 0 && !IsBelow(path)) is { } path)
        {
            throw directory.InTheWay($"its .git/index has {Redaction.Clean(path)}");
        }
    }

    private static bool IsBelow(string path)
        => path[0] != '/' && !path.Split('/').Any(part => part is "" or "." or ".." || part.Equals(".git", StringComparison.OrdinalIgnoreCase));
}

/// <param name="Words">For people.</param>
/// <param name="Heads">Commits that only this clone has.</param>
internal sealed record FoundWork(string Words, IReadOnlyList<string> Heads)
{
    /// <summary>Gives the commits a reference each that nothing else moves; changed files are not kept.</summary>
    public void SetAside(GitDirectory directory, ILogger logger)
    {
        // The first is the newest: the others are mostly behind it, but not always.
        directory.Change(Heads.ToDictionary(commit => $"{Fetch.ByName}/set-aside/{commit}", string? (commit) => commit));
        logger.WorkSetAside(directory.WorkTree, Words, $"{Fetch.ByName}/set-aside");
    }
}
