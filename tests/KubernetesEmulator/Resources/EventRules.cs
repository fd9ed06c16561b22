namespace KubernetesEmulator.Resources;

/// <summary>Events, as the core group serves them, which is how they are kept.</summary>
internal sealed class EventRules : ResourceRules
{
    private const int MessageBytes = 1024;

    /// <summary>Of events that have the time of the newer API.</summary>
    private static readonly string[] RequiredFields = ["reportingComponent", "reportingInstance", "action", "reason"];

    public override IReadOnlyCollection<string> SelectableFields =>
    [
        .. base.SelectableFields,
        "involvedObject.kind", "involvedObject.namespace", "involvedObject.name", "involvedObject.uid", "involvedObject.apiVersion",
        "involvedObject.resourceVersion", "involvedObject.fieldPath", "reason", "reportingComponent", "source", "type",
    ];

    public override void Decode(Resource resource, JsonObject item) =>
        RequireStrings(resource, item, "message", "reason", "type", "firstTimestamp", "lastTimestamp", "eventTime", "reportingComponent", "reportingInstance", "action");

    public override IEnumerable<Cause> Validate(JsonObject item)
    {
        var about = item.At("involvedObject.namespace");
        var inNamespace = item.At("metadata.namespace");

        // What is in no namespace is told of in the default one.
        if (about != inNamespace && !(about.Length == 0 && inNamespace == "default"))
        {
            yield return Cause.Invalid("involvedObject.namespace", about, "does not match event.namespace");
        }

        if (item["eventTime"] is null)
        {
            yield break;
        }

        foreach (var field in RequiredFields.Where(field => string.IsNullOrEmpty(item.String(field))))
        {
            yield return Cause.Required(field == "reportingComponent" ? "reportingController" : field);
        }

        if (item.String("type") is not ("Normal" or "Warning"))
        {
            yield return Cause.Invalid("type", item.String("type") ?? "", "has invalid value: " + item.String("type"));
        }

        if ((item.String("message")?.Length ?? 0) > MessageBytes)
        {
            yield return Cause.Invalid("message", "", $"can have at most {MessageBytes} characters");
        }
    }
}
