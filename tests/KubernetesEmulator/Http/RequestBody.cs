using System.Text;

namespace KubernetesEmulator.Http;

/// <summary>Bodies, in the formats Kubernetes takes; protobuf is not served.</summary>
internal static class RequestBody
{
    private const string Json = "application/json";
    private const string Yaml = "application/yaml";

    public static JsonObject Object(HttpContext context)
    {
        var bytes = ApiRequest.Of(context).Body!.Value;

        return MediaType(context) switch
        {
            "" or "*/*" or Json => JsonText.ParseObject(bytes),
            Yaml => JsonText.Documents(Encoding.UTF8.GetString(bytes.Span)).FirstOrDefault() ?? throw StatusException.BadRequest("the body is empty"),
            _ => throw StatusException.UnsupportedMediaType(Json, Yaml),
        };
    }

    public static JsonObject ObjectOrEmpty(HttpContext context) => ApiRequest.Of(context).Body!.Value.Length == 0 ? [] : Object(context);

    public static JsonNode? Patch(HttpContext context) => JsonText.Parse(ApiRequest.Of(context).Body!.Value);

    public static string MediaType(HttpContext context) => (context.Request.ContentType ?? "").Split(';')[0].Trim().ToLowerInvariant();
}
