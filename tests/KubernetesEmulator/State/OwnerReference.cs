namespace KubernetesEmulator.State;

internal sealed record OwnerReference(string ApiVersion, string Kind, string Name, string Uid)
{
    public static OwnerReference Of(JsonObject json) =>
        new(json.String("apiVersion") ?? "", json.String("kind") ?? "", json.String("name") ?? "", json.String("uid") ?? "");
}
