using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Sidecars.Cli;
using Sidecars.Kubernetes.Objects;

namespace Sidecars.Kubernetes.Client;

/// <summary>Secrets and events, as the API server has them.</summary>
public sealed class KubernetesClient(ApiServer server)
{
    /// <summary>Beyond what the API server was asked for, nothing at all for so long means that nobody is there any more.</summary>
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(30);

    /// <summary>The Secret as it is now; null when there is none.</summary>
    /// <exception cref="KubernetesException">The API server refused, or cannot be reached.</exception>
    public async Task<Secret?> FindSecretAsync(SecretName name, CancellationToken cancellationToken)
    {
        try
        {
            return Whole("get", name.Namespace, await CallAsync("get", name, HttpMethod.Get, ApiPath.Of(name), body: null, KubernetesJson.Default.Secret, cancellationToken));
        }
        catch (KubernetesException e) when (e.IsNotFound)
        {
            return null;
        }
    }

    /// <summary>A page of a namespace's Secrets, as they are now.</summary>
    /// <param name="where">The namespace; null for all.</param>
    /// <param name="page">Where the page begins; null for the first.</param>
    /// <exception cref="KubernetesException"><inheritdoc cref="FindSecretAsync"/></exception>
    public Task<SecretList> ListSecretsAsync(string? where, string selector, int limit, string? page, CancellationToken cancellationToken)
    {
        var query = $"?labelSelector={Uri.EscapeDataString(selector)}&limit={limit}{(page is null ? "" : $"&continue={Uri.EscapeDataString(page)}")}";
        return CallAsync("list", SecretName.AllIn(where), HttpMethod.Get, ApiPath.OfSecrets(where) + query, body: null, KubernetesJson.Default.SecretList, cancellationToken);
    }

    /// <summary>What happens to a namespace's Secrets from a resource version on, until the API server ends it, as it was asked to.</summary>
    /// <param name="where">The namespace; null for all.</param>
    /// <param name="opened">Called as soon as the API server agrees to it; the first event may be minutes away.</param>
    /// <exception cref="KubernetesException"><inheritdoc cref="FindSecretAsync"/> Or, when it has no memory of that version, <see cref="KubernetesException.IsExpired"/>.</exception>
    public async IAsyncEnumerable<WatchEvent> WatchSecretsAsync(
        string? where, string selector, string resourceVersion, TimeSpan duration, Action opened, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var query = $"?labelSelector={Uri.EscapeDataString(selector)}&watch=true&allowWatchBookmarks=true&resourceVersion={Uri.EscapeDataString(resourceVersion)}&timeoutSeconds={duration.TotalSeconds:0}";
        var name = SecretName.AllIn(where);
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        silence.CancelAfter(ApiServer.AttemptTimeout);
        using var response = await server.OpenAsync("watch", name, ApiPath.OfSecrets(where) + query, silence.Token, cancellationToken);
        opened();
        silence.CancelAfter(duration + LongestSilence);
        await using var stream = await response.Content.ReadAsStreamAsync(silence.Token);
        var lines = new LineReader(stream);
        while (await ApiServer.Translating("watch", name, () => lines.ReadAsync(silence.Token), cancellationToken) is { } line)
        {
            silence.CancelAfter(duration + LongestSilence);
            var happened = Parse("watch", name, () => JsonSerializer.Deserialize(line, KubernetesJson.Default.WatchEvent));
            if (happened.Type == "ERROR")
            {
                throw ApiServer.Refusal("watch", name, 0, Parse("watch", name, () => happened.State.ValueKind == JsonValueKind.Object ? happened.State.Deserialize(StatusJson.Default.Status) : null), null);
            }

            yield return happened;
        }
    }

    /// <summary>What a watch told of.</summary>
    /// <exception cref="KubernetesException">It is no Secret.</exception>
    internal static Secret SecretOf(string? where, WatchEvent happened)
    {
        var secret = Parse("watch", SecretName.AllIn(where), () => happened.State.ValueKind == JsonValueKind.Object ? happened.State.Deserialize(KubernetesJson.Default.Secret) : null);

        // A bookmark is of no Secret.
        return happened.Type == "BOOKMARK" ? secret : Whole("watch", where, secret);
    }

    /// <exception cref="KubernetesException"><inheritdoc cref="FindSecretAsync"/></exception>
    public Task<Secret> CreateSecretAsync(Secret secret, CancellationToken cancellationToken)
        => CallAsync("create", secret.FullName, HttpMethod.Post, ApiPath.OfSecrets(secret.Metadata.Namespace), Json(secret, KubernetesJson.Default.Secret), KubernetesJson.Default.Secret, cancellationToken);

    /// <param name="patch">A JSON merge patch (RFC 7396). With <c>metadata.resourceVersion</c> it is refused where somebody was faster.</param>
    /// <exception cref="KubernetesException"><inheritdoc cref="FindSecretAsync"/></exception>
    public Task<Secret> PatchSecretAsync(SecretName name, JsonObject patch, CancellationToken cancellationToken)
        => CallAsync("patch", name, HttpMethod.Patch, ApiPath.Of(name), RequestBody.MergePatch(JsonSerializer.SerializeToUtf8Bytes(patch, KubernetesJson.Default.JsonObject)), KubernetesJson.Default.Secret, cancellationToken);

    /// <exception cref="KubernetesException"><inheritdoc cref="FindSecretAsync"/></exception>
    public async Task DeleteSecretAsync(SecretName name, Preconditions only, CancellationToken cancellationToken)
        => await CallAsync("delete", name, HttpMethod.Delete, ApiPath.Of(name), Json(new DeleteOptions(only), KubernetesJson.Default.DeleteOptions), KubernetesJson.Default.JsonObject, cancellationToken);

    /// <exception cref="KubernetesException"><inheritdoc cref="FindSecretAsync"/></exception>
    internal Task<Event> CreateEventAsync(Event happened, CancellationToken cancellationToken)
        => CallAsync("create", new(happened.Metadata.Namespace!, happened.Metadata.Name), HttpMethod.Post, ApiPath.OfEvents(happened.Metadata.Namespace!), Json(happened, KubernetesJson.Default.Event), KubernetesJson.Default.Event, cancellationToken);

    private static RequestBody Json<T>(T value, JsonTypeInfo<T> type) => new(JsonSerializer.SerializeToUtf8Bytes(value, type));

    private async Task<T> CallAsync<T>(string verb, SecretName name, HttpMethod method, string path, RequestBody? body, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        var json = await server.CallAsync(verb, name, method, path, body, cancellationToken);
        return Parse(verb, name, () => JsonSerializer.Deserialize(json, type));
    }

    private static T Parse<T>(string verb, SecretName name, Func<T?> parse)
        where T : class
    {
        try
        {
            return parse() ?? throw new JsonException();
        }
        catch (JsonException)
        {
            // Not the exception's own words: they may quote what was read.
            throw NotUnderstood(verb, name);
        }
    }

    internal static KubernetesException NotUnderstood(string verb, SecretName name) => new(ExitCode.Unavailable, 0, $"The API server's answer to {verb} {name} is not understood.");

    /// <summary>Each Secret that there is has a name and a namespace.</summary>
    /// <exception cref="KubernetesException">This is none.</exception>
    internal static Secret Whole(string verb, string? where, Secret? secret) => secret?.FullName.IsValid == true ? secret : throw NotUnderstood(verb, SecretName.AllIn(where));
}
