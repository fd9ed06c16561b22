namespace Sidecars.Kubernetes.Objects;

/// <summary>Deletes this very object in this very state, or nothing.</summary>
public sealed record DeleteOptions(Preconditions Preconditions)
{
    public string ApiVersion { get; init; } = "v1";

    public string Kind { get; init; } = "DeleteOptions";
}

public sealed record Preconditions(string? Uid, string? ResourceVersion);
