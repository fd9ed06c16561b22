namespace GitHubEmulator.Http;

internal sealed class FaultInjection(RequestDelegate next, Faults faults)
{
    public Task InvokeAsync(HttpContext context)
    {
        var fault = faults.Take(RequestKind.Of(context).Operation, context.Request);

        return fault is null ? next(context) : fault.ApplyAsync(context, next);
    }
}
