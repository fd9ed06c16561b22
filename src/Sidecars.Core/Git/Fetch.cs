using Microsoft.Extensions.Logging;
using Sidecars.Cli;
using Sidecars.Git.Progress;
using Sidecars.Git.Running;
using Sidecars.Git.Volume;
using Sidecars.GitHub;
using Sidecars.Retry;

namespace Sidecars.Git;

/// <summary>Gets what is wanted from the server, no more than that, and says which commit it is.</summary>
internal sealed class Fetch(GitProcess git, PrivateRepository repository, GitDirectory directory, CloneTarget target, RepositoryProgress progress, TimeProvider time, ILogger logger)
{
    /// <summary>Commits that came by their SHA are kept here, so that they are known to be the server's, and not somebody's unpushed work.</summary>
    public const string ByName = "refs/sidecars";

    private const string Branches = "refs/remotes/origin";

    private const string Tags = "refs/tags";

    /// <summary>A server that gives out only what a branch or tag points at.</summary>
    private static readonly string[] WillNotByCommit = ["not our ref", "unadvertised object", "not advertised"];

    private readonly bool _isNew = !directory.HasObjects;

    /// <summary>The server's, as far as it has been asked.</summary>
    private string? _defaultBranch;

    /// <summary>Whether the server refused a commit because it was asked for by its SHA.</summary>
    public static bool WillNotGiveByName(GitHubException e) => WillNotByCommit.Any(words => e.Message.Contains(words, StringComparison.Ordinal));

    public async Task<Wanted> RunAsync(CancellationToken cancellationToken)
    {
        var before = repository.References();
        var wanted = await WantedAsync(cancellationToken);
        var after = repository.References();
        repository.KeepFetched();
        directory.Change(Changes(before, after));
        if (_defaultBranch is not null && after.ContainsKey($"{Branches}/{_defaultBranch}"))
        {
            directory.NameDefaultBranch($"{Branches}/HEAD", $"{Branches}/{_defaultBranch}");
        }

        repository.KeepUnshallowed();
        return repository.IsShallow && !target.Options.ForwardOnly ? wanted with { HadBefore = [.. before.Where(reference => reference.Key.StartsWith($"{Branches}/", StringComparison.Ordinal)).Select(reference => reference.Value)] } : wanted;
    }

    private async Task<Wanted> WantedAsync(CancellationToken cancellationToken)
    {
        if (target is { Commit: { } commit, Ref: null })
        {
            if (target.WithHistory)
            {
                await WithHistoryOfAsync(commit, cancellationToken);
            }
            else if (!await HasAsync(commit, cancellationToken))
            {
                await ByCommitAsync(commit, cancellationToken);
            }

            return new(commit, null);
        }

        var pointedAt = _isNew && (target.Options.Depth is null || target.Ref is null) ? await FirstWantedAsync(cancellationToken)
            : target.Options.Depth is null ? await WithHistoryAsync(cancellationToken)
            : await ShallowAsync(cancellationToken);
        if (target.Commit is not { } pinned)
        {
            return pointedAt;
        }

        if (pinned != pointedAt.Commit && !await HasAsync(pinned, cancellationToken))
        {
            await ByNameAsync(pinned, Depth(target.Options.Depth), cancellationToken);
        }

        return pointedAt with { Commit = pinned };
    }

    /// <summary>A submodule's commit need not be on any branch.</summary>
    private async Task WithHistoryOfAsync(string commit, CancellationToken cancellationToken)
    {
        if (_isNew)
        {
            await FirstAsync(cancellationToken);
        }
        else if (repository.IsShallow || !await HasAsync(commit, cancellationToken))
        {
            await AllBranchesAsync(cancellationToken);
        }

        if (await CommitOfAsync(commit, cancellationToken) is null)
        {
            await ByNameAsync(commit, [], cancellationToken);
        }
        else
        {
            // Branches may leave it, but it is nobody's work.
            await git.RunAsync(repository, $"keep {commit}", ["update-ref", $"{ByName}/{commit}", commit], cancellationToken);
        }
    }

    /// <summary>A commit alone comes without its history, where the clone has none anyway.</summary>
    private async Task ByCommitAsync(string commit, CancellationToken cancellationToken)
    {
        try
        {
            await ByNameAsync(commit, ShortHistory(target.Options.Depth ?? 1), cancellationToken);
        }
        catch (GitHubException e) when (WillNotGiveByName(e))
        {
            logger.FetchesAll(target.Url, commit);
            await OverNetworkAsync([.. Command, .. Unshallow, "origin", GitClone.AllBranches], cancellationToken);
            if (!await HasAsync(commit, cancellationToken))
            {
                throw;
            }
        }
    }

    private async Task<Wanted> FirstWantedAsync(CancellationToken cancellationToken)
    {
        var head = await FirstAsync(cancellationToken);
        var references = repository.References();
        if ((target.Ref ?? head.Branch) is not { } name)
        {
            return new(head.Commit!, null);
        }

        return references.GetValueOrDefault($"{Branches}/{name}") is { } ofBranch ? new(ofBranch, name)
            : references.ContainsKey($"{Tags}/{name}") ? await OfTagAsync(name, $"{Tags}/{name}", cancellationToken)
            : throw new SidecarException(ExitCode.WrongCommit, target.Ref is null
                ? NoCommitYet
                : $"{target.Url} has no branch or tag {name}: check the ref.");
    }

