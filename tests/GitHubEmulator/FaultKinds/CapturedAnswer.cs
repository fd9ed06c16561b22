namespace GitHubEmulator.FaultKinds;

/// <summary>The right answer's body, held back so that a fault can spoil it; its status and headers are already set.</summary>
internal static class CapturedAnswer
{
    public static async Task<ReadOnlyMemory<byte>> CaptureAsync(HttpContext context, RequestDelegate next)
    {
        var client = context.Response.Body;
        using var held = new MemoryStream();
        context.Response.Body = held;

        try
        {
            await next(context);
        }
        finally
        {
            context.Response.Body = client;
        }

        return held.ToArray();
    }
}
