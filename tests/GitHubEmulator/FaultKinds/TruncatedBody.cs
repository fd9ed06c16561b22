namespace GitHubEmulator.FaultKinds;

internal sealed class TruncatedBody : FaultKind
{
    internal override async Task ApplyAsync(HttpContext context, RequestDelegate next)
    {
        var body = await CapturedAnswer.CaptureAsync(context, next);
        var half = body[..(body.Length / 2)];

        context.Response.ContentLength = half.Length;
        await context.Response.Body.WriteAsync(half, context.RequestAborted);
    }
}
