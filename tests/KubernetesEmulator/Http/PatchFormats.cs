using KubernetesEmulator.Resources;

namespace KubernetesEmulator.Http;

/// <summary>What a patch's media type says it means.</summary>
internal static class PatchFormats
{
    private const string Json = "application/json-patch+json";
    private const string Merge = "application/merge-patch+json";
    private const string Strategic = "application/strategic-merge-patch+json";

    public static Func<JsonObject, JsonObject> Of(HttpContext context, Resource resource)
    {
        var strategic = resource.Rules.StrategicMerge;

        switch (RequestBody.MediaType(context))
        {
            case Json:
                var operations = RequestBody.Patch(context) as JsonArray ?? throw Undecodable();
                return current => JsonPatch.Apply(current, operations);
            case Merge:
                var merge = RequestBody.Patch(context) as JsonObject ?? throw Undecodable();
                return current => MergePatch.Apply(current, merge);
            case Strategic when strategic is not null:
                var patch = RequestBody.Patch(context) as JsonObject ?? throw Undecodable();
                return current => strategic.Apply(current, patch);
            default:
                throw StatusException.UnsupportedMediaType(strategic is null ? [Json, Merge] : [Json, Merge, Strategic]);
        }
    }

    private static StatusException Undecodable() => StatusException.BadRequest("error decoding patch: json: cannot unmarshal");
}
