using KubernetesEmulator.Http;

namespace KubernetesEmulator.FaultKinds;

internal sealed class HalfOpenWatch(int afterEvents) : WatchInterruption(afterEvents)
{
    public override Task ActAsync(HttpContext context)
    {
        Connection.Of(context).Freeze();

        return Task.Delay(Timeout.Infinite, context.RequestAborted);
    }
}
