using Sidecars.Publishing;

namespace Sidecars.Git.Sync;

/// <summary>Who is told after each update.</summary>
/// <param name="touched">A file; null for none.</param>
/// <param name="webhook">Null for none.</param>
public sealed class SyncAudience(Notification? touched, Webhook? webhook) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Returns at once.</summary>
    public void Tell(CloneTarget target, string commit)
    {
        touched?.Send();
        webhook?.Send(target, commit);
    }

    /// <summary>Waits until everybody was told.</summary>
    /// <exception cref="Cli.SidecarException">Somebody does not listen.</exception>
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
