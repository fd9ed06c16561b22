namespace Sidecars.Kubernetes.Objects;

/// <summary>How the API server says no.</summary>
/// <remarks>https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/</remarks>
public sealed record Status(int? Code, string? Reason, string? Message, StatusDetails? Details)
{
    public bool HasCause(string reason) => Details?.Causes?.Any(cause => cause?.Reason == reason) == true;
}

public sealed record StatusDetails(int? RetryAfterSeconds, List<StatusCause?>? Causes);

public sealed record StatusCause(string? Reason);
