using Microsoft.Extensions.Logging;
using Sidecars.Cli;
using Sidecars.Git.Progress;
using Sidecars.Git.Running;
using Sidecars.Git.Volume;
using Sidecars.Linux;
using Sidecars.Retry;

namespace Sidecars.Git.Sync;

/// <summary>
/// Commits side by side, each in a directory of its name below <c>.worktrees</c>, and a link to the one that counts: who follows it
/// once sees one commit, and never half of two.
/// </summary>
/// <param name="link">The name of the link in the target's directory.</param>
/// <param name="keepOld">How long a commit stays that the link has left.</param>
/// <param name="patience">With another git-clone that publishes here.</param>
internal sealed class Worktrees(GitProcess git, SyncRepository repository, CloneTarget target, string link, TimeSpan keepOld, LockPatience patience, TimeProvider time, ILogger logger) : ISyncedDirectory
{
    private const string Below = ".worktrees";

    /// <summary>To look through all files at each would take longer than to ask the server.</summary>
    private const int LooksBetweenChecks = 20;

    /// <summary>Of what is removed. Others may have put any number of such names there.</summary>
    private const int MostAtOnce = 1000;

    private readonly string _path = target.Directory;
    private readonly Remote _remote = new(git, repository, target);
    private readonly SyncCheckout _checkout = new(git, repository, target, logger);
    private readonly Dictionary<string, Moment> _outdated = [];
    private string? _knownToBeWhole;
    private int _looks;

    public async Task<string?> FindPublishedAsync(CancellationToken cancellationToken)
    {
        using var top = OpenTop();
        if (LinkedCommit(top, link) is not { } commit || Libc.TypeOf(PathOf(commit)) != FileType.Directory)
        {
            return null;
        }

        // An earlier run may have published it, or another one; somebody may have changed it since.
        if (++_looks % LooksBetweenChecks == 0 || commit != _knownToBeWhole)
        {
            _knownToBeWhole = null;
            if (await repository.HasAsync(commit, cancellationToken))
            {
                if (await _checkout.IsWholeAsync(commit, PathOf(commit), cancellationToken))
                {
                    _knownToBeWhole = commit;
                }
                else
                {
                    logger.PublishedAnew(_path, commit);
                }
            }
        }

        return _knownToBeWhole;
    }

    public async Task<string> PublishAsync(RemoteCommit wanted, RepositoryProgress progress, CancellationToken cancellationToken)
    {
        var commit = await _remote.FetchAsync(wanted, progress, cancellationToken);
        await Trust.CheckSignatureAsync(git, repository, target, commit, cancellationToken);
        using (var top = OpenTop())
        using (var below = OpenBelow(top))
        using (await SyncLock.TakeAsync(below, Path.Combine(_path, Below), patience, cancellationToken))
        {
            // Whoever made them was killed: we have the lock.
            RemoveEach(below, below.EachName().Where(DirectoryHandle.IsTemporary).Take(MostAtOnce).ToList());
            repository.BeginUse();
            if (!await _checkout.IsWholeAsync(commit, PathOf(commit), cancellationToken))
            {
                await CheckOutAsync(below, commit, progress, cancellationToken);
            }

            if (LinkedCommit(top, link) is { } left && left != commit)
            {
                // From now on it is outdated, for later runs too.
                below.Touch(left);
            }

            top.Link(link, $"{Below}/{commit}");
            _knownToBeWhole = commit;
        }

        try
        {
            repository.RemoveUnused();
            await repository.KeepOnlyAsync(commit, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // It is published all the same; what is not needed any more goes with the next one.
        }

        return commit;
    }

    /// <summary>Removes what no link leads to, when it has been so for long enough.</summary>
    public TimeSpan? RemoveOutdated()
    {
        try
        {
            using var top = OpenTop();
            using var below = OpenBelow(top);

            var current = LinkedCommit(top, link);
            var outdated = below.EachName().Where(name => ObjectId.IsWhole(name) && name != current).Take(MostAtOnce).ToList();
            if (outdated.Count > 0)
            {
                // A second git-clone may publish another branch here, by another link.
                outdated = [.. outdated.Except(top.EachName().Select(name => LinkedCommit(top, name)).OfType<string>())];
            }

            _outdated.Keys.Except(outdated).ToList().ForEach(gone => _outdated.Remove(gone));
            outdated.ForEach(name => _outdated.TryAdd(name, Moment.Now(time).After(keepOld - AgeOf(below, name))));
            var due = outdated.ToLookup(name => _outdated[name].HasCome(time));
            if (due[true].Any())
            {
                using var held = SyncLock.Take(below, Path.Combine(_path, Below));
                RemoveEach(below, due[true]);
            }

            return due[false].Select(name => (TimeSpan?)_outdated[name].Left(time)).Min();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SidecarException)
        {
            logger.OldGenerationsKept(_path, e.Message);
            return null;
        }
    }

    /// <summary>One that cannot be removed keeps no other.</summary>
    private void RemoveEach(DirectoryHandle below, IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            try
            {
                below.RemoveTree(name);
            }
            catch (IOException e)
            {
                logger.OldGenerationsKept(_path, e.Message);
            }
        }
    }

