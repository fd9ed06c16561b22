using System.Text.Json;
using Microsoft.Extensions.Logging;
using Sidecars.Cli;
using Sidecars.GitHub;
using Sidecars.Kubernetes.Client;
using Sidecars.Kubernetes.Credentials;
using Sidecars.Kubernetes.Objects;
using Sidecars.Publishing;
using Sidecars.Retry;

namespace Sidecars.Kubernetes.Tokens;

/// <summary>Brings each proven token into the Secrets that are to have it, as soon as it is published; the files do not wait for that.</summary>
public sealed class SecretOutput(ApiServer server, IReadOnlyList<SecretTarget> targets, TokenSecretKind kind, Publication publication, TimeProvider time, ILogger logger)
{
    /// <summary>A label: the Secret was made for us. One without it is never touched.</summary>
    public const string PublishedBy = "github-app/published-by";

    public const string Us = "token-refresher";

    private const string ExpiresAt = "github-app/expires-at";
    private const string Scope = "github-app/scope";
    private const string Owner = "github-app/owner";

    /// <summary>The keys that say something secret.</summary>
    private static readonly string[] Tokens = ["password", "token", GitCredentialsFile.Name];

    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan TimeToClear = TimeSpan.FromSeconds(1.5);

    private readonly Dictionary<SecretName, string> _written = [];

    /// <summary>Writes what is published, and each next one, for as long as something else runs.</summary>
    /// <param name="clearsAtTheEnd">The tokens are taken out again.</param>
    public async Task RunBesideAsync(Task main, bool clearsAtTheEnd, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var writing = RunAsync(clearsAtTheEnd, end.Token);
        try
        {
            await main;
        }
        finally
        {
            await end.CancelAsync();
            await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task RunAsync(bool clearsAtTheEnd, CancellationToken cancellationToken)
    {
        var changed = publication.Changed.Listen();
        try
        {
            for (var failures = 0; ;)
            {
                failures = await WriteAllAsync(cancellationToken) ? 0 : failures + 1;
                await changed.WaitAsync(failures == 0 ? TimeSpan.FromDays(1) : Backoff.Wait(failures - 1, LongestWait), time, cancellationToken);
            }
        }
        finally
        {
            if (clearsAtTheEnd)
            {
                await ClearAsync();
            }
        }
    }

    /// <returns>Whether all have what they should have.</returns>
    private async Task<bool> WriteAllAsync(CancellationToken cancellationToken)
    {
        var isDone = true;
        foreach (var target in targets)
        {
            if (TokenFor(target) is not { IsProven: true } token || _written.GetValueOrDefault(target.Name) == token.Token.Sha256)
            {
                continue;
            }

            try
            {
                await WriteAsync(target, token, cancellationToken);
                _written[target.Name] = token.Token.Sha256;
                logger.SecretWritten(target.Name.ToString(), token.Owner, token.ExpiresAt.ToIso8601());
            }
            catch (SidecarException e)
            {
                isDone = false;
                logger.SecretNotWritten(target.Name.ToString(), e.Message);
            }
        }

        return isDone;
    }

    private InstallationToken? TokenFor(SecretTarget target)
        => publication.Owners.FirstOrDefault(owner => target.Owner is null || owner.Owner.Equals(target.Owner, StringComparison.OrdinalIgnoreCase))?.Token;

    private async Task WriteAsync(SecretTarget target, InstallationToken token, CancellationToken cancellationToken)
    {
        var secret = await OursAsync(target.Name, cancellationToken);
        var data = kind.DataFor(token);
        foreach (var key in TokenSecretKind.AllKeys.Where(key => secret.Data?.ContainsKey(key) == true))
        {
            data.TryAdd(key, null);
        }

        var annotations = kind.Annotations(token);
        annotations[ExpiresAt] = token.ExpiresAt.ToIso8601();
        annotations[Owner] = token.Owner;
        annotations[Scope] = $"{(token.Repositories is { } repositories ? string.Join(' ', repositories) : "*")} ({token.Permissions})";
        await PatchAsync(target.Name, new(new(secret.Metadata.ResourceVersion, kind.Labels, annotations), Type: null, data), cancellationToken);
    }

    /// <summary>The Secret, if it was made for us.</summary>
    private async Task<SecretPart> OursAsync(SecretName name, CancellationToken cancellationToken)
    {
        var secret = await FindAsync(name, cancellationToken);
        if (secret.Metadata.Labels?.GetValueOrDefault(PublishedBy) != Us)
        {
            throw new SidecarException(ExitCode.Configuration, $"The Secret {name} is somebody else's: only one with the label {PublishedBy}={Us} is written to.");
        }

        return secret.Type == kind.Type
            ? secret
            : throw new SidecarException(ExitCode.Configuration, $"The Secret {name} has the type {Redaction.Clean(secret.Type ?? SecretTypes.Opaque)}, and needs {kind.Type}: a type cannot be changed, so delete it and create it anew.");
    }

    /// <summary>Takes the tokens out; the Secrets stay.</summary>
    private async Task ClearAsync()
    {
        using var end = new CancellationTokenSource(TimeToClear, time);
        foreach (var name in _written.Keys)
        {
            try
            {
                var secret = await OursAsync(name, end.Token);
                var tokens = Tokens.Where(key => secret.Data?.ContainsKey(key) == true).ToDictionary(key => key, _ => (string?)null);
                await PatchAsync(name, new(new(secret.Metadata.ResourceVersion, Labels: null, new() { [ExpiresAt] = null }), Type: null, tokens), end.Token);
            }
            catch (Exception e) when (e is SidecarException or OperationCanceledException)
            {
                logger.SecretNotWritten(name.ToString(), e.Message);
            }
        }
    }

    private async Task<SecretPart> FindAsync(SecretName name, CancellationToken cancellationToken)
    {
        try
        {
            return Parse(await server.CallAsync("get", name, HttpMethod.Get, ApiPath.Of(name), body: null, cancellationToken), name);
        }
        catch (KubernetesException e) when (e.IsNotFound)
        {
            throw new SidecarException(ExitCode.Configuration, $"There is no Secret {name}: create it, with the type {kind.Type} and the label {PublishedBy}={Us}, as the chart does.");
        }
    }

    internal static SecretPart Parse(byte[] json, SecretName name)
    {
        try
        {
            return JsonSerializer.Deserialize(json, TokenSecretJson.Default.SecretPart) is { Metadata: not null } secret ? secret : throw new JsonException();
        }
        catch (JsonException)
        {
            throw new SidecarException(ExitCode.Unavailable, $"The API server's answer is not the Secret {name}.");
        }
    }

    private async Task PatchAsync(SecretName name, SecretPart patch, CancellationToken cancellationToken)
        => await server.CallAsync("patch", name, HttpMethod.Patch, ApiPath.Of(name), RequestBody.MergePatch(JsonSerializer.SerializeToUtf8Bytes(patch, TokenSecretJson.Default.SecretPart)), cancellationToken);
}
