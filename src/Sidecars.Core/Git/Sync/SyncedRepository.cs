using Microsoft.Extensions.Logging;
using Sidecars.Cli;
using Sidecars.Git.Progress;
using Sidecars.Retry;

namespace Sidecars.Git.Sync;

/// <summary>One repository that is kept in sync: looks at the server, publishes what is new, waits.</summary>
internal sealed class SyncedRepository(
    GitProcess git, CloneTarget target, SyncRepository repository, ISyncedDirectory directory, SyncStatus status, CloneEvents events, SyncAudience audience,
    SemaphoreSlim jobs, SyncOptions options, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    private readonly Remote _remote = new(git, repository, target);
    private bool _isPrepared;
    private bool _isTold;

    /// <summary>Goes on until it is cancelled, whatever fails.</summary>
    /// <exception cref="SidecarException">The first time it failed, and the settings say that this is the end.</exception>
    public async Task RunAsync(Signal.Listener syncNow, CancellationToken cancellationToken)
    {
        for (var failures = 0; ;)
        {
            try
            {
                await SyncAsync(cancellationToken);
                failures = 0;
                if (options.OneTime)
                {
                    return;
                }
            }
            catch (SidecarException e) when (!(options.FailsAtFirst || options.OneTime) || status.IsSynced(target))
            {
                status.Failed(target, e.ExitCode);
                Log(e, failures++);
            }

            var pause = failures == 0 ? Backoff.AtMost(options.Period) : Backoff.Wait(failures - 1, LongestPause);
            if (await syncNow.WaitAsync(pause, time, cancellationToken))
            {
                logger.AskedToSync(target.Url);
            }

            directory.RemoveOutdated();
        }
    }

    private async Task SyncAsync(CancellationToken cancellationToken)
    {
        await jobs.WaitAsync(cancellationToken);
        var start = time.GetTimestamp();
        try
        {
            if (!_isPrepared)
            {
                await directory.PrepareAsync(cancellationToken);
                _isPrepared = true;
            }

            var wanted = await _remote.FindAsync(cancellationToken);
            if (directory.Published == wanted.Commit)
            {
                status.Synced(target, wanted.Commit, time.GetElapsedTime(start), isNew: false);
                Tell(wanted.Commit, isNew: false);
                return;
            }

            var isFirst = directory.Published is null;
            var outcome = await events.RunAsync(
                target.Url, isFirst ? "Cloning repository..." : "Pulling latest changes...",
                async progress => new CloneOutcome(await directory.PublishAsync(wanted, progress, cancellationToken), isFirst ? "Repository cloned successfully" : "Repository updated"));
            logger.Synced(target.Url, target.Directory, outcome.Commit);
            status.Synced(target, outcome.Commit, time.GetElapsedTime(start), isNew: true);
            Tell(outcome.Commit, isNew: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SidecarException(ExitCode.CannotWrite, $"{target.Directory} cannot be used ({e.Message.TrimEnd('.')}): mount a volume there that this user may write to.", e);
        }
        catch (Exception e) when (e is not (SidecarException or OperationCanceledException))
        {
            throw Sidecar.Bug(e);
        }
        finally
        {
            jobs.Release();
        }
    }

    /// <summary>After the start once in any case: whoever listens may have missed what the last run told.</summary>
    private void Tell(string commit, bool isNew)
    {
        if (isNew || !_isTold)
        {
            _isTold = true;
            audience.Tell(target, commit);
        }
    }

    private void Log(SidecarException e, int failuresBefore)
    {
        if (failuresBefore == 0)
        {
            logger.NotSynced(target.Url, e.Message);
        }
        else
        {
            logger.StillNotSynced(target.Url, e.Message);
        }
    }
}
