using KubernetesEmulator.Http;

namespace KubernetesEmulator.FaultKinds;

/// <param name="isCarriedOut">What was asked for happens first, and nobody says so.</param>
internal sealed class Reset(bool isCarriedOut) : FaultKind
{
    internal override async Task ApplyAsync(HttpContext context, RequestDelegate next)
    {
        if (isCarriedOut)
        {
            context.Response.Body = Stream.Null;
            await next(context);
        }

        Connection.Of(context).Reset();
    }
}
