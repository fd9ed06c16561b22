using System.Text;

namespace KubernetesEmulator.Resources;

/// <summary>What all kinds have in common.</summary>
internal static class ObjectMeta
{
    private const int AnnotationBytes = 256 * 1024;

    private static readonly string[] Texts = ["name", "generateName", "namespace", "uid", "resourceVersion", "creationTimestamp", "deletionTimestamp"];
    private static readonly string[] Maps = ["labels", "annotations"];

    // managedFields are not kept: nothing here applies on the server's side.
    private static readonly string[] Known = [.. Texts, .. Maps, "generation", "deletionGracePeriodSeconds", "ownerReferences", "finalizers"];

    private static readonly string[] OwnerFields = ["apiVersion", "kind", "name", "uid"];

    /// <summary>Fields nobody knows are dropped, those of another type refused, empty ones left out.</summary>
    public static void Decode(Resource resource, JsonObject item)
    {
        if (item["metadata"] is not null and not JsonObject)
        {
            throw Wrong(resource, "metadata", item["metadata"], "v1.ObjectMeta");
        }

        var metadata = item.Object("metadata") ?? (JsonObject)(item["metadata"] = new JsonObject())!;
        metadata.Select(pair => pair.Key).Except(Known).ToList().ForEach(key => metadata.Remove(key));

        foreach (var key in Texts.Where(key => metadata[key] is not null && metadata.String(key) is null))
        {
            throw Wrong(resource, "metadata." + key, metadata[key], "string");
        }

        foreach (var key in Maps.Where(key => metadata[key] is not null))
        {
            DecodeMap(resource, metadata, key);
        }

        foreach (var (key, isRight) in new (string, Predicate<JsonNode?>)[] { ("ownerReferences", entry => entry is JsonObject), ("finalizers", entry => ResourceRules.TypeOf(entry) == "string") })
        {
            if (metadata[key] is { } list && (list is not JsonArray entries || entries.Any(entry => !isRight(entry))))
            {
                throw Wrong(resource, "metadata." + key, list, "slice");
            }
        }

        var empty = metadata.Where(pair => pair.Value is null or JsonObject { Count: 0 } or JsonArray { Count: 0 } || metadata.String(pair.Key) == "").ToList();
        empty.ForEach(pair => metadata.Remove(pair.Key));
    }

    public static IEnumerable<Cause> Validate(Resource resource, JsonObject item)
    {
        var metadata = item.Metadata();
        var name = metadata.String("name");

        if (name is null)
        {
            yield return Cause.Required("metadata.name", "name or generateName is required");
        }
        else if (resource.Rules.NameProblem(name) is { } problem)
        {
            yield return Cause.Invalid("metadata.name", name, problem);
        }

        if (metadata.String("namespace") is { } inNamespace && NameRules.DnsLabel(inNamespace) is { } namespaceProblem)
        {
            yield return Cause.Invalid("metadata.namespace", inNamespace, namespaceProblem);
        }

        foreach (var cause in Labels(metadata).Concat(Annotations(metadata)).Concat(Owners(metadata)))
        {
            yield return cause;
        }

        foreach (var finalizer in metadata.Strings("finalizers").Where(finalizer => NameRules.QualifiedName(finalizer) is not null))
        {
            yield return Cause.Invalid("metadata.finalizers", finalizer, NameRules.QualifiedName(finalizer)!);
        }
    }

    public static IEnumerable<Cause> ValidateUpdate(JsonObject item, JsonObject old)
    {
        var added = item.Metadata().Strings("finalizers").Except(old.Metadata().Strings("finalizers")).ToList();

        if (old.Metadata().ContainsKey("deletionTimestamp") && added.Count > 0)
        {
            yield return Cause.Forbidden("metadata.finalizers", $"no new finalizers can be added if the object is being deleted, found new finalizers []string{{{string.Join(", ", added.Select(name => $"\"{name}\""))}}}");
        }
    }

    private static void DecodeMap(Resource resource, JsonObject metadata, string key)
    {
        if (metadata[key] is not JsonObject map)
        {
            throw Wrong(resource, "metadata." + key, metadata[key], "map[string]string");
        }

        foreach (var (entry, value) in map.ToList())
        {
            if (value is null)
            {
                map[entry] = "";
            }
            else if (map.String(entry) is null)
            {
                throw Wrong(resource, "metadata." + key, value, "string");
            }
        }
    }

    private static IEnumerable<Cause> Labels(JsonObject metadata)
    {
        foreach (var (key, value) in metadata.StringMap("labels"))
        {
            if (NameRules.QualifiedName(key) is { } keyProblem)
            {
                yield return Cause.Invalid("metadata.labels", key, keyProblem);
            }

            if (NameRules.LabelValue(value) is { } valueProblem)
            {
                yield return Cause.Invalid("metadata.labels", value, valueProblem);
            }
        }
    }

    private static IEnumerable<Cause> Annotations(JsonObject metadata)
    {
        var annotations = metadata.StringMap("annotations");

        foreach (var key in annotations.Keys)
        {
            // Unlike labels', their keys may be written in capitals.
            if (NameRules.QualifiedName(key.ToLowerInvariant()) is { } problem)
            {
                yield return Cause.Invalid("metadata.annotations", key, problem);
            }
        }

        if (annotations.Sum(pair => Encoding.UTF8.GetByteCount(pair.Key) + Encoding.UTF8.GetByteCount(pair.Value)) > AnnotationBytes)
        {
            yield return Cause.TooLong("metadata.annotations", AnnotationBytes);
        }
    }

    private static IEnumerable<Cause> Owners(JsonObject metadata)
    {
        var owners = metadata.Objects("ownerReferences").ToList();

        foreach (var owner in owners)
        {
            foreach (var key in OwnerFields.Where(key => string.IsNullOrEmpty(owner.String(key))))
            {
                yield return Cause.Invalid($"metadata.ownerReferences.{key}", "", key == "apiVersion" ? "version must not be empty" : "must not be empty");
            }
        }

        if (owners.Count(owner => owner.Boolean("controller") == true) > 1)
        {
            yield return Cause.Invalid("metadata.ownerReferences", "", "Only one reference can have Controller set to true.");
        }
    }

    private static StatusException Wrong(Resource resource, string field, JsonNode? node, string type) =>
        ResourceRules.Undecodable(resource, $"json: cannot unmarshal {ResourceRules.TypeOf(node)} into Go struct field ObjectMeta.{field} of type {type}");
}
