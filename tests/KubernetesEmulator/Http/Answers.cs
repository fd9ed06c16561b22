namespace KubernetesEmulator.Http;

internal static class Answers
{
    public static Task WriteJsonAsync(this HttpContext context, int status, JsonNode body) => context.WriteAsync(status, body.ToBytes());

    public static async Task WriteAsync(this HttpContext context, int status, ReadOnlyMemory<byte> json, string contentType = "application/json")
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        context.Response.ContentLength = json.Length;
        await context.Response.Body.WriteAsync(json, context.RequestAborted);
    }
}
