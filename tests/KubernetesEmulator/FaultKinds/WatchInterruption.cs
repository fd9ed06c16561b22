using KubernetesEmulator.Http;

namespace KubernetesEmulator.FaultKinds;

/// <summary>What happens to a watch that was opened as it should be.</summary>
internal abstract class WatchInterruption(int afterEvents) : FaultKind
{
    public int AfterEvents => afterEvents;

    /// <summary>As soon as so many events were sent.</summary>
    public virtual Task ActAsync(HttpContext context) => Task.CompletedTask;

    /// <summary>When the next one is about to be.</summary>
    public virtual Task ActOnLineAsync(HttpContext context, ReadOnlyMemory<byte> line) => Task.CompletedTask;

    internal override Task ApplyAsync(HttpContext context, RequestDelegate next)
    {
        // Only a watch has events.
        if (ApiRequest.Of(context).Info.Verb == "watch")
        {
            context.Features.Set(this);
        }

        return next(context);
    }
}
