using KubernetesEmulator.Http;

namespace KubernetesEmulator.FaultKinds;

internal sealed class WatchEnd(int afterEvents) : WatchInterruption(afterEvents)
{
    public override Task ActAsync(HttpContext context) => throw new WatchEnded();
}
