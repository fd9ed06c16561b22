namespace GitHubEmulator.FaultKinds;

internal sealed class SlowDrip(TimeSpan delayPerByte) : FaultKind
{
    internal override async Task ApplyAsync(HttpContext context, RequestDelegate next)
    {
        var body = await CapturedAnswer.CaptureAsync(context, next);

        for (var sent = 0; sent < body.Length; sent++)
        {
            await context.Response.Body.WriteAsync(body.Slice(sent, 1), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await Task.Delay(delayPerByte, context.RequestAborted);
        }
    }
}
