using Microsoft.Extensions.Logging;
using Sidecars.Cli;
using Sidecars.Git.Progress;
using Sidecars.Git.Running;
using Sidecars.GitHub;
using Sidecars.Retry;

namespace Sidecars.Git.Sync;

/// <summary>One repository that is kept in sync: looks at the server, publishes what is new, waits.</summary>
internal sealed class SyncedRepository(
    GitProcess git, CloneTarget target, SyncRepository repository, ISyncedDirectory directory, SyncAudience audience, SemaphoreSlim jobs, SyncOptions options, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan AMinute = TimeSpan.FromMinutes(1);

    private readonly Remote _remote = new(git, repository, target);
    private string? _synced;
    private string? _told;
    private bool _isToldByEvents;

    private TimeSpan LongestBackoff => options.Period > AMinute ? options.Period : AMinute;

    /// <summary>Goes on until it is cancelled, whatever fails.</summary>
    /// <exception cref="SidecarException">The first time it failed, and the settings say that this is the end.</exception>
    public async Task RunAsync(Signal.Listener syncNow, CancellationToken cancellationToken)
    {
        using var first = new Bound(time, cancellationToken);
        for (var failures = 0; ;)
        {
            try
            {
                await SyncAsync(cancellationToken);
                failures = 0;
            }
            catch (SidecarException e) when (IsNoEnd(e, first))
            {
                audience.Failed(target, e.ExitCode);
                await TellAsync(e, isFirst: failures++ == 0);
            }

            if (options.OneTime && failures == 0)
            {
                directory.RemoveOutdated();
                return;
            }

            await WaitAsync(failures == 0 ? Backoff.AtMost(options.Period) : Backoff.Wait(failures - 1, LongestBackoff), syncNow, cancellationToken);
        }
    }

    /// <summary>What is outdated meanwhile is removed.</summary>
    private async Task WaitAsync(TimeSpan pause, Signal.Listener syncNow, CancellationToken cancellationToken)
    {
        var end = Moment.Now(time).After(pause);
        do
        {
            var left = end.Left(time);
            var untilOutdated = directory.RemoveOutdated() ?? left;
            if (await syncNow.WaitAsync(untilOutdated < left ? untilOutdated : left, time, cancellationToken))
            {
                logger.AskedToSync(target.Url);
                return;
            }
        }
        while (!end.HasCome(time));
    }

    /// <summary>Where a first failure ends the program, that is not one that passes by itself: a token may be so fresh that GitHub does not know it yet.</summary>
    private bool IsNoEnd(SidecarException e, Bound first)
        => !(options.FailsAtFirst || options.OneTime) || _synced is not null || (e is GitHubException { IsTransient: true } && first.End.Left(time) > TimeSpan.Zero);

    private async Task SyncAsync(CancellationToken cancellationToken)
    {
        await jobs.WaitAsync(cancellationToken);
        _isToldByEvents = false;
        var start = time.GetTimestamp();
        try
        {
            using var held = await repository.TakeAsync(cancellationToken);
            var wanted = await _remote.FindAsync(cancellationToken);
            var published = await directory.FindPublishedAsync(cancellationToken);
            if (published == wanted.Commit)
            {
                End(published, time.GetElapsedTime(start), isNew: _synced is not null && _synced != published);
                return;
            }

            _isToldByEvents = true;
            var outcome = await audience.FollowAsync(
                target, published is null ? "Cloning repository..." : "Pulling latest changes...",
                async progress => new CloneOutcome(await PublishAsync(wanted, progress, cancellationToken), published is null ? "Repository cloned successfully" : "Repository updated"));
            logger.Synced(target.Url, target.Directory, outcome.Commit);
            End(outcome.Commit, time.GetElapsedTime(start), isNew: true);
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

    private async Task<string> PublishAsync(RemoteCommit wanted, RepositoryProgress progress, CancellationToken cancellationToken)
    {
        try
        {
            return await directory.PublishAsync(wanted, progress, cancellationToken);
        }
        catch (Exception e)
        {
            repository.RemoveLeftBehind();
            if (e is GitHubException { ExitCode: ExitCode.Bug or ExitCode.InTheWay })
            {
                // Git says what it does not say otherwise: its data may be damaged.
                repository.Doubt();
            }

            throw;
        }
    }

    /// <param name="isNew">Another commit was published.</param>
    private void End(string commit, TimeSpan duration, bool isNew)
    {
        _synced = commit;
        audience.Synced(target, commit, duration, isNew);

        // After the start once in any case: whoever listens may have missed what the last run told.
        if (_told != commit || isNew)
        {
            _told = commit;
            audience.Tell(target, commit);
        }
    }

    private async Task TellAsync(SidecarException e, bool isFirst)
    {
        if (!isFirst)
        {
            logger.StillNotSynced(target.Url, e.Message);
            return;
        }

        logger.NotSynced(target.Url, e.Message);
        if (!_isToldByEvents)
        {
            await ((Task)audience.FollowAsync(target, "Looking for changes...", _ => Task.FromException<CloneOutcome>(e))).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
