using Sidecars.Cli;
using Sidecars.Kubernetes.Client;
using Sidecars.Tokens;

namespace Sidecars.Kubernetes.Tokens;

/// <summary>The settings of token-refresher by which it writes Secrets.</summary>
public static class SecretOutputSettings
{
    private static readonly Setting Secrets = new(
        "--secret", "GITHUB_SECRET", "Secrets that get the tokens, too: NAMESPACE/NAME, or NAMESPACE/NAME=OWNER where there are several owners; separated by white space");

    private static readonly Setting Kind = new(
        "--secret-type", "GITHUB_SECRET_TYPE", "In which form: basic-auth, opaque (a key token), tekton (basic-auth, and what git-clone's workspace wants) or argocd (repository credentials)", "basic-auth");

    private static readonly Setting ServiceAccount = new(
        "--service-account-dir", "GITHUB_SERVICE_ACCOUNT_DIR", "Directory with the service account's token and ca.crt", ClusterAccess.ServiceAccountDirectory);

    public static IReadOnlyList<Setting> All { get; } = [Secrets, Kind, ServiceAccount];

    /// <summary>Null where no Secret is to be written; then nothing is asked of Kubernetes.</summary>
    /// <exception cref="SidecarException">A setting is wrong, or the pod has no service account's token.</exception>
    public static SecretOutput? Read(Settings settings, TokenKeeper keeper, Loggers loggers)
    {
        if (settings.Find(Secrets, SecretTarget.ParseAll) is not { Count: > 0 } targets)
        {
            return null;
        }

        var access = ClusterAccess.InCluster(Environment.GetEnvironmentVariable, settings.Find(ServiceAccount)!);
        var server = new ApiServer(ApiServerHttp.Create(access), access, TimeProvider.System);
        return new(server, targets, settings.Get(Kind, TokenSecretKind.Parse), keeper.Publication, TimeProvider.System, loggers.Main);
    }
}
