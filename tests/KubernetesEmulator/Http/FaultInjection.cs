namespace KubernetesEmulator.Http;

internal sealed class FaultInjection(RequestDelegate next, Faults faults)
{
    public Task InvokeAsync(HttpContext context)
    {
        var fault = faults.Take(ApiRequest.Of(context).Record);

        return fault is null ? next(context) : fault.ApplyAsync(context, next);
    }
}
