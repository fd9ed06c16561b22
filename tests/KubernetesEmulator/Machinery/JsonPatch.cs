using System.Globalization;

namespace KubernetesEmulator.Machinery;

/// <summary>RFC 6902. An operation that cannot be carried out, or a test that fails, leaves nothing changed.</summary>
internal static class JsonPatch
{
    public static JsonObject Apply(JsonObject target, JsonArray operations)
    {
        JsonNode? root = target;

        foreach (var operation in operations)
        {
            root = Apply(root, operation as JsonObject ?? throw StatusException.BadRequest("json: cannot unmarshal into Go value of type jsonpatch.Operation"));
        }

        return root as JsonObject ?? throw StatusException.UnprocessablePatch();
    }

    private static JsonNode? Apply(JsonNode? root, JsonObject operation)
    {
        var path = Pointer(operation.String("path"));

        switch (operation.String("op"))
        {
            case "add":
                return Add(root, path, operation["value"]?.DeepClone());
            case "remove":
                return Remove(root, path);
            case "replace":
                return Add(path.Count == 0 ? root : Remove(root, path), path, operation["value"]?.DeepClone());
            case "move":
                var from = Pointer(operation.String("from"));
                var moved = Find(root, from)?.DeepClone();
                return Add(Remove(root, from), path, moved);
            case "copy":
                return Add(root, path, Find(root, Pointer(operation.String("from")))?.DeepClone());
            case "test":
                return Holds(root, path, operation["value"]) ? root : throw StatusException.UnprocessablePatch();
            default:
                throw StatusException.UnprocessablePatch();
        }
    }

    private static List<string> Pointer(string? text)
    {
        if (text is null || (text.Length > 0 && text[0] != '/'))
        {
            throw StatusException.UnprocessablePatch();
        }

        return [.. text.Split('/').Skip(1).Select(part => part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))];
    }

    private static bool Holds(JsonNode? root, List<string> path, JsonNode? wanted)
    {
        var parent = Find(root, path[..^1]);

        // Kubernetes' library takes what is not there for null.
        return parent is JsonObject item ? JsonNode.DeepEquals(item[path[^1]], wanted) : JsonNode.DeepEquals(Find(root, path), wanted);
    }

    private static JsonNode? Find(JsonNode? root, List<string> path)
    {
        var node = root;

        foreach (var part in path)
        {
            node = node switch
            {
                JsonObject item when item.ContainsKey(part) => item[part],
                JsonArray list => list[Index(part, list.Count - 1)],
                _ => throw StatusException.UnprocessablePatch(),
            };
        }

        return node;
    }

    private static JsonNode? Add(JsonNode? root, List<string> path, JsonNode? value)
    {
        if (path.Count == 0)
        {
            return value;
        }

        switch (Find(root, path[..^1]))
        {
            case JsonObject item:
                item[path[^1]] = value;
                break;
            case JsonArray list:
                list.Insert(path[^1] == "-" ? list.Count : Index(path[^1], list.Count), value);
                break;
            default:
                throw StatusException.UnprocessablePatch();
        }

        return root;
    }

    private static JsonNode? Remove(JsonNode? root, List<string> path)
    {
        if (path.Count == 0)
        {
            throw StatusException.UnprocessablePatch();
        }

        switch (Find(root, path[..^1]))
        {
            case JsonObject item when item.Remove(path[^1]):
                break;
            case JsonArray list:
                list.RemoveAt(Index(path[^1], list.Count - 1));
                break;
            default:
                throw StatusException.UnprocessablePatch();
        }

        return root;
    }

    private static int Index(string part, int last) =>
        int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index <= last ? index : throw StatusException.UnprocessablePatch();
}
