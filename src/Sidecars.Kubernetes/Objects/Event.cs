namespace Sidecars.Kubernetes.Objects;

/// <summary>What <c>kubectl describe</c> shows of an object's story.</summary>
/// <remarks>https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/, in its form of the core group.</remarks>
internal sealed record Event
{
    public const string Normal = "Normal";
    public const string Warning = "Warning";

    public string ApiVersion { get; init; } = "v1";

    public string Kind { get; init; } = "Event";

    public required ObjectMeta Metadata { get; init; }

    public required ObjectReference InvolvedObject { get; init; }

    public required string Reason { get; init; }

    public required string Message { get; init; }

    public required string Type { get; init; }

    public required EventSource Source { get; init; }

    public DateTimeOffset FirstTimestamp { get; init; }

    public DateTimeOffset LastTimestamp { get; init; }

    public int Count { get; init; } = 1;
}

internal sealed record ObjectReference(string ApiVersion, string Kind, string Namespace, string Name, string? Uid);

internal sealed record EventSource(string Component);
