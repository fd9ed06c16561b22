using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Sidecars.Cli;
using Sidecars.Http;
using Sidecars.Kubernetes.Objects;

namespace Sidecars.Kubernetes.Client;

/// <summary>Sends one request to the API server and tells its answer from its refusals. Nobody else does.</summary>
public sealed class ApiServer(HttpClient http, ClusterAccess access, TimeProvider time)
{
    /// <summary>Nobody is kept waiting for longer, whatever is asked for: what is wrong may be mended before.</summary>
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromMinutes(5);

    /// <summary>The API server ends a request itself after a minute.</summary>
    internal static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(30);

    /// <summary>A page of a list: 250 Secrets, each of 1.5 MB at the most.</summary>
    private const int MostBytes = 512 * 1024 * 1024;

    /// <summary>It is a sentence.</summary>
    private const int MostBytesOfStatus = 1024 * 1024;

    private readonly BearerToken _token = new(access, time);

    /// <summary>The answer, as JSON.</summary>
    /// <exception cref="KubernetesException">The API server refused, or cannot be reached.</exception>
    internal async Task<byte[]> CallAsync(string verb, SecretName name, HttpMethod method, string path, RequestBody? body, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(AttemptTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        return await Translating(verb, name, async () =>
        {
            using var response = await SendAsync(verb, name, method, path, body, either.Token);
            return await BodyAsync(response, MostBytes, either.Token);
        }, cancellationToken);
    }

    /// <summary>An answer that goes on and on.</summary>
    /// <exception cref="KubernetesException"><inheritdoc cref="CallAsync"/></exception>
    internal Task<HttpResponseMessage> OpenAsync(string verb, SecretName name, string path, CancellationToken silence, CancellationToken cancellationToken)
        => Translating(verb, name, () => SendAsync(verb, name, HttpMethod.Get, path, body: null, silence), cancellationToken);

    /// <summary>Sends it, with the token; with the next one where the first one is not taken any more.</summary>
    private async Task<HttpResponseMessage> SendAsync(string verb, SecretName name, HttpMethod method, string path, RequestBody? body, CancellationToken cancellationToken)
    {
        for (var hasRenewed = false; ; hasRenewed = true)
        {
            var token = _token.Get();
            using var request = new HttpRequestMessage(method, path) { Content = body?.ToContent(), Version = http.DefaultRequestVersion, VersionPolicy = http.DefaultVersionPolicy };
            if (token is not null)
            {
                request.Headers.Authorization = new("Bearer", token);
            }

            var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (response.IsSuccessStatusCode)
            {
                return response;
            }

            using (response)
            {
                if (response.StatusCode == HttpStatusCode.Unauthorized && !hasRenewed && _token.Renew(token))
                {
                    continue;
                }

                throw Refusal(verb, name, (int)response.StatusCode, StatusOf(await BodyAsync(response, MostBytesOfStatus, cancellationToken)), response.Headers.RetryAfter?.Delta);
            }
        }
    }

    /// <exception cref="HttpRequestException">There is more of it.</exception>
    private static async Task<byte[]> BodyAsync(HttpResponseMessage response, int most, CancellationToken cancellationToken)
    {
        await response.Content.LoadIntoBufferAsync(most, cancellationToken);
        return await response.Content.ReadAsByteArrayAsync(cancellationToken);
    }

    private static Status? StatusOf(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, StatusJson.Default.Status);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    internal static async Task<T> Translating<T>(string verb, SecretName name, Func<Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new KubernetesException(ExitCode.Unavailable, 0, $"The API server did not answer in time when asked to {verb} {name}.");
        }
        catch (SidecarException e) when (e is not KubernetesException)
        {
            // The token's file is gone for a moment, or for good: it is looked for again, as everything else is.
            throw new KubernetesException(e.ExitCode, 0, e.Message);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new KubernetesException(ExitCode.Unavailable, 0, $"The API server cannot be reached to {verb} {name}: {NetworkFailure.ReasonOf(e).TrimEnd('.')}.");
        }
    }

    internal static KubernetesException Refusal(string verb, SecretName name, int code, Status? status, TimeSpan? retryAfter)
    {
        code = status?.Code ?? code;
        var reason = status?.Reason ?? "";
        var isExpired = code == 410 || reason is "Expired" or "Gone" || status?.HasCause("ResourceVersionTooLarge") == true || status?.Message?.Contains("Too large resource version", StringComparison.Ordinal) == true;
        var (exitCode, advice) = code switch
        {
            401 => (ExitCode.Refused, " Check the service account's token."),
            403 => (ExitCode.Refused, " Check the Role and its RoleBinding."),
            429 or >= 500 => (ExitCode.Unavailable, ""),
            _ => (ExitCode.Refused, ""),
        };
        return new(exitCode, code, $"The API server refused to {verb} {name} ({code} {Redaction.Clean(reason)}).{advice}")
        {
            Reason = reason,
            RetryAfter = (status?.Details?.RetryAfterSeconds is > 0 and { } seconds ? TimeSpan.FromSeconds(seconds) : retryAfter) is { } wait ? wait < LongestRetryAfter ? wait : LongestRetryAfter : null,
            IsExpired = isExpired,
            IsNamespaceTerminating = status?.HasCause("NamespaceTerminating") == true,
        };
    }
}

/// <param name="MediaType">Of a patch, it says how it is meant.</param>
internal sealed record RequestBody(byte[] Json, string MediaType = "application/json")
{
    /// <remarks>RFC 7396.</remarks>
    public static RequestBody MergePatch(byte[] json) => new(json, "application/merge-patch+json");

    /// <summary>Anew for each attempt: a request takes its content with it.</summary>
    public ByteArrayContent ToContent() => new(Json) { Headers = { ContentType = new MediaTypeHeaderValue(MediaType) } };
}
