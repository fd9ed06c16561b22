using Sidecars.Cli;
using Sidecars.Git.Progress;
using Sidecars.Git.Running;
using Sidecars.GitHub;

namespace Sidecars.Git.Sync;

/// <summary>The repository on the server: where its branch or tag is, and its commits.</summary>
internal sealed class Remote(GitProcess git, SyncRepository repository, CloneTarget target)
{
    private const int UsualDepth = 1;

    /// <summary>The commit that is wanted now. One that the settings name need not be asked for.</summary>
    /// <exception cref="SidecarException">There is no such branch or tag, or the server does not say.</exception>
    public async Task<RemoteCommit> FindAsync(CancellationToken cancellationToken)
    {
        if (target.Commit is { } pinned)
        {
            return new(pinned, null);
        }

        string[] names = target.Ref is { } name ? [$"refs/heads/{name}", $"refs/tags/{name}", $"refs/tags/{name}^{{}}"] : ["HEAD"];
        var answer = await git.RunAsync(repository, $"look at {target.Url}", ["ls-remote", "origin", .. names], cancellationToken);
        return RemoteList.Find(answer, target.Ref)
            ?? throw new SidecarException(ExitCode.WrongCommit, target.Ref is null ? $"{target.Url} has no commit yet, so there is nothing to publish." : $"{target.Url} has no branch or tag {target.Ref}: check the ref.");
    }

    /// <summary>Gets a commit, unless it is there already.</summary>
    /// <returns>The commit that came: the branch may have moved on meanwhile.</returns>
    public async Task<string> FetchAsync(RemoteCommit wanted, RepositoryProgress progress, CancellationToken cancellationToken)
    {
        if (await repository.HasAsync(wanted.Commit, cancellationToken))
        {
            return wanted.Commit;
        }

        try
        {
            await FetchAsync(wanted.Commit, progress, cancellationToken);
            return wanted.Commit;
        }
        catch (GitHubException e) when (Fetch.WillNotGiveByName(e) && wanted.Reference is { } reference)
        {
            await FetchAsync(reference, progress, cancellationToken);
            return await git.RunAsync(repository, "read what came", ["rev-parse", "--verify", $"{SyncRepository.Fetched}^{{commit}}"], cancellationToken);
        }
    }

    private Task<string> FetchAsync(string what, RepositoryProgress progress, CancellationToken cancellationToken)
    {
        string[] filter = target.Options.Filter is { } text ? [$"--filter={text}"] : [];
        return git.RunAsync(
            repository, $"fetch {target.Url}",
            ["fetch", "--progress", "--no-write-fetch-head", "--no-auto-maintenance", "--no-tags", .. filter, $"--depth={target.Options.Depth ?? UsualDepth}", "origin", $"+{what}:{SyncRepository.Fetched}"],
            cancellationToken, progress);
    }
}

/// <param name="Reference">Whose commit it is, in full; null for one that was asked for by itself.</param>
internal sealed record RemoteCommit(string Commit, string? Reference);
