namespace KubernetesEmulator.Resources;

/// <summary>Any fields, no schema.</summary>
internal sealed class CustomResourceRules : ResourceRules
{
    public override bool AllowsUnconditionalUpdate => false;

    public override StrategicMergePatch? StrategicMerge => null;

    public override void Decode(Resource resource, JsonObject item)
    {
        if (item.String("kind") is null || item.String("apiVersion") is null)
        {
            throw StatusException.BadRequest("Object 'Kind' is missing in '" + item.ToJsonString() + "'");
        }
    }

    public override void PrepareForCreate(JsonObject item) => item.Metadata()["generation"] = 1;

    public override void PrepareForUpdate(JsonObject item, JsonObject old)
    {
        var generation = old.Metadata()["generation"]?.GetValue<long>() ?? 1;
        var isSame = old.Select(pair => pair.Key).Union(item.Select(pair => pair.Key))
            .Where(key => key is not ("metadata" or "status"))
            .All(key => JsonNode.DeepEquals(item[key], old[key]));
        item.Metadata()["generation"] = isSame ? generation : generation + 1;
    }
}
