namespace KubernetesEmulator.FaultKinds;

internal sealed class TooLargeResourceVersion(int code) : FaultKind
{
    internal override Task ApplyAsync(HttpContext context, RequestDelegate next) =>
        throw StatusException.TooLargeResourceVersion(context.Request.Query["resourceVersion"].FirstOrDefault() ?? "0", current: 1, code);
}
