using System.Text.Json.Serialization;

namespace Sidecars.Kubernetes.Objects;

/// <summary>A Secret.</summary>
/// <remarks>https://kubernetes.io/docs/concepts/configuration/secret/</remarks>
public sealed record Secret
{
    public string ApiVersion { get; init; } = "v1";

    public string Kind { get; init; } = "Secret";

    /// <remarks>What the JSON does not have, or has as null, the reader sets to null.</remarks>
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>Never changes, but with the object itself. Null is Opaque.</summary>
    public string? Type { get; init; }

    public Dictionary<string, byte[]>? Data { get; init => field = NoNulls.In(value, []); }

    public bool? Immutable { get; init; }

    [JsonIgnore]
    public SecretName FullName => new(Metadata.Namespace ?? "", Metadata.Name);

    public string? Label(string name) => Metadata.Labels?.GetValueOrDefault(name);

    public string? Annotation(string name) => Metadata.Annotations?.GetValueOrDefault(name);

    /// <summary>Null where there is no such key, and where it is empty.</summary>
    public byte[]? Value(string key) => Data?.GetValueOrDefault(key) is { Length: > 0 } value ? value : null;

    /// <summary>No value of it: records print what they have.</summary>
    public override string ToString() => FullName.ToString();
}

/// <summary>Where a Secret is.</summary>
public sealed record SecretName(string Namespace, string Name)
{
    private const int Longest = 253;

    /// <summary>For sentences about all Secrets of a namespace, or of all.</summary>
    public static SecretName AllIn(string? where) => new(where ?? "*", "*");

    /// <summary>Whether both can be names. What somebody wrote elsewhere and cannot be one, such as two dots, would lead to other places of the API.</summary>
    /// <remarks>https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-subdomain-names</remarks>
    public bool IsValid => IsName(Namespace) && IsName(Name);

    private static bool IsName(string name)
        => name.Length is > 0 and <= Longest && char.IsAsciiLetterOrDigit(name[0]) && char.IsAsciiLetterOrDigit(name[^1]) && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.');

    public override string ToString() => $"{Namespace}/{Name}";
}

/// <summary>The types that Kubernetes knows, of those that are used here.</summary>
/// <remarks>https://kubernetes.io/docs/concepts/configuration/secret/#secret-types</remarks>
public static class SecretTypes
{
    public const string Opaque = "Opaque";
    public const string BasicAuth = "kubernetes.io/basic-auth";
    public const string SshAuth = "kubernetes.io/ssh-auth";
}

/// <summary>A page of a list.</summary>
public sealed record SecretList(ListMeta? Metadata, List<Secret?>? Items);

/// <param name="ResourceVersion">From here on a watch sees all that happens after the list.</param>
/// <param name="Continue">Where the next page begins; null or empty on the last one.</param>
public sealed record ListMeta(string? ResourceVersion, string? Continue);
