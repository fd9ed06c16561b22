using KubernetesEmulator.Http;

namespace KubernetesEmulator.FaultKinds;

internal sealed class WatchError(int afterEvents, StatusException status) : WatchInterruption(afterEvents)
{
    public override async Task ActAsync(HttpContext context)
    {
        var line = new JsonObject { ["type"] = "ERROR", ["object"] = status.ToStatus() }.ToBytes();
        await context.Response.Body.WriteAsync((byte[])[.. line, (byte)'\n'], context.RequestAborted);

        throw new WatchEnded();
    }
}