    /// <summary>No links below what the settings name: others may have put them there.</summary>
    private DirectoryHandle OpenTop()
    {
        var asClone = new GitDirectory(Path.Combine(_path, ".git"), _path, target.Workspace);
        TargetPath.Check(target, asClone);
        using var volume = DirectoryHandle.OpenOnVolume(target.Workspace);
        var top = volume.OpenOrCreateBelow(Path.GetRelativePath(target.Workspace, _path));
        try
        {
            return (top.TypeOf(link), top.TypeOf(Below)) switch
            {
                (not (FileType.None or FileType.SymbolicLink), _) => throw asClone.InTheWay($"{link} stands there and is no link, so that no other can have the name; --link names another"),
                (FileType.SymbolicLink, _) when LinkedCommit(top, link) is null => throw asClone.InTheWay($"{link} leads to {Redaction.Clean(top.LinkTarget(link) ?? "")}, and to no commit of ours, so that somebody else has made it; --link names another"),
                (_, not (FileType.None or FileType.Directory)) => throw asClone.InTheWay($"{Below} stands there and is no directory"),
                _ => top,
            };
        }
        catch
        {
            top.Dispose();
            throw;
        }
    }

    private static DirectoryHandle OpenBelow(DirectoryHandle top) => top.OpenOrCreateBelow(Below);

    /// <summary>The commit that a link leads to; null for another name, or a link to elsewhere.</summary>
    private static string? LinkedCommit(DirectoryHandle top, string name) => top.LinkTarget(name)?.Split('/') is [Below, var commit] && ObjectId.IsWhole(commit) ? commit : null;

    /// <summary>How long ago it was touched last. A date could be anybody's; the kernel's note of when it was set is not.</summary>
    private TimeSpan AgeOf(DirectoryHandle below, string commit)
        => below.ChangedAt(commit) is { } then && time.GetUtcNow() - then is var age && age > TimeSpan.Zero ? age : TimeSpan.Zero;

    private string PathOf(string commit) => Path.Combine(_path, Below, commit);

    private async Task CheckOutAsync(DirectoryHandle below, string commit, RepositoryProgress progress, CancellationToken cancellationToken)
    {
        var temporary = DirectoryHandle.TemporaryName(commit);
        below.OpenOrCreateBelow(temporary).Dispose();
        try
        {
            await _checkout.RunAsync(commit, PathOf(temporary), progress, cancellationToken);
            if (below.TypeOf(commit) == FileType.None)
            {
                below.Rename(temporary, commit);
            }
            else
            {
                // What stands there is not what the commit is, and somebody may be reading it.
                below.Exchange(temporary, commit);
            }
        }
        finally
        {
            below.RemoveTree(temporary);
        }
    }
}
