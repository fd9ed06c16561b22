namespace GitHubEmulator.FaultKinds;

internal sealed class Held(int bytes, Task release) : FaultKind
{
    internal override async Task ApplyAsync(HttpContext context, RequestDelegate next)
    {
        var body = await CapturedAnswer.CaptureAsync(context, next);
        var first = Math.Min(bytes, body.Length);

        await context.Response.Body.WriteAsync(body[..first], context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);

        if (first < body.Length)
        {
            await release.WaitAsync(context.RequestAborted);
            await context.Response.Body.WriteAsync(body[first..], context.RequestAborted);
        }
    }
}
