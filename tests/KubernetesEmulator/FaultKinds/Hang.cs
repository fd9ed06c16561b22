namespace KubernetesEmulator.FaultKinds;

internal sealed class Hang : FaultKind
{
    internal override async Task ApplyAsync(HttpContext context, RequestDelegate next)
    {
        await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        context.Abort();
    }
}
