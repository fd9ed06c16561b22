using Microsoft.Extensions.Logging;
using Sidecars.Cli;
using Sidecars.Retry;

namespace Sidecars.Git;

/// <summary>Brings a directory to the commit that is wanted, from nothing or from an earlier run, and takes nobody's work away.</summary>
public sealed class GitClone(GitProcess git, TimeProvider time, ILogger logger)
{
    internal const string AllBranches = "+refs/heads/*:refs/remotes/origin/*";

    /// <summary>Commits that came by their SHA are kept here, so that they are known to be the server's, and not somebody's unpushed work.</summary>
    private const string Fetched = "refs/sidecars";

    /// <summary>Is there from before the first checkout of a clone until after it.</summary>
    private const string FirstCheckout = $"{Fetched}/first-checkout";

    /// <summary>What a fresh volume may hold.</summary>
    private const string LostAndFound = "lost+found";

    /// <exception cref="SidecarException">It cannot be done, and why.</exception>
    public async Task CloneAsync(CloneTarget target, CancellationToken cancellationToken)
    {
        var isNew = await PrepareAsync(target, cancellationToken);
        var wanted = await FetchAsync(target, cancellationToken);
        var found = await CommitOfAsync(target, "HEAD", cancellationToken);
        var branch = await git.AskAsync(target.Directory, ["symbolic-ref", "--quiet", "--short", "HEAD"], cancellationToken);
        if (found == wanted.Commit && (wanted.Branch is null || wanted.Branch == branch))
        {
            logger.ThereAlready(target.Directory, found);
            return;
        }

        if (!isNew && await WorkInTheWayAsync(target, found, wanted.Commit, cancellationToken) is { } work)
        {
            if (target.Commit is not null)
            {
                throw FoundClone.InTheWay(target, $"it is at {found ?? "no commit"} and has {work}");
            }

            logger.WorkLeftAlone(target.Directory, work, found ?? "no commit");
            return;
        }

        // Files of a first checkout that was cut short are ours, though git does not know them yet.
        var isUnfinished = found is null && await CommitOfAsync(target, FirstCheckout, cancellationToken) is not null;
        if (isNew)
        {
            await git.RunAsync(target.Directory, "begin the checkout", ["update-ref", FirstCheckout, wanted.Commit], cancellationToken);
        }

        await CheckOutAsync(target, wanted, isUnfinished, cancellationToken);
        if (isNew || isUnfinished)
        {
            await git.RunAsync(target.Directory, "end the checkout", ["update-ref", "-d", FirstCheckout], cancellationToken);
        }

        var head = await git.RunAsync(target.Directory, "read HEAD", ["rev-parse", "HEAD"], cancellationToken);
        if (head != wanted.Commit)
        {
            throw new SidecarException(ExitCode.WrongCommit, $"{target.Directory} is at {head} and not at {wanted.Commit}, as was asked for: something else changes it at the same time.");
        }

        logger.Cloned(target.Url, target.Directory, head);
    }

