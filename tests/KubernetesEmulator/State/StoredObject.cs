using System.Globalization;

namespace KubernetesEmulator.State;

/// <summary>One version of one object. It never changes: a change stores another.</summary>
internal sealed class StoredObject
{
    private readonly byte[] _json;

    private StoredObject(JsonObject item, long revision)
    {
        var metadata = item.Metadata();

        Namespace = metadata.String("namespace") ?? "";
        Name = metadata.String("name")!;
        Uid = metadata.String("uid")!;
        Revision = revision;
        Labels = metadata.StringMap("labels");
        Finalizers = metadata.Strings("finalizers");
        IsTerminating = metadata.ContainsKey("deletionTimestamp");
        Owners = [.. metadata.Objects("ownerReferences").Select(OwnerReference.Of)];
        _json = item.ToBytes();
    }

    public string Namespace { get; }

    public string Name { get; }

    public string Uid { get; }

    public long Revision { get; }

    public string ResourceVersion => Text(Revision);

    public IReadOnlyDictionary<string, string> Labels { get; }

    public IReadOnlyList<string> Finalizers { get; }

    public IReadOnlyList<OwnerReference> Owners { get; }

    public bool IsTerminating { get; }

    public ReadOnlyMemory<byte> Json => _json;

    public static string Text(long revision) => revision.ToString(CultureInfo.InvariantCulture);

    public static StoredObject Of(JsonObject item, long revision)
    {
        item["metadata"]!["resourceVersion"] = Text(revision);

        return new StoredObject(item, revision);
    }

    /// <summary>The reader's own, to change as it likes.</summary>
    public JsonObject Read() => JsonText.ParseObject(_json);

    /// <summary>The same at another revision: the last state of what was deleted, at its deletion.</summary>
    public StoredObject At(long revision) => Of(Read(), revision);
}
