using System.Net;
using Sidecars.Cli;
using Sidecars.Kubernetes.Client;
using Sidecars.Kubernetes.Credentials;
using Sidecars.Kubernetes.Sync;
using Sidecars.Monitoring;

namespace Sidecars.SecretSync;

/// <summary>The settings of secret-sync.</summary>
internal static class SecretSyncSettings
{
    private static readonly Setting Namespaces = new(
        "--namespaces", "SECRET_SYNC_NAMESPACES", "Namespaces in which Secrets are kept in step, separated by commas or white space; * for all", fallbackText: "our own");

    private static readonly Setting DefaultHost = new(
        "--default-host", "SECRET_SYNC_DEFAULT_HOST", "What a credential is for, where its Secret does not say", "https://github.com");

    private static readonly Setting AdoptFrom = new(
        "--adopt-managed-by", "SECRET_SYNC_ADOPT_MANAGED_BY", "Programs whose Secrets are taken over, by the label app.kubernetes.io/managed-by", "jupyter-notebook-validator-operator");

    private static readonly Setting Migrate = Setting.Flag(
        "--migrate", "SECRET_SYNC_MIGRATE", "Take them over at once, and not only when their source changes");

    private static readonly Setting Cleanup = new(
        "--cleanup", "SECRET_SYNC_CLEANUP", "Who takes away what follows a source that is gone: owner (the garbage collector), active (secret-sync), owner+active, or keep", "owner+active");

    private static readonly Setting OnInvalid = new(
        "--on-invalid", "SECRET_SYNC_ON_INVALID", "What becomes of a Secret whose source cannot be used any more: keep or delete", "keep");

    private static readonly Setting KubeConfigFile = new(
        "--kubeconfig", "KUBECONFIG", "How to reach the cluster from outside of it, by a token", fallbackText: "the pod's service account");

    private static readonly Setting ServiceAccount = new(
        "--service-account-dir", "SECRET_SYNC_SERVICE_ACCOUNT_DIR", "Directory with the service account's token, ca.crt and namespace", ClusterAccess.ServiceAccountDirectory);

    private static readonly Setting Listen = new(
        "--listen", "SECRET_SYNC_LISTEN", "ADDRESS:PORT at which /startup, /readyz, /livez and /metrics answer", fallbackText: "nowhere");

    public static IReadOnlyList<Setting> All { get; } = [Namespaces, DefaultHost, AdoptFrom, Migrate, Cleanup, OnInvalid, KubeConfigFile, ServiceAccount];

    public static IReadOnlyList<Setting> OfRun { get; } = [.. All, Listen];

    /// <exception cref="SidecarException">A setting is missing or wrong.</exception>
    public static SecretSyncer Read(Settings settings, Loggers loggers)
    {
        var access = settings.Find(KubeConfigFile) is { } file ? KubeConfig.Read(file) : ClusterAccess.InCluster(Environment.GetEnvironmentVariable, settings.Find(ServiceAccount)!);
        var cleanup = settings.Get(Cleanup, text => text is "owner" or "active" or "owner+active" or "keep" ? text : throw new FormatException("write owner, active, owner+active or keep."));
        var options = new SyncOptions(
            ReadNamespaces(settings, access),
            settings.Get(DefaultHost, text => GitUrl.OverHttp(text) ?? throw new FormatException($"'{Redaction.Clean(text)}' is not the URL of a host, as in https://github.com.")),
            Words(settings.Find(AdoptFrom)!),
            settings.IsOn(Migrate),
            HasOwner: cleanup.Contains("owner", StringComparison.Ordinal),
            CleansUp: cleanup.Contains("active", StringComparison.Ordinal),
            DeletesInvalid: settings.Get(OnInvalid, text => text is "keep" or "delete" ? text : throw new FormatException("write keep or delete.")) == "delete");
        var client = new KubernetesClient(new ApiServer(ApiServerHttp.Create(access), access, TimeProvider.System));
        return new(client, options, TimeProvider.System, loggers.Main);
    }

    /// <summary>Null for nowhere.</summary>
    public static StatusServer? ReadServer(Settings settings, IStatus status, Loggers loggers)
        => settings.Find(Listen, StatusServer.ParseAddress) is IPEndPoint address ? new(Listen.Names, address, status, TimeProvider.System, loggers.Main) : null;

    private static IReadOnlyList<string> ReadNamespaces(Settings settings, ClusterAccess access)
        => settings.Find(Namespaces) is not { } text
            ? [access.Namespace ?? throw new SidecarException(ExitCode.Configuration, $"{Namespaces.Names}: name the namespaces, as nothing says which is ours.")]
            : Words(text) is ["*"] ? [] : [.. Words(text).Distinct()];

    private static string[] Words(string text) => text.Split([',', ' ', '\t', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries);
}
