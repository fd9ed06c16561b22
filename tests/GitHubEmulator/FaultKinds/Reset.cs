namespace GitHubEmulator.FaultKinds;

internal sealed class Reset : FaultKind
{
    internal override Task ApplyAsync(HttpContext context, RequestDelegate next)
    {
        context.Abort();

        return Task.CompletedTask;
    }
}
