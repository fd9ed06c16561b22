using System.Text.Json;

namespace KubernetesEmulator.Machinery;

/// <summary>Reads objects whose shape was checked when they were decoded: what is not there is null, or empty.</summary>
internal static class JsonReading
{
    public static JsonObject? Object(this JsonObject node, string key) => node[key] as JsonObject;

    public static string? String(this JsonObject node, string key) =>
        node[key] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    public static bool? Boolean(this JsonObject node, string key) =>
        node[key] is JsonValue value && value.GetValueKind() is JsonValueKind.True or JsonValueKind.False ? node[key]!.GetValue<bool>() : null;

    public static IEnumerable<JsonObject> Objects(this JsonObject node, string key) => (node[key] as JsonArray ?? []).OfType<JsonObject>();

    public static IReadOnlyList<string> Strings(this JsonObject node, string key) =>
        [.. (node[key] as JsonArray ?? []).OfType<JsonValue>().Where(value => value.GetValueKind() == JsonValueKind.String).Select(value => value.GetValue<string>())];

    public static IReadOnlyDictionary<string, string> StringMap(this JsonObject node, string key) =>
        (node.Object(key) ?? []).Where(pair => pair.Value is JsonValue value && value.GetValueKind() == JsonValueKind.String)
            .ToDictionary(pair => pair.Key, pair => pair.Value!.GetValue<string>(), StringComparer.Ordinal);

    public static JsonObject Metadata(this JsonObject item) => item.Object("metadata") ?? [];

    public static string? Name(this JsonObject item) => item.Metadata().String("name");

    /// <summary>By a path such as <c>involvedObject.name</c>; empty where there is nothing, as in field selectors.</summary>
    public static string At(this JsonObject item, string path)
    {
        var names = path.Split('.');
        var parent = item;

        foreach (var name in names[..^1])
        {
            parent = parent?.Object(name);
        }

        return parent?.String(names[^1]) ?? "";
    }
}
