using Sidecars.Cli;

namespace Sidecars.Kubernetes.Client;

/// <summary>The API server said no, or nothing.</summary>
/// <param name="code">Its status; 0 where there was no answer.</param>
public sealed class KubernetesException(ExitCode exitCode, int code, string sentence) : SidecarException(exitCode, sentence)
{
    public int Code => code;

    /// <summary>In Kubernetes' words, as in AlreadyExists; empty where it does not say.</summary>
    public string Reason { get; init; } = "";

    /// <summary>How long it wants us to stay away; null where it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The namespace is being deleted.</summary>
    public bool IsNamespaceTerminating { get; init; }

    /// <summary>Somebody changed the object meanwhile.</summary>
    public bool IsConflict => code == 409 && Reason != "AlreadyExists";

    public bool AlreadyExists => code == 409 && Reason == "AlreadyExists";

    public bool IsNotFound => code == 404;

    /// <summary>The resource version is too old, or from the future of a restored cluster: list anew.</summary>
    public bool IsExpired { get; init; }
}
