using Microsoft.Extensions.Logging;
using Sidecars.Cli;
using Sidecars.Git.Progress;
using Sidecars.Linux;
using Sidecars.Retry;

namespace Sidecars.Git.Sync;

/// <summary>
/// Commits side by side, each in a directory of its name below <c>.worktrees</c>, and a link to the one that counts: who follows it
/// once sees one commit, and never half of two.
/// </summary>
/// <param name="link">The name of the link in the target's directory.</param>
/// <param name="keepOld">How long a commit stays that the link has left.</param>
internal sealed class Worktrees(GitProcess git, SyncRepository repository, CloneTarget target, string link, TimeSpan keepOld, TimeProvider time, ILogger logger) : ISyncedDirectory
{
    private const string Below = ".worktrees";

    private readonly string _path = target.Directory;
    private readonly Remote _remote = new(git, repository, target);
    private readonly SyncCheckout _checkout = new(git, repository, target, logger);
    private readonly Dictionary<string, Moment> _outdated = [];
    private string? _damaged;

    public string? Published
    {
        get
        {
            using var directory = DirectoryHandle.Open(_path);
            return directory.LinkTarget(link)?.Split('/') is [Below, var commit] && ObjectId.IsWhole(commit) && commit != _damaged && Libc.TypeOf(Path.Combine(_path, Below, commit)) == FileType.Directory ? commit : null;
        }
    }

    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(_path);
        using var directory = DirectoryHandle.Open(_path);
        if (directory.TypeOf(link) is not (FileType.None or FileType.SymbolicLink))
        {
            throw new SidecarException(ExitCode.InTheWay, $"{_path} stays as it is: {link} stands there and is no link. Move it away, or name another with --link.");
        }

        using (var below = directory.OpenOrCreateBelow(Below))
        {
            below.Names().Where(DirectoryHandle.IsTemporary).ToList().ForEach(below.RemoveTree);
        }

        // An earlier run has published it; somebody may have changed it since, or it is half gone.
        if (Published is { } commit && !await _checkout.IsWholeAsync(commit, Path.Combine(_path, Below, commit), cancellationToken))
        {
            logger.PublishedAnew(_path, commit);
            _damaged = commit;
        }
    }

    public async Task<string> PublishAsync(RemoteCommit wanted, RepositoryProgress progress, CancellationToken cancellationToken)
    {
        var commit = await _remote.FetchAsync(wanted, progress, cancellationToken);
        await Trust.CheckSignatureAsync(git, repository, target, commit, cancellationToken);

        using var directory = DirectoryHandle.Open(_path);
        using var below = directory.OpenOrCreateBelow(Below);
        var temporary = DirectoryHandle.TemporaryName(commit);
        below.OpenOrCreateBelow(temporary).Dispose();
        try
        {
            await _checkout.RunAsync(commit, Path.Combine(_path, Below, temporary), progress, cancellationToken);
            if (below.TypeOf(commit) == FileType.None)
            {
                below.Rename(temporary, commit);
            }
            else
            {
                // What stands there is not what the commit is, and somebody may be reading it.
                below.Exchange(temporary, commit);
            }

            directory.Link(link, $"{Below}/{commit}");
            _damaged = null;
        }
        finally
        {
            below.RemoveTree(temporary);
        }

        await repository.KeepOnlyAsync(commit, cancellationToken);
        return commit;
    }

    /// <summary>Removes what the link has left for long enough.</summary>
    /// <remarks>What other runs left behind is as old as the moment it is first seen: no date on a shared volume is believed.</remarks>
    public void RemoveOutdated()
    {
        try
        {
            using var directory = DirectoryHandle.Open(_path);
            using var below = directory.OpenOrCreateBelow(Below);
            var current = Published;
            var outdated = below.Names().Where(name => ObjectId.IsWhole(name) && name != current).ToList();
            _outdated.Keys.Except(outdated).ToList().ForEach(gone => _outdated.Remove(gone));
            foreach (var name in outdated)
            {
                _outdated.TryAdd(name, Moment.Now(time).After(keepOld));
                if (_outdated[name].HasCome(time))
                {
                    below.RemoveTree(name);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            logger.OldGenerationsKept(_path, e.Message);
        }
    }
}
