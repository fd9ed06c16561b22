using Sidecars.Git.Progress;

namespace Sidecars.Git.Sync;

/// <summary>A plain directory that follows the branch, for readers that cannot follow a link. It only goes forward, and only while nobody has changed it.</summary>
/// <param name="gitDirectory">Where git's data are; not in the directory itself.</param>
internal sealed class InPlaceDirectory(GitClone clone, CloneTarget target, GitDirectory gitDirectory) : ISyncedDirectory
{
    public string? Published { get; private set; }

    public Task PrepareAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task<string> PublishAsync(RemoteCommit wanted, RepositoryProgress progress, CancellationToken cancellationToken)
    {
        var outcome = await clone.CloneAsync(target, gitDirectory, progress, cancellationToken);
        return Published = outcome.IsAsWanted ? outcome.Commit : throw gitDirectory.InTheWay($"it does not follow the branch any more ({outcome.Message})");
    }

    public void RemoveOutdated()
    {
        // One commit is all there is.
    }
}
