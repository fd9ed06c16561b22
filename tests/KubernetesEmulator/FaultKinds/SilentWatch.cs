namespace KubernetesEmulator.FaultKinds;

internal sealed class SilentWatch(int afterEvents) : WatchInterruption(afterEvents)
{
    public override Task ActAsync(HttpContext context) => Task.Delay(Timeout.Infinite, context.RequestAborted);
}
