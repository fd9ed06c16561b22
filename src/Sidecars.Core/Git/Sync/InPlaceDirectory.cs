using Sidecars.Git.Progress;
using Sidecars.Git.Running;
using Sidecars.Git.Volume;

namespace Sidecars.Git.Sync;

/// <summary>A plain directory that follows the branch, for readers that cannot follow a link. It only goes forward, and only while nobody has changed it.</summary>
/// <param name="gitDirectory">Where git's data are; not in the directory itself.</param>
internal sealed class InPlaceDirectory(GitProcess git, GitClone clone, CloneTarget target, GitDirectory gitDirectory) : ISyncedDirectory
{
    /// <summary>Each fetch leaves some.</summary>
    private const int MostFiles = 1000;

    private string? _published;

    public Task<string?> FindPublishedAsync(CancellationToken cancellationToken) => Task.FromResult(_published);

    public async Task<string> PublishAsync(RemoteCommit wanted, RepositoryProgress progress, CancellationToken cancellationToken)
    {
        var outcome = await clone.CloneAsync(target, gitDirectory, progress, cancellationToken);
        if (!outcome.IsAsWanted)
        {
            throw gitDirectory.InTheWay($"it does not follow the branch any more ({outcome.Message})");
        }

        if (Directory.EnumerateFiles(gitDirectory.Objects, "*", SearchOption.AllDirectories).Count() > MostFiles)
        {
            await git.RunAsync(new GitRepository(gitDirectory.Path, target.Owner, gitDirectory.Path), "pack objects", ["gc", "--quiet", "--prune=now"], cancellationToken);
        }

        return _published = outcome.Commit;
    }

    /// <summary>One commit is all there is.</summary>
    public TimeSpan? RemoveOutdated() => null;
}
