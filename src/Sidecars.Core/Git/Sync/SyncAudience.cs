using Sidecars.Cli;
using Sidecars.Git.Progress;
using Sidecars.Publishing;

namespace Sidecars.Git.Sync;

/// <summary>Who hears how it goes: those who follow events, kubelet and Prometheus; and after each update a file and a webhook.</summary>
/// <param name="touched">A file; null for none.</param>
/// <param name="webhook">Null for none.</param>
public sealed class SyncAudience(CloneEvents events, SyncStatus status, Notification? touched, Webhook? webhook) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Has events told of what is done.</summary>
    /// <param name="message">What begins, as a phrase.</param>
    public Task<CloneOutcome> FollowAsync(CloneTarget target, string message, Func<RepositoryProgress, Task<CloneOutcome>> publish) => events.RunAsync(target.Url, message, publish);

    /// <param name="isNew">Another commit was published.</param>
    public void Synced(CloneTarget target, string commit, TimeSpan duration, bool isNew) => status.Synced(target, commit, duration, isNew);

    public void Failed(CloneTarget target, ExitCode exitCode) => status.Failed(target, exitCode);

    /// <summary>Tells of an update, and returns at once.</summary>
    public void Tell(CloneTarget target, string commit)
    {
        touched?.Send();
        webhook?.Send(target, commit);
    }

    /// <summary>Waits until everybody was told.</summary>
    /// <exception cref="SidecarException">Somebody does not listen.</exception>
    public async Task AwaitAsync(CancellationToken cancellationToken)
    {
        if (webhook is not null)
        {
            await webhook.AwaitAsync(cancellationToken);
        }
    }

    /// <summary>Gives what is not told yet a moment more.</summary>
    public async ValueTask DisposeAsync()
    {
        if (touched is not null)
        {
            await Task.WhenAny(touched.Sent, Task.Delay(Patience));
        }

        if (webhook is not null)
        {
            await webhook.DisposeAsync();
        }
    }
}
