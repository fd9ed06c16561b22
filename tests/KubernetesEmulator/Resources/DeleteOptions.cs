namespace KubernetesEmulator.Resources;

internal sealed record DeleteOptions(string? Uid = null, string? ResourceVersion = null, bool OrphansDependents = false, bool IsDryRun = false)
{
    public static DeleteOptions Of(JsonObject body) => new(
        body.Object("preconditions")?.String("uid"),
        body.Object("preconditions")?.String("resourceVersion"),
        body.String("propagationPolicy") == "Orphan" || body.Boolean("orphanDependents") == true,
        (body["dryRun"] as JsonArray)?.Count > 0);
}
