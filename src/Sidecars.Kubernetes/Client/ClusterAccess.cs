using Sidecars.Cli;
using Sidecars.Http;

namespace Sidecars.Kubernetes.Client;

/// <summary>Where the API server is, and how we show who we are.</summary>
/// <param name="Server">Its root; may have a path.</param>
/// <param name="Authorities">File with the authorities that sign its certificate, in PEM form; null for the system's.</param>
/// <param name="TokenFile">Read again and again: kubelet replaces what is in it. Null without one.</param>
/// <param name="Namespace">Ours; null where nothing says.</param>
public sealed record ClusterAccess(Uri Server, string? Authorities, string? TokenFile, string? Namespace)
{
    /// <summary>The authorities themselves, where a file has them among other things; null otherwise.</summary>
    public string? AuthoritiesPem { get; init; }

    /// <summary>The token itself, likewise.</summary>
    public string? Token { get; init; }

    /// <summary>No token: records print what they have.</summary>
    public override string ToString() => Server.ToString();

    /// <summary>Where kubelet mounts a pod's service account.</summary>
    public const string ServiceAccountDirectory = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// <summary>As every container in a cluster finds it.</summary>
    /// <param name="environment">Looks a variable up; null when unset.</param>
    /// <param name="directory">With <c>token</c>, <c>ca.crt</c> and, optionally, <c>namespace</c>.</param>
    /// <remarks>https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/</remarks>
    /// <exception cref="SidecarException">This is no pod, or its service account's token is not mounted.</exception>
    public static ClusterAccess InCluster(Func<string, string?> environment, string directory = ServiceAccountDirectory)
    {
        if (environment("KUBERNETES_SERVICE_HOST") is not { Length: > 0 } host)
        {
            throw new SidecarException(ExitCode.Configuration, "KUBERNETES_SERVICE_HOST is not set: this is no pod. Name a kubeconfig file instead (KUBECONFIG).");
        }

        var token = Path.Combine(directory, "token");
        if (!File.Exists(token))
        {
            throw new SidecarException(ExitCode.Configuration, $"There is no {Redaction.Clean(token)}: mount a service account's token there (a projected volume, or automountServiceAccountToken).");
        }

        var port = environment("KUBERNETES_SERVICE_PORT") is { Length: > 0 } given ? given : "443";
        var server = host.Contains(':') && !host.StartsWith('[') ? $"https://[{host}]:{port}/" : $"https://{host}:{port}/";
        return Uri.TryCreate(server, UriKind.Absolute, out var url) && HostName.IsUsable(url)
            ? new(url, Path.Combine(directory, "ca.crt"), token, SecretFile.Find(Path.Combine(directory, "namespace"))?.Trim())
            : throw new SidecarException(ExitCode.Configuration, "KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are no address.");
    }
}
