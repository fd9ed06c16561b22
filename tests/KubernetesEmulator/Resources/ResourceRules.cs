using System.Text.Json;

namespace KubernetesEmulator.Resources;

/// <summary>What is particular to a kind: which of its fields are understood, and what they may hold.</summary>
internal abstract class ResourceRules
{
    private static readonly IReadOnlyList<string> CommonFields = ["metadata.name", "metadata.namespace"];

    /// <summary>Fields of the object beside kind, apiVersion and metadata; null where all are kept.</summary>
    public virtual IReadOnlyList<string>? Fields => null;

    public virtual IReadOnlyCollection<string> SelectableFields => CommonFields;

    /// <summary>Whether an update may do without a resourceVersion.</summary>
    public virtual bool AllowsUnconditionalUpdate => true;

    /// <summary>Null where the kind knows no strategic merge patch.</summary>
    public virtual StrategicMergePatch? StrategicMerge => new(MergeKeys);

    protected static IReadOnlyDictionary<string, string> MergeKeys { get; } = new Dictionary<string, string>
    {
        ["metadata.ownerReferences"] = "uid",
        ["metadata.finalizers"] = "",
    };

    public virtual string? NameProblem(string name) => NameRules.Subdomain(name);

    /// <summary>Brings what was sent into the form that is kept.</summary>
    /// <exception cref="StatusException">400: it cannot be read as this kind.</exception>
    public virtual void Decode(Resource resource, JsonObject item)
    {
    }

    /// <summary>From the form that is kept to the one this group serves.</summary>
    public virtual void Encode(JsonObject item)
    {
    }

    /// <summary>Of a new object: what is set where nothing was said.</summary>
    public virtual void PrepareForCreate(JsonObject item)
    {
    }

    public virtual void PrepareForUpdate(JsonObject item, JsonObject old)
    {
    }

    public virtual IEnumerable<Cause> Validate(JsonObject item) => [];

    public virtual IEnumerable<Cause> ValidateUpdate(JsonObject item, JsonObject old) => [];

    protected static void RequireStrings(Resource resource, JsonObject item, params IReadOnlyList<string> fields)
    {
        foreach (var field in fields.Where(field => item[field] is not null && item.String(field) is null))
        {
            throw Undecodable(resource, $"json: cannot unmarshal {TypeOf(item[field])} into Go struct field {resource.Kind}.{field} of type string");
        }
    }

    internal static StatusException Undecodable(Resource resource, string why) =>
        StatusException.BadRequest($"{resource.Kind} in version \"{resource.Version}\" cannot be handled as a {resource.Kind}: {why}");

    internal static string TypeOf(JsonNode? node) => node?.GetValueKind() switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.Number => "number",
        JsonValueKind.String => "string",
        JsonValueKind.True or JsonValueKind.False => "bool",
        _ => "null",
    };
}
