using Microsoft.Extensions.Logging;
using Sidecars.Cli;
using Sidecars.Linux;

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
            var replaced = await CheckIndexAsync(cancellationToken);
            var changes = await git.RunAsync(repository, "look for changes", ["status", "--porcelain", "--untracked-files=no", "--ignore-submodules=all"], cancellationToken);
            var changed = replaced + changes.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;
            if (changed > 0)
            {
                return new($"{changed} changed files", Heads: []);
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
    /// <returns>How many submodules gave way to something else: git would not mind, and take that away.</returns>
    private async Task<int> CheckIndexAsync(CancellationToken cancellationToken)
    {
        const string submodule = "160000 ";
        var list = await git.AskAsync(repository, ["ls-files", "--stage", "-z"], cancellationToken) ?? throw directory.InTheWay("its .git/index cannot be read");
        var entries = list.Split('\0', StringSplitOptions.RemoveEmptyEntries);
        if (entries.Select(PathOf).FirstOrDefault(path => !IsBelow(path)) is { } path)
        {
            throw directory.InTheWay($"its .git/index has {Redaction.Clean(path)}");
        }

        return entries.Where(entry => entry.StartsWith(submodule, StringComparison.Ordinal)).Select(PathOf).Count(IsReplaced);

        static string PathOf(string entry) => entry[(entry.IndexOf('\t', StringComparison.Ordinal) + 1)..];
    }

    /// <summary>Not a directory, or not reached through directories only.</summary>
    private bool IsReplaced(string path)
    {
        for (var below = path; below.Length > 0; below = Path.GetDirectoryName(below)!)
        {
            if (Libc.TypeOf(Path.Combine(directory.WorkTree, below)) is not FileType.Directory and not FileType.None)
            {
                return true;
            }
        }

        return false;
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
