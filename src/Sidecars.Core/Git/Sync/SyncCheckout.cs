using Microsoft.Extensions.Logging;
using Sidecars.Git.Progress;
using Sidecars.Git.Running;
using Sidecars.Git.Submodules;
using Sidecars.Linux;

namespace Sidecars.Git.Sync;

/// <summary>Writes a commit's files into a directory, and those of its submodules where they are wanted.</summary>
internal sealed class SyncCheckout(GitProcess git, SyncRepository repository, CloneTarget target, ILogger logger)
{
    /// <param name="directory">Empty.</param>
    public async Task RunAsync(string commit, string directory, RepositoryProgress progress, CancellationToken cancellationToken)
    {
        var files = repository.WithFilesIn(directory);
        await git.RunAsync(files, $"check out {commit}", ["read-tree", "--reset", "-u", "-v", commit], cancellationToken, progress);
        foreach (var submodule in await SubmodulesAsync(commit, files, cancellationToken))
        {
            var inner = await OfAsync(submodule, cancellationToken);
            using (var tree = DirectoryHandle.OpenOnVolume(directory))
            {
                // git has made it, unless somebody has put a link to elsewhere in its place.
                tree.OpenOrCreateBelow(submodule.Path).Dispose();
            }

            await inner.FetchAndRunAsync(submodule.Commit, Path.Combine(directory, submodule.Path), progress, cancellationToken);
        }
    }

    /// <summary>Whether all files of the commit are there as it has them. What others have put beside them, such as caches, does not count.</summary>
    public async Task<bool> IsWholeAsync(string commit, string directory, CancellationToken cancellationToken)
    {
        var files = repository.WithFilesIn(directory);
        if (Libc.TypeOf(directory) != FileType.Directory
            || !await repository.HasAsync(commit, cancellationToken)
            || await git.AskAsync(files, ["read-tree", commit], cancellationToken) is null
            || await git.AskAsync(files, ["update-index", "--ignore-submodules", "--refresh"], cancellationToken) is null)
        {
            return false;
        }

        foreach (var submodule in await SubmodulesAsync(commit, files, cancellationToken))
        {
            if (!await (await OfAsync(submodule, cancellationToken)).IsWholeAsync(submodule.Commit, Path.Combine(directory, submodule.Path), cancellationToken))
            {
                return false;
            }
        }

        return true;
    }

    private async Task FetchAndRunAsync(string commit, string directory, RepositoryProgress progress, CancellationToken cancellationToken)
    {
        await new Remote(git, repository, target).FetchAsync(new(commit, null), progress, cancellationToken);
        await RunAsync(commit, directory, progress, cancellationToken);
        await repository.KeepOnlyAsync(commit, cancellationToken);
    }

    private async Task<IReadOnlyList<Submodule>> SubmodulesAsync(string commit, IGitRepository files, CancellationToken cancellationToken)
        => target.Options.Submodules
            ? await new SubmoduleList(git, files, target.Options.Sparse.Count > 0, logger).ReadAsync(target, commit, cancellationToken)
            : [];

    private async Task<SyncCheckout> OfAsync(Submodule submodule, CancellationToken cancellationToken)
    {
        var inner = target.Of(submodule);
        return new(git, await repository.OpenSubmoduleAsync(inner, cancellationToken), inner, logger);
    }
}
