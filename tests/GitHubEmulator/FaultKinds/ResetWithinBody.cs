using Microsoft.AspNetCore.Connections;

namespace GitHubEmulator.FaultKinds;

internal sealed class ResetWithinBody(int bytes) : FaultKind
{
    internal override async Task ApplyAsync(HttpContext context, RequestDelegate next)
    {
        var body = await CapturedAnswer.CaptureAsync(context, next);
        var sent = Math.Clamp(bytes, 0, Math.Max(0, body.Length - 1));

        await context.Response.Body.WriteAsync(body[..sent], context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);

        // An exception has Kestrel send what was written before it closes the connection; Abort would drop it.
        throw new ConnectionAbortedException();
    }
}
