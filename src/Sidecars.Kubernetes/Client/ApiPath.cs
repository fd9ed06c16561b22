using Sidecars.Kubernetes.Objects;

namespace Sidecars.Kubernetes.Client;

/// <summary>Where the API server has what.</summary>
internal static class ApiPath
{
    /// <param name="where">The namespace; null for all.</param>
    public static string OfSecrets(string? where) => where is null ? "api/v1/secrets" : $"api/v1/namespaces/{Uri.EscapeDataString(where)}/secrets";

    public static string OfEvents(string where) => $"api/v1/namespaces/{Uri.EscapeDataString(where)}/events";

    public static string Of(SecretName secret) => $"{OfSecrets(secret.Namespace)}/{Uri.EscapeDataString(secret.Name)}";
}
