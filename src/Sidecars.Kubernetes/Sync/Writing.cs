using System.Text.Json.Nodes;
using Sidecars.Kubernetes.Objects;

namespace Sidecars.Kubernetes.Sync;

/// <summary>A Secret's content as it goes to the API server.</summary>
internal static class Writing
{
    /// <summary>A new Secret.</summary>
    /// <param name="source">Its owner, where it has one.</param>
    /// <param name="before">What others had added to the one that this one replaces stays; null for none.</param>
    public static Secret NewSecret(SecretName name, SecretContent content, SecretName source, Secret? before, DateTimeOffset now) => new()
    {
        Metadata = new()
        {
            Name = name.Name,
            Namespace = name.Namespace,
            Labels = With(content.Labels, before?.Metadata.Labels, SecretContent.IsOurLabel),
            Annotations = With(content.Annotations.Append(new(Marks.SyncedAt, Rfc3339(now))), before?.Metadata.Annotations, annotation => SecretContent.IsOurAnnotation(annotation) || annotation == Marks.SyncedAt),
            OwnerReferences = content.OwnerUid is { } uid ? [OwnerOf(source, uid)] : null,
        },
        Type = content.Type,
        Data = content.Data.ToDictionary(),
    };

    /// <summary>What brings a Secret from what it is to what it should be, if it still is what it was: a merge patch (RFC 7396).</summary>
    public static JsonObject Patch(Secret observed, SecretContent content, SecretName source, DateTimeOffset now)
    {
        var was = SecretContent.Of(observed, content.OwnerUid);
        var annotations = Changes(was.Annotations, content.Annotations, value => JsonValue.Create(value));
        annotations[Marks.SyncedAt] = Rfc3339(now);
        var metadata = new JsonObject
        {
            ["resourceVersion"] = observed.Metadata.ResourceVersion,
            ["labels"] = Changes(was.Labels, content.Labels, value => JsonValue.Create(value)),
            ["annotations"] = annotations,
        };
        if (was.OwnerUid != content.OwnerUid)
        {
            var others = observed.Metadata.OwnerReferences?.Where(owner => owner.Kind != "Secret") ?? [];
            IEnumerable<OwnerReference> ours = content.OwnerUid is { } uid ? [OwnerOf(source, uid)] : [];
            metadata["ownerReferences"] = new JsonArray([.. others.Concat(ours).Select(Json)]);
        }

        return new() { ["metadata"] = metadata, ["data"] = Changes(was.Data, content.Data, value => JsonValue.Create(Convert.ToBase64String(value))) };
    }

    private static JsonObject Changes<T>(IReadOnlyDictionary<string, T> was, IReadOnlyDictionary<string, T> shouldBe, Func<T, JsonNode?> json)
    {
        var changes = new JsonObject();
        foreach (var (key, value) in shouldBe)
        {
            changes[key] = json(value);
        }

        foreach (var key in was.Keys.Where(key => !shouldBe.ContainsKey(key)))
        {
            changes[key] = null;
        }

        return changes;
    }

    private static Dictionary<string, string> With(IEnumerable<KeyValuePair<string, string>> ours, Dictionary<string, string>? before, Func<string, bool> isOurs)
        => ours.Concat((before ?? []).Where(pair => !isOurs(pair.Key))).ToDictionary();

    private static OwnerReference OwnerOf(SecretName source, string uid) => new("v1", "Secret", source.Name, uid) { Controller = false, BlockOwnerDeletion = false };

    private static JsonObject Json(OwnerReference owner) => new()
    {
        ["apiVersion"] = owner.ApiVersion, ["kind"] = owner.Kind, ["name"] = owner.Name, ["uid"] = owner.Uid, ["controller"] = owner.Controller, ["blockOwnerDeletion"] = owner.BlockOwnerDeletion,
    };

    private static string Rfc3339(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
