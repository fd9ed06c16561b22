using Sidecars.Publishing;

namespace Sidecars.Git.Sync;

/// <summary>Who is told after each update.</summary>
/// <param name="touched">A file; null for none.</param>
/// <param name="webhook">Null for none.</param>
public sealed class SyncAudience(Notification? touched, Webhook? webhook) : IAsyncDisposable
{
    /// <summary>Returns at once.</summary>
    public void Tell(CloneTarget target, string commit)
    {
        touched?.Send();
        webhook?.Send(target, commit);
    }

    /// <summary>Gives what is not told yet a moment more.</summary>
    public async ValueTask DisposeAsync()
    {
        if (webhook is not null)
        {
            await webhook.DisposeAsync();
        }
    }
}
