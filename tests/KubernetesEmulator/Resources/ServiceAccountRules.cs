namespace KubernetesEmulator.Resources;

internal sealed class ServiceAccountRules : ResourceRules
{
    public override IReadOnlyList<string> Fields => ["secrets", "imagePullSecrets", "automountServiceAccountToken"];

    public override StrategicMergePatch StrategicMerge => new(new Dictionary<string, string>(MergeKeys) { ["secrets"] = "name", ["imagePullSecrets"] = "name" });

    public override void Decode(Resource resource, JsonObject item)
    {
        foreach (var field in new[] { "secrets", "imagePullSecrets" })
        {
            if (item[field] is { } list && (list is not JsonArray references || references.Any(reference => reference is not JsonObject)))
            {
                throw Undecodable(resource, $"json: cannot unmarshal {TypeOf(list)} into Go struct field ServiceAccount.{field} of type []v1.ObjectReference");
            }
        }
    }
}
