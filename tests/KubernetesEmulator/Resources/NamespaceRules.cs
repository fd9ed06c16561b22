namespace KubernetesEmulator.Resources;

internal sealed class NamespaceRules : ResourceRules
{
    public override IReadOnlyList<string> Fields => ["spec", "status"];

    public override IReadOnlyCollection<string> SelectableFields => ["metadata.name", "status.phase"];

    public override string? NameProblem(string name) => NameRules.DnsLabel(name);

    public override void PrepareForCreate(JsonObject item)
    {
        var labels = item.Metadata().Object("labels") ?? (JsonObject)(item.Metadata()["labels"] = new JsonObject())!;
        labels["kubernetes.io/metadata.name"] = item.Name();
        item["spec"] = new JsonObject { ["finalizers"] = new JsonArray("kubernetes") };
        item["status"] = new JsonObject { ["phase"] = "Active" };
    }

    public override void PrepareForUpdate(JsonObject item, JsonObject old)
    {
        item["spec"] = old["spec"]?.DeepClone();
        item["status"] = old["status"]?.DeepClone();
    }
}
