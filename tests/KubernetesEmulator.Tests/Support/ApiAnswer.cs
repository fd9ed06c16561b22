using System.Net.Http.Headers;

namespace KubernetesEmulator.Tests.Support;

internal sealed record ApiAnswer(int Code, HttpResponseHeaders Headers, string Body)
{
    public JsonObject Json => (JsonObject)JsonNode.Parse(Body)!;

    public string Version => (string)Json["metadata"]!["resourceVersion"]!;

    public string? Reason => (string?)Json["reason"];

    public string Message => (string)Json["message"]!;

    /// <summary>Of each cause the field and the reason.</summary>
    public IEnumerable<(string? Field, string? Reason)> Causes =>
        ((JsonArray?)Json["details"]?["causes"] ?? []).Select(cause => ((string?)cause!["field"], (string?)cause["reason"]));

    public IEnumerable<string> Names => ((JsonArray)Json["items"]!).Select(item => (string)item!["metadata"]!["name"]!);
}
