using Microsoft.Extensions.Logging;
using Sidecars.Cli;
using Sidecars.Git.Running;
using Sidecars.Git.Volume;
using Sidecars.Monitoring;
using Sidecars.Retry;

namespace Sidecars.Git.Sync;

/// <summary>Keeps repositories in sync, each at its own pace.</summary>
/// <param name="server">Null where nobody asks how it goes.</param>
public sealed class SyncRun(
    IReadOnlyList<CloneTarget> targets, GitClone clone, GitProcess git, PrivateDirectory privateDirectory, SyncAudience audience, StatusServer? server, SyncOptions options, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    /// <exception cref="SidecarException">One could not be synced at first, and the settings say that this is the end.</exception>
    public async Task RunAsync(Signal syncNow, CancellationToken cancellationToken)
    {
        server?.Open();
        using var slots = new SemaphoreSlim(options.Jobs);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var answering = server?.RunAsync(end.Token);

        var syncing = new List<Task>();
        foreach (var target in targets)
        {
            // The same for each run.
            var place = Path.Combine(options.PrivateDirectory ?? privateDirectory.Path, SyncRepository.NameOf(target));
            var patience = new LockPatience(options.LongestWait, time, logger);
            var repository = new SyncRepository(git, Path.Combine(place, "sync"), target, patience);
            ISyncedDirectory directory = options.InPlace
                ? new InPlaceDirectory(git, clone, target, new GitDirectory(Path.Combine(place, "git"), target.Directory, place))
                : new Worktrees(git, repository, target, options.Link, options.StaleTimeout, patience, time, logger);
            var synced = new SyncedRepository(git, target, repository, directory, audience, slots, options, time, logger);
            syncing.Add(synced.RunAsync(syncNow.Listen(), end.Token));
        }

        try
        {
            await await Task.WhenAny(options.OneTime ? Task.WhenAll(syncing) : Task.WhenAny(syncing).Unwrap(), answering ?? Task.Delay(Timeout.Infinite, end.Token));
            await audience.AwaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (!options.OneTime && cancellationToken.IsCancellationRequested)
        {
            // There is no other end.
            logger.Stopped();
        }
        finally
        {
            // What is under way comes to an orderly end before the program does.
            await end.CancelAsync();
            await Task.WhenAll(syncing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public async ValueTask DisposeAsync()
    {
        server?.Dispose();
        await audience.DisposeAsync();
    }
}