    /// <summary>By git clone, where nothing is there yet: it asks the server once where git fetch has to ask twice, and checks what it gets as it comes.</summary>
    /// <returns>Where HEAD is on the server.</returns>
    private async Task<Head> FirstAsync(CancellationToken cancellationToken)
    {
        string[] parts = target.Options.Depth is null ? [] : ["--single-branch", "--no-tags"];
        await OverNetworkAsync(
            [$"--work-tree={repository.ClonedWorkTree}", "clone", "--progress", "--no-checkout", "--template=", .. Filter, .. Depth(target.Options.Depth), .. parts, target.Url.AbsoluteUri, repository.Cloned],
            cancellationToken);
        var head = repository.TakeCloned();
        _defaultBranch = head.Branch;
        return head;
    }

    /// <summary>All branches, as a person's clone has them.</summary>
    private async Task<Wanted> WithHistoryAsync(CancellationToken cancellationToken)
    {
        var fetched = AllBranchesAsync(cancellationToken);
        var name = target.Ref ?? await DefaultBranchAsync(cancellationToken);
        await fetched;
        return repository.References().GetValueOrDefault($"{Branches}/{name}") is { } ofBranch ? new(ofBranch, name) : await TagAsync(name, [], cancellationToken);
    }

    /// <summary>Tags that are new come along by themselves; all tags at once would stop at one that was moved.</summary>
    private Task<string> AllBranchesAsync(CancellationToken cancellationToken)
        => OverNetworkAsync([.. Command, "--prune", .. Unshallow, "origin", GitClone.AllBranches], cancellationToken);

    private Task<string> ByNameAsync(string commit, string[] depth, CancellationToken cancellationToken)
        => OverNetworkAsync([.. Command, "--no-tags", .. depth, "origin", $"{commit}:{ByName}/{commit}"], cancellationToken);

    /// <summary>One branch or tag, with as much history as was asked for.</summary>
    private async Task<Wanted> ShallowAsync(CancellationToken cancellationToken)
    {
        var name = target.Ref ?? await DefaultBranchAsync(cancellationToken);
        var depth = ShortHistory(target.Options.Depth);
        try
        {
            await OverNetworkAsync([.. Command, "--no-tags", .. depth, "origin", $"+refs/heads/{name}:{Branches}/{name}"], cancellationToken);
            return new(repository.References()[$"{Branches}/{name}"], name);
        }
        catch (SidecarException e) when (e.ExitCode == ExitCode.WrongCommit)
        {
            return await TagAsync(name, depth, cancellationToken);
        }
    }

    private async Task<Wanted> TagAsync(string name, string[] depth, CancellationToken cancellationToken)
    {
        // Not into refs/tags: somebody may have a tag of that name there.
        await OverNetworkAsync([.. Command, "--no-tags", .. depth, "origin", $"+refs/tags/{name}:{ByName}/tags/{name}"], cancellationToken);
        return await OfTagAsync(name, $"{ByName}/tags/{name}", cancellationToken);
    }

    private async Task<Wanted> OfTagAsync(string name, string reference, CancellationToken cancellationToken)
        => await CommitOfAsync(reference, cancellationToken) is { } ofTag
            ? new(ofTag, null)
            : throw new SidecarException(ExitCode.WrongCommit, $"{target.Url} has a tag {name}, but it is not of a commit: check the ref.");

    private async Task<string> DefaultBranchAsync(CancellationToken cancellationToken)
    {
        var answer = await OverNetworkAsync(["ls-remote", "--symref", "origin", "HEAD"], cancellationToken);
        return _defaultBranch = RemoteList.DefaultBranch(answer) ?? throw new SidecarException(ExitCode.WrongCommit, NoCommitYet);
    }

    private string NoCommitYet => $"{target.Url} has no commit yet, so there is nothing to check out.";

    private string[] Command => ["fetch", "--progress", "--no-write-fetch-head", "--no-auto-maintenance", .. Filter];

    private string[] Filter => target.Options.Filter is { } filter ? [$"--filter={filter}"] : [];

    /// <summary>The whole history was asked for.</summary>
    private string[] Unshallow => repository.IsShallow && target.Options.Depth is null ? ["--unshallow"] : [];

    /// <summary>Where there is a longer one already, it stays.</summary>
    private string[] ShortHistory(int? depth) => _isNew || (repository.IsShallow && !target.Options.ForwardOnly) ? Depth(depth) : [];

    private static string[] Depth(int? depth) => depth is null ? [] : [$"--depth={depth}"];

    /// <summary>With all that belongs to it: a run that was killed may have left some.</summary>
    private async Task<bool> HasAsync(string commit, CancellationToken cancellationToken)
        => !_isNew && await git.PassesAsync(repository, ["rev-list", "--quiet", "--objects", "--exclude-promisor-objects", commit, "--not", "--all"], cancellationToken);

    private Task<string?> CommitOfAsync(string name, CancellationToken cancellationToken)
        => git.AskAsync(repository, ["rev-parse", "--verify", "--quiet", "--end-of-options", $"{name}^{{commit}}"], cancellationToken);

    /// <summary>What the server has changed, and what it has no more.</summary>
    private static Dictionary<string, string?> Changes(SortedDictionary<string, string> before, SortedDictionary<string, string> after)
    {
        var changes = after.Where(reference => before.GetValueOrDefault(reference.Key) != reference.Value).ToDictionary(reference => reference.Key, string? (reference) => reference.Value);
        foreach (var gone in before.Keys.Where(name => !after.ContainsKey(name)))
        {
            changes[gone] = null;
        }

        return changes;
    }

    /// <summary>Tries again what may pass by itself, within the same bound as a token's first mint. An attempt may take longer, as long as data comes.</summary>
    private async Task<string> OverNetworkAsync(string[] arguments, CancellationToken cancellationToken)
    {
        using var bound = new Bound(time, cancellationToken);
        return await new GitHubRetry(bound, time, logger).RunAsync(
            () => git.RunAsync(repository, $"fetch {target.Url} into {target.Directory}", arguments, cancellationToken, progress), cancellationToken);
    }
}