    /// <summary>Makes sure that there is a repository of ours, and says whether it was made just now.</summary>
    private async Task<bool> PrepareAsync(CloneTarget target, CancellationToken cancellationToken)
    {
        var isNew = true;
        try
        {
            FoundClone.CheckPath(target);
            Directory.CreateDirectory(target.Directory);
            if (Path.Exists(Path.Combine(target.Directory, ".git")))
            {
                isNew = false;
                await FoundClone.CheckAsync(git, target, cancellationToken);
            }
            else if (Directory.EnumerateFileSystemEntries(target.Directory).Select(Path.GetFileName).FirstOrDefault(name => name != LostAndFound) is { } other)
            {
                throw FoundClone.InTheWay(target, $"it holds {Redaction.Clean(other)} and is no clone");
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SidecarException(ExitCode.CannotWrite, $"{target.Directory} cannot be used ({e.Message.TrimEnd('.')}): mount a volume there that this user may write to.", e);
        }

        // Each of these may be what a run that was killed did not get to; doing one again changes nothing.
        await git.RunAsync(target.Directory, "make a repository", ["init", "--quiet", "--template=", "--initial-branch=main"], cancellationToken);
        await git.RunAsync(target.Directory, "set the origin", ["config", "remote.origin.url", target.Url.AbsoluteUri], cancellationToken);
        await git.RunAsync(target.Directory, "set the origin", ["config", "remote.origin.fetch", AllBranches], cancellationToken);
        return isNew;
    }

    /// <summary>Gets what is wanted from the server, and says which commit that is.</summary>
    private async Task<Wanted> FetchAsync(CloneTarget target, CancellationToken cancellationToken)
    {
        if (target is { Commit: { } commit, Ref: null })
        {
            if (!await HasAsync(target, commit, cancellationToken))
            {
                await OverNetworkAsync(target, ["fetch", "--quiet", "--depth=1", "--no-tags", "origin", $"{commit}:{Fetched}/{commit}"], cancellationToken);
            }

            return new(commit, null);
        }

        // Tags that are new come along by themselves; all tags at once would stop at one that was moved.
        await OverNetworkAsync(target, ["fetch", "--quiet", "--prune", "origin", AllBranches], cancellationToken);
        var pointedAt = await ResolveAsync(target, target.Ref ?? await DefaultBranchAsync(target, cancellationToken), cancellationToken);
        if (target.Commit is not { } pinned)
        {
            return pointedAt;
        }

        if (!await HasAsync(target, pinned, cancellationToken))
        {
            await OverNetworkAsync(target, ["fetch", "--quiet", "--no-tags", "origin", $"{pinned}:{Fetched}/{pinned}"], cancellationToken);
        }

        return pointedAt with { Commit = pinned };
    }

    /// <summary>What a branch or, if there is none of that name, a tag points at on the server.</summary>
    private async Task<Wanted> ResolveAsync(CloneTarget target, string name, CancellationToken cancellationToken)
    {
        if (await CommitOfAsync(target, $"refs/remotes/origin/{name}", cancellationToken) is { } ofBranch)
        {
            return new(ofBranch, name);
        }

        // Not into refs/tags: somebody may have a tag of that name there.
        await OverNetworkAsync(target, ["fetch", "--quiet", "--no-tags", "origin", $"+refs/tags/{name}:{Fetched}/tags/{name}"], cancellationToken);
        return await CommitOfAsync(target, $"{Fetched}/tags/{name}", cancellationToken) is { } ofTag
            ? new(ofTag, null)
            : throw new SidecarException(ExitCode.WrongCommit, $"{target.Url} has a tag {name}, but it is not of a commit: check the ref.");
    }

    private async Task CheckOutAsync(CloneTarget target, Wanted wanted, bool overFiles, CancellationToken cancellationToken)
    {
        string[] force = overFiles ? ["--force"] : [];
        string[] head = wanted.Branch is null ? ["--detach"] : ["-B", wanted.Branch];
        await git.RunAsync(
            target.Directory, $"check out {wanted.Commit}", ["checkout", "--quiet", "--no-overwrite-ignore", .. force, .. head, wanted.Commit], cancellationToken);

        if (wanted.Branch is { } branch)
        {
            await git.RunAsync(target.Directory, "set the upstream", ["config", $"branch.{branch}.remote", "origin"], cancellationToken);
            await git.RunAsync(target.Directory, "set the upstream", ["config", $"branch.{branch}.merge", $"refs/heads/{branch}"], cancellationToken);
        }
    }

    /// <summary>What would be lost if something else were checked out, in words; null when nothing would.</summary>
    private async Task<string?> WorkInTheWayAsync(CloneTarget target, string? head, string wanted, CancellationToken cancellationToken)
    {
        if (await git.RunAsync(target.Directory, "look for changes", ["status", "--porcelain", "--untracked-files=no", "--ignore-submodules=all"], cancellationToken) is { Length: > 0 } changes)
        {
            return $"{changes.Split('\n').Length} changed files";
        }

        string[] heads = head is null ? ["--branches"] : ["--branches", "HEAD"];
        var unpushed = await git.RunAsync(
            target.Directory, "look for commits", ["rev-list", "--count", .. heads, "--not", "--remotes=origin", "--tags", $"--glob={Fetched}/*", wanted], cancellationToken);
        return unpushed == "0" ? null : $"{unpushed} commits that are not on the server";
    }

    private async Task<string> DefaultBranchAsync(CloneTarget target, CancellationToken cancellationToken)
    {
        const string prefix = "ref: refs/heads/";
        var answer = await OverNetworkAsync(target, ["ls-remote", "--symref", "origin", "HEAD"], cancellationToken);
        var line = answer.Split('\n').FirstOrDefault(line => line.StartsWith(prefix, StringComparison.Ordinal))
                   ?? throw new SidecarException(ExitCode.WrongCommit, $"{target.Url} has no commit yet, so there is nothing to check out.");
        return line[prefix.Length..].Split('\t')[0];
    }

    private async Task<bool> HasAsync(CloneTarget target, string commit, CancellationToken cancellationToken)
        => await CommitOfAsync(target, commit, cancellationToken) is not null;

    private Task<string?> CommitOfAsync(CloneTarget target, string name, CancellationToken cancellationToken)
        => git.AskAsync(target.Directory, ["rev-parse", "--verify", "--quiet", "--end-of-options", $"{name}^{{commit}}"], cancellationToken);

    /// <summary>Tries again what may pass by itself, within the same bound as a token's first mint. An attempt may take longer, as long as data comes.</summary>
    private async Task<string> OverNetworkAsync(CloneTarget target, string[] arguments, CancellationToken cancellationToken)
    {
        using var bound = new Bound(time, cancellationToken);
        return await new GitHubRetry(bound, time, logger).RunAsync(
            () => git.RunAsync(target.Directory, $"fetch {target.Url}", arguments, cancellationToken), cancellationToken);
    }

    /// <param name="Branch">The local branch to be on; null for none.</param>
    private sealed record Wanted(string Commit, string? Branch);
}
