namespace KubernetesEmulator.FaultKinds;

internal sealed class Late(TimeSpan delay) : FaultKind
{
    internal override async Task ApplyAsync(HttpContext context, RequestDelegate next)
    {
        await Task.Delay(delay, context.RequestAborted);
        await next(context);
    }
}
