using Microsoft.Extensions.Logging;
using Sidecars.Cli;
using Sidecars.Git.Running;
using Sidecars.Git.Volume;
using Sidecars.Linux;

namespace Sidecars.Git;

/// <summary>Looks for what would be lost if something else were checked out.</summary>
internal sealed class Work(GitProcess git, PrivateRepository repository, GitDirectory directory)
{
    /// <summary>Null when nothing would be lost.</summary>
    /// <param name="onServer">Commits that nobody would miss.</param>
    /// <exception cref="SidecarException">The index is not one that git would write.</exception>
    public async Task<FoundWork?> FindAsync(string? head, IReadOnlyList<string> onServer, CancellationToken cancellationToken)
    {
        repository.SetHead(head);
        var unfinished = new Unfinished(directory);
        var changed = repository.HasIndex ? await ChangedAsync(cancellationToken) : 0;
        string[] branches = repository.References().Keys.Any(name => name.StartsWith("refs/heads/", StringComparison.Ordinal)) ? ["--branches"] : [];
        string[] tips = [.. branches, .. head is null ? Array.Empty<string>() : ["HEAD"], .. unfinished.Commits()];
        var commits = tips.Length == 0 ? [] : await UnpushedAsync(tips, onServer, cancellationToken);
        string?[] found =
        [
            unfinished.Find() ?? Counted(changed, "changed file", "changed files"),
            Counted(commits.Count, "commit that is not on the server", "commits that are not on the server"),
        ];
        return found.OfType<string>().ToList() is { Count: > 0 } words ? new(string.Join(" and ", words), Heads(commits)) : null;
    }

    private async Task<int> ChangedAsync(CancellationToken cancellationToken)
    {
        var replaced = await CheckIndexAsync(cancellationToken);
        return replaced + Lines(await git.RunAsync(repository, "look for changes", ["status", "--porcelain", "--untracked-files=no", "--ignore-submodules=all"], cancellationToken)).Length;
    }

    /// <summary>Commits that only this clone has, each with its parents.</summary>
    private async Task<IReadOnlyList<string[]>> UnpushedAsync(string[] tips, IReadOnlyList<string> onServer, CancellationToken cancellationToken)
    {
        var list = await git.RunAsync(
            repository, "look for commits",
            ["rev-list", "--parents", "--ignore-missing", .. tips, "--not", "--remotes=origin", "--tags", $"--glob={Fetch.ByName}/*", .. onServer], cancellationToken);
        return [.. Lines(list).Select(line => line.Split(' '))];
    }

    /// <summary>Those that no other one leads to.</summary>
    private static IReadOnlyList<string> Heads(IReadOnlyList<string[]> commits)
    {
        var parents = commits.SelectMany(commit => commit.Skip(1)).ToHashSet(StringComparer.Ordinal);
        return [.. commits.Select(commit => commit[0]).Where(commit => !parents.Contains(commit))];
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static string? Counted(int count, string one, string more) => count == 0 ? null : count == 1 ? $"1 {one}" : $"{count} {more}";

    /// <summary>git trusts the paths in an index: with one that was planted it would write and remove anywhere.</summary>
    /// <returns>How many submodules gave way to something else: git would not mind, and take that away.</returns>
    private async Task<int> CheckIndexAsync(CancellationToken cancellationToken)
    {
        const string submodule = "160000 ";
        var list = await git.AskAsync(repository, ["ls-files", "--stage", "-z"], cancellationToken) ?? throw directory.InTheWay("its .git/index cannot be read");
        var entries = list.Split('\0', StringSplitOptions.RemoveEmptyEntries);
        if (entries.Select(PathOf).FirstOrDefault(path => !WorkTreePath.IsInside(path)) is { } path)
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
}

/// <param name="Words">For people.</param>
/// <param name="Heads">Commits that only this clone has, by which all the others of that kind can be reached.</param>
internal sealed record FoundWork(string Words, IReadOnlyList<string> Heads)
{
    /// <summary>Gives the commits a reference each that nothing else moves; changed files are not kept.</summary>
    public void SetAside(GitDirectory directory, ILogger logger)
    {
        directory.Change(Heads.ToDictionary(commit => $"{Fetch.ByName}/set-aside/{commit}", string? (commit) => commit));
        logger.WorkSetAside(directory.WorkTree, Words, $"{Fetch.ByName}/set-aside");
    }
}
