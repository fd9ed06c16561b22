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

    private readonly CloneTarget _target = target with { Options = target.Options with { Depth = target.Options.Depth ?? 1, ForwardOnly = true } };
    private string? _published;

    public Task<string?> FindPublishedAsync(CancellationToken cancellationToken) => Task.FromResult(_published);

    public async Task<string> PublishAsync(RemoteCommit wanted, RepositoryProgress progress, CancellationToken cancellationToken)
    {
        var outcome = await clone.CloneAsync(_target, gitDirectory, progress, cancellationToken);
        if (!outcome.IsAsWanted)
        {
            throw gitDirectory.InTheWay($"it does not follow the branch any more ({outcome.Message})");
        }

        await ForgetAllButAsync(outcome.Commit, cancellationToken);
        return _published = outcome.Commit;
    }

    /// <summary>One commit is all there is.</summary>
    public TimeSpan? RemoveOutdated() => null;

    /// <summary>The history begins with what is published: nobody reads an older one here, and it would grow with each push.</summary>
    private async Task ForgetAllButAsync(string commit, CancellationToken cancellationToken)
    {
        gitDirectory.Write("shallow", $"{commit}\n");
        gitDirectory.Change(gitDirectory.References().Where(reference => reference.Value != commit).ToDictionary(reference => reference.Key, string? (_) => null));
        if (gitDirectory.ObjectFiles.Count() > MostFiles)
        {
            var repository = new GitRepository(gitDirectory.Path, target.Owner, gitDirectory.Path);
            await new Packs(git, repository, target.Options.Filter is not null).KeepReachableAsync(cancellationToken);
        }
    }
}
