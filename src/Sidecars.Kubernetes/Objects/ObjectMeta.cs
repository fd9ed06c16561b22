namespace Sidecars.Kubernetes.Objects;

/// <summary>What every object has. Only what is used; everything may be missing.</summary>
/// <remarks>https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.30/#objectmeta-v1-meta</remarks>
public sealed record ObjectMeta
{
    public string Name { get; init => field = value ?? ""; } = "";

    public string? Namespace { get; init; }

    /// <summary>Of this object, and of no later one of the same name.</summary>
    public string? Uid { get; init; }

    /// <summary>Opaque: can be compared with another one, and no more.</summary>
    public string? ResourceVersion { get; init; }

    public Dictionary<string, string>? Labels { get; init => field = NoNulls.In(value, ""); }

    public Dictionary<string, string>? Annotations { get; init => field = NoNulls.In(value, ""); }

    public List<OwnerReference>? OwnerReferences { get; init => field = value?.OfType<OwnerReference>().ToList(); }

    /// <summary>Null unless it is about to go, and a finalizer holds it.</summary>
    public DateTimeOffset? DeletionTimestamp { get; init; }
}

/// <summary>The garbage collector takes an object away when its owner, by this uid, is gone.</summary>
public sealed record OwnerReference(string ApiVersion, string Kind, string Name, string Uid)
{
    public bool? Controller { get; init; }

    public bool? BlockOwnerDeletion { get; init; }
}
