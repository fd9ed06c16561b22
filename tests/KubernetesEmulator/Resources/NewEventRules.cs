namespace KubernetesEmulator.Resources;

/// <summary>The same events under the names that events.k8s.io gives their fields.</summary>
internal sealed class NewEventRules(EventRules core) : ResourceRules
{
    private static readonly IReadOnlyList<(string New, string Core)> Names =
    [
        ("regarding", "involvedObject"),
        ("note", "message"),
        ("reportingController", "reportingComponent"),
        ("deprecatedSource", "source"),
        ("deprecatedFirstTimestamp", "firstTimestamp"),
        ("deprecatedLastTimestamp", "lastTimestamp"),
        ("deprecatedCount", "count"),
    ];

    public override IReadOnlyCollection<string> SelectableFields =>
        [.. base.SelectableFields, "regarding.kind", "regarding.namespace", "regarding.name", "regarding.uid", "reason", "reportingController", "type"];

    public override void Decode(Resource resource, JsonObject item)
    {
        foreach (var (name, coreName) in Names)
        {
            Rename(item, name, coreName);
        }

        core.Decode(resource, item);
    }

    public override void Encode(JsonObject item)
    {
        foreach (var (name, coreName) in Names)
        {
            Rename(item, coreName, name);
        }
    }

    public override IEnumerable<Cause> Validate(JsonObject item) =>
        item["eventTime"] is null ? core.Validate(item).Append(Cause.Required("eventTime")) : core.Validate(item);

    private static void Rename(JsonObject item, string from, string to)
    {
        if (item.Remove(from, out var value))
        {
            item[to] = value;
        }
    }
}
