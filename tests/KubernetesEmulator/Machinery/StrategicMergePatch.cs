namespace KubernetesEmulator.Machinery;

/// <summary>A merge patch that knows which lists are merged, and by what; kubectl sends it for the kinds it knows.</summary>
/// <param name="mergeKeys">By path as <c>metadata.ownerReferences</c>: the key of the list's items, empty where the items are strings. Other lists are replaced.</param>
internal sealed class StrategicMergePatch(IReadOnlyDictionary<string, string> mergeKeys)
{
    private const string Directive = "$patch";
    private const string SetElementOrder = "$setElementOrder/";
    private const string DeleteFromPrimitiveList = "$deleteFromPrimitiveList/";
    private const string RetainKeys = "$retainKeys";

    public JsonObject Apply(JsonObject target, JsonObject patch) => Apply(target, patch, "");

    private JsonObject Apply(JsonObject target, JsonObject patch, string path)
    {
        if (patch.String(Directive) is { } directive)
        {
            return directive switch
            {
                "replace" => Without(patch, Directive),
                "delete" => [],
                "merge" => Apply(target, Without(patch, Directive), path),
                _ => throw StatusException.BadRequest($"Unknown patch type: {directive}"),
            };
        }

        if (patch.ContainsKey(RetainKeys))
        {
            var retained = patch.Strings(RetainKeys);
            target.Select(pair => pair.Key).Except(retained).ToList().ForEach(key => target.Remove(key));
        }

        foreach (var (key, value) in patch.Where(pair => !pair.Key.StartsWith('$')))
        {
            var inner = path.Length == 0 ? key : $"{path}.{key}";

            if (value is null)
            {
                target.Remove(key);
            }
            else
            {
                target[key] = Merged(target[key]?.DeepClone(), value, inner);
            }
        }

        foreach (var (key, value) in patch.Where(pair => pair.Key.StartsWith(DeleteFromPrimitiveList, StringComparison.Ordinal)))
        {
            var list = key[DeleteFromPrimitiveList.Length..];
            var gone = (JsonArray)value!;
            target[list] = new JsonArray([.. (target[list] as JsonArray ?? []).Where(item => !gone.Any(other => JsonNode.DeepEquals(item, other))).Select(item => item?.DeepClone())]);
        }

        foreach (var (key, value) in patch.Where(pair => pair.Key.StartsWith(SetElementOrder, StringComparison.Ordinal)))
        {
            Order(target, key[SetElementOrder.Length..], (JsonArray)value!, path);
        }

        return target;
    }

    private JsonNode Merged(JsonNode? current, JsonNode value, string path) => value switch
    {
        JsonObject map => Apply(current as JsonObject ?? [], map, path),
        JsonArray list when mergeKeys.TryGetValue(path, out var key) => key.Length == 0
            ? MergedStrings(current as JsonArray ?? [], list)
            : MergedItems(current as JsonArray ?? [], list, key, path),
        _ => value.DeepClone(),
    };

    private static JsonArray MergedStrings(JsonArray current, JsonArray patch) =>
        new([.. current.Concat(patch.Where(added => !current.Any(item => JsonNode.DeepEquals(item, added)))).Select(item => item?.DeepClone())]);

    private JsonArray MergedItems(JsonArray current, JsonArray patch, string key, string path)
    {
        var changes = patch.OfType<JsonObject>().ToList();

        if (changes.Any(change => change.String(Directive) == "replace" && change.Count == 1))
        {
            return new JsonArray([.. changes.Where(change => !change.ContainsKey(Directive)).Select(change => change.DeepClone())]);
        }

        var items = current.OfType<JsonObject>().Select(item => (JsonObject)item.DeepClone()).ToList();

        foreach (var change in changes)
        {
            var wanted = change[key] ?? throw StatusException.BadRequest($"map: {change.ToJsonString()} does not contain declared merge key: {key}");
            var index = items.FindIndex(item => JsonNode.DeepEquals(item[key], wanted));

            if (change.String(Directive) == "delete")
            {
                items.RemoveAll(item => JsonNode.DeepEquals(item[key], wanted));
            }
            else if (index < 0)
            {
                items.Add(Without(change, Directive));
            }
            else
            {
                items[index] = Apply(items[index], change, path);
            }
        }

        return new JsonArray([.. items]);
    }

    private void Order(JsonObject target, string list, JsonArray order, string path)
    {
        var key = mergeKeys.GetValueOrDefault(path.Length == 0 ? list : $"{path}.{list}") ?? "";

        if (target[list] is not JsonArray items)
        {
            return;
        }

        var wanted = order.Select(item => item is JsonObject map && key.Length > 0 ? map[key] : item).ToList();
        int Place(JsonNode? item)
        {
            var identity = item is JsonObject map && key.Length > 0 ? map[key] : item;
            var index = wanted.FindIndex(other => JsonNode.DeepEquals(other, identity));
            return index < 0 ? int.MaxValue : index;
        }

        target[list] = new JsonArray([.. items.OrderBy(Place).Select(item => item?.DeepClone())]);
    }

    private static JsonObject Without(JsonObject map, string key)
    {
        var copy = (JsonObject)map.DeepClone();
        copy.Remove(key);

        return copy;
    }
}
