using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GitHubEmulator.Http;

internal static class Answers
{
    // Not for HTML: "+" and "'" stay readable, as in GitHub's own answers.
    private static readonly JsonSerializerOptions Json = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Task WriteJsonAsync(this HttpContext context, int status, JsonNode body) =>
        context.WriteAsync(status, "application/json; charset=utf-8", body.ToJsonString(Json));

    public static Task WriteLfsAsync(this HttpContext context, int status, JsonNode body) =>
        context.WriteAsync(status, "application/vnd.git-lfs+json; charset=utf-8", body.ToJsonString(Json));

    /// <summary>An error in the shape the asked side of GitHub uses.</summary>
    public static Task WriteErrorAsync(this HttpContext context, int status, string message)
    {
        if (RequestKind.Of(context).Operation == Operation.LfsBatch)
        {
            return context.WriteLfsAsync(status, new JsonObject { ["message"] = message });
        }

        if (context.IsGit())
        {
            return context.WriteAsync(status, "text/plain; charset=utf-8", message);
        }

        return context.WriteJsonAsync(status, new JsonObject
        {
            ["message"] = message,
            ["documentation_url"] = RequestKind.Of(context).DocumentationUrl,
            ["status"] = status.ToString(),
        });
    }

    /// <summary>With a Content-Length, so that a body cut short is seen to be cut short.</summary>
    public static async Task WriteAsync(this HttpContext context, int status, string contentType, string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    public static bool IsGit(this HttpContext context) => !context.Request.Path.StartsWithSegments(Addresses.RestPath);
}
