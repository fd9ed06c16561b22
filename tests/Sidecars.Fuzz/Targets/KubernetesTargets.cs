using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Sidecars.Cli;
using Sidecars.Fuzz.Fuzzing;
using Sidecars.Kubernetes.Client;
using Sidecars.Kubernetes.Credentials;
using Sidecars.Kubernetes.Objects;
using Sidecars.Kubernetes.Sync;
using Sidecars.Kubernetes.Tokens;
using Sidecars.Kubernetes.Watching;
using Sidecars.SecretSync;

namespace Sidecars.Fuzz.Targets;

/// <summary>What the API server says, with Secrets in it that anybody in a namespace may have written.</summary>
internal static class KubernetesTargets
{
    private static readonly SyncOptions Options = new(["team", "other"], "https://github.com", ["jupyter-notebook-validator-operator"], Migrates: false, HasOwner: true, CleansUp: true, DeletesInvalid: false);

    public static IReadOnlyList<Target> All { get; } =
    [
        new("watch", Watch, "Sidecars.Kubernetes/Client/KubernetesClient.cs", "Sidecars.Kubernetes/Client/ApiServer.cs") { Share = 6, BytesPerByte = 300 },
        new("list", List, "Sidecars.Kubernetes/Client/KubernetesClient.cs") { IsSecret = true, Share = 6, BytesPerByte = 300 },
        new("refusal", Refuse, "Sidecars.Kubernetes/Client/ApiServer.cs"),
        new("secret-pair", Decide, "Sidecars.Kubernetes/Sync/SecretCopy.cs", "Sidecars.Kubernetes/Sync/TektonSecret.cs", "Sidecars.Kubernetes/Credentials/GitCredentialsFile.cs") { IsSecret = true, Share = 6, BytesPerByte = 300 },
        new("git-url", ReadUrl, "Sidecars.Kubernetes/Credentials/GitUrl.cs", "Sidecars.Kubernetes/Sync/TektonSecret.cs"),
        new("ssh-key", ReadKey, "Sidecars.Kubernetes/Credentials/SshPrivateKey.cs") { IsSecret = true },
        new("secret-part", ReadPart, "Sidecars.Kubernetes/Tokens/SecretOutput.cs") { IsSecret = true },
        new("secret-target", ReadTarget, "Sidecars.Kubernetes/Tokens/SecretTarget.cs", "Sidecars.Kubernetes/Tokens/TokenSecretKind.cs"),
        new("kubeconfig", ReadKubeConfig, "SecretSync/KubeConfig.cs") { IsSecret = true, Share = 6, BytesPerByte = 1500 },
        new("api-authorities", ReadAuthorities, "Sidecars.Kubernetes/Client/ApiServerAuthorities.cs") { Share = 3, BytesPerByte = 200 },
    ];

    /// <summary>The beginning of a password in the corpus, in base64.</summary>
    private const string Canary = "czNjcmV0LWNhbmFyeS0w";

    private static KubernetesClient Client(Func<HttpRequestMessage, byte[]> answer)
        => new(new ApiServer(StubServer.Client(answer), new(new Uri("https://server.test/"), null, null, "team"), TimeProvider.System));

    private static Pairs NewPairs() => new(new Decider(Options), new WorkQueue(TimeProvider.System), new Reachability(TimeProvider.System), new SyncMetrics(TimeProvider.System));

    /// <summary>Lines of a watch, up to the first that is not understood.</summary>
    private static bool Watch(Input input)
    {
        var pairs = NewPairs();
        pairs.Complete(null);
        var (sources, derived) = (pairs.OfSources(), pairs.OfDerived());
        var events = Client(_ => StubServer.Ok(input.Bytes)).WatchSecretsAsync("team", "a=b", "1", TimeSpan.FromMinutes(5), () => { }, CancellationToken.None).GetAsyncEnumerator();
        var seen = 0;
        while (MoveNext(events))
        {
            var happened = events.Current;
            var secret = KubernetesClient.SecretOf("team", happened);
            foreach (var observer in new[] { sources, derived })
            {
                Tell(observer, happened.Type, secret);
            }

            seen++;
        }

        return seen > 0;
    }

    /// <summary>The reason of a refusal is quoted, and may be; data of a Secret are not.</summary>
    private static bool MoveNext(IAsyncEnumerator<WatchEvent> events)
    {
        try
        {
            return events.MoveNextAsync().AsTask().GetAwaiter().GetResult();
        }
        catch (KubernetesException e)
        {
            BrokenPromiseException.Unless(!e.Message.Contains(Canary, StringComparison.Ordinal) && e.Message.Length < 10_000 && !e.Message.Any(char.IsControl), "A sentence is bounded, has no control characters, and no data of a Secret.");
            throw;
        }
    }

    private static void Tell(IWatchObserver observer, string type, Secret secret)
    {
        if (type is "ADDED" or "MODIFIED")
        {
            observer.Seen(secret);
        }
        else if (type == "DELETED")
        {
            observer.Gone(secret.FullName);
        }
    }

    private static bool List(Input input)
    {
        var pages = 0;
        var pairs = NewPairs();
        pairs.Complete(null);
        var client = Client(_ => StubServer.Ok(pages++ == 0 ? input.Bytes : """{"metadata":{"resourceVersion":"9"},"items":[]}"""u8.ToArray()));
        var reflector = new Reflector(client, "team", "a=b", input.Bytes.Length % 2 == 0 ? pairs.OfSources() : pairs.OfDerived(), TimeProvider.System, NullLogger.Instance);
        reflector.ListAsync(CancellationToken.None).GetAwaiter().GetResult();
        return true;
    }

    /// <summary>Status, headers and body of any answer.</summary>
    private static bool Refuse(Input input)
    {
        try
        {
            return Client(_ => input.Bytes).FindSecretAsync(new("team", "github"), CancellationToken.None).GetAwaiter().GetResult() is not null;
        }
        catch (KubernetesException e)
        {
            BrokenPromiseException.Unless(e.RetryAfter is null || (e.RetryAfter >= TimeSpan.Zero && e.RetryAfter.Value.TotalMilliseconds < uint.MaxValue / 2), "A wait is one that a timer can do.");
            BrokenPromiseException.Unless(e.Message.Length < 10_000 && !e.Message.Any(char.IsControl), "A sentence is bounded, and has no control characters.");
            throw;
        }
    }

    /// <summary>A source and what follows it, as somebody wrote them.</summary>
    private static bool Decide(Input input)
    {
        var parts = input.Parts(2);
        var decider = new Decider(Options);
        var (source, derived) = (Read(parts[0]), Read(parts[1]));
        if (source is null)
        {
            return false;
        }

        var name = derived?.FullName ?? TektonSecret.Of(source.FullName);
        _ = Decider.SourceOf(name, derived) is { } sourceName ? $"{ApiPath.Of(sourceName)}" : "";
        if (Decider.SourceOf(name, derived) is { } found)
        {
            var path = new Uri(new Uri("https://server.test/"), ApiPath.Of(found)).AbsolutePath;
            BrokenPromiseException.Unless(path.Split('/') is ["", "api", "v1", "namespaces", { Length: > 0 }, "secrets", { Length: > 0 }], "A name leads to one Secret, and nowhere else.");
        }

        var decision = decider.Decide(name, source, derived);
        _ = decider.IsUnseen(source, derived);
        if (derived is not null && !decider.IsManaged(derived))
        {
            BrokenPromiseException.Unless(decision is Decision.Leave, "What is somebody else's is left alone.");
        }

        if (decision is not Decision.Write write)
        {
            return false;
        }

        _ = write.Content.Fingerprint();
        var now = DateTimeOffset.UnixEpoch;
        _ = JsonSerializer.SerializeToUtf8Bytes(Writing.NewSecret(name, write.Content, source.FullName, derived, now), KubernetesJson.Default.Secret);
        _ = JsonSerializer.SerializeToUtf8Bytes(Writing.Patch(derived ?? new() { Metadata = new() { Name = name.Name, Namespace = name.Namespace } }, write.Content, source.FullName, now), KubernetesJson.Default.JsonObject);
        if (derived?.Annotation(Marks.CopyOf) is null)
        {
            Check(write.Content);
        }

        return true;
    }

    private static Secret? Read(byte[] json)
    {
        if (json.Length == 0)
        {
            return null;
        }

        // The way of a Secret from the API server: under whatever name it comes.
        var list = Client(_ => StubServer.Ok([.. "{\"metadata\":{\"resourceVersion\":\"1\"},\"items\":["u8, .. json, .. "]}"u8])).ListSecretsAsync("team", "a=b", 250, null, CancellationToken.None).GetAwaiter().GetResult();
        return list.Items?.Select(item => KubernetesClient.Whole("list", "team", item)).FirstOrDefault();
    }

    /// <summary>Files that git and ssh read have the lines they should have, and no others.</summary>
    private static void Check(SecretContent content)
    {
        if (content.Data.TryGetValue("config", out var config))
        {
            foreach (var line in Encoding.UTF8.GetString(config).TrimEnd('\n').Split('\n'))
            {
                var words = line.Trim(' ').Split(' ', 2);
                BrokenPromiseException.Unless(
                    words is ["User", "git"] or ["IdentitiesOnly", "yes"] or ["Host" or "HostName" or "Port" or "IdentityFile", { Length: > 0 }] && words[^1].All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or ':' or '[' or ']' or '~' or '/'),
                    "ssh's configuration says what it should, and nothing else.");
            }
        }

        if (content.Data.TryGetValue(GitCredentialsFile.Name, out var credentials))
        {
            foreach (var line in Encoding.UTF8.GetString(credentials).TrimEnd('\n').Split('\n'))
            {
                BrokenPromiseException.Unless(line.StartsWith("http", StringComparison.Ordinal) && !line.Any(c => char.IsControl(c) || c == ' ') && line.Contains('@'), "Each line of git's credentials is a URL.");
            }
        }
    }

    private static bool ReadUrl(Input input)
    {
        var (http, path, ssh) = (GitUrl.OverHttp(input.Text), GitUrl.OverHttp(input.Text, keepPath: true), GitUrl.OverSsh(input.Text));
        foreach (var url in new[] { http, path, ssh }.OfType<string>())
        {
            BrokenPromiseException.Unless(url.Length > 0 && !url.Any(c => char.IsControl(c) || c is ' ' or '=' or '"'), "A host is a word.");
        }

        BrokenPromiseException.Unless(!$"{http}{ssh}".Any(c => c is '@' or '*' or '?'), "A host is one, and not any.");

        var source = new Secret
        {
            Metadata = new() { Name = "github", Namespace = "team", Uid = "u", Annotations = new() { [Marks.GitHosts] = input.Text } },
            Data = new() { [input.Bytes.Length % 2 == 0 ? "password" : "ssh-privatekey"] = "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----"u8.ToArray() },
        };
        if (new TektonSecret("https://github.com").Of(source) is { Content: { } content })
        {
            Check(content);
        }

        return http is not null || ssh is not null;
    }

    private static bool ReadKey(Input input)
    {
        if (SshPrivateKey.Normalized(input.Bytes) is not { } key)
        {
            return false;
        }

        BrokenPromiseException.Unless(SshPrivateKey.AlgorithmOf(key) is "rsa" or "ed25519" or "ecdsa" or "dsa", "A key has one of the algorithms there are.");
        BrokenPromiseException.Unless(SshPrivateKey.Normalized(key)!.AsSpan().SequenceEqual(key), "What is normal stays as it is.");
        return true;
    }

    private static bool ReadPart(Input input)
    {
        var part = SecretOutput.Parse(input.Bytes, new("team", "github"));

        // What becomes of it when it is written to.
        _ = part.Metadata.Labels?.GetValueOrDefault(SecretOutput.PublishedBy);
        _ = part.Data?.ContainsKey("token");
        _ = part.Metadata.ResourceVersion;
        return true;
    }

    private static bool ReadTarget(Input input)
    {
        try
        {
            _ = Settings.Parsed("--secret-kind", input.Text, TokenSecretKind.Parse);
        }
        catch (SidecarException)
        {
        }

        foreach (var target in Settings.Parsed("--secret", input.Text, SecretTarget.ParseAll))
        {
            var path = new Uri(new Uri("https://server.test/"), ApiPath.Of(target.Name)).AbsolutePath;
            BrokenPromiseException.Unless(path.Split('/') is ["", "api", "v1", "namespaces", { Length: > 0 }, "secrets", { Length: > 0 }], "A name leads to one Secret, and nowhere else.");
        }

        return true;
    }

    private static bool ReadKubeConfig(Input input)
    {
        var access = KubeConfig.Read(Scratch.Write(Scratch.Of("kube"), "config", input.Bytes));
        BrokenPromiseException.Unless(access.Server.Scheme == "https" || (access.Server.Scheme == "http" && access.Server.IsLoopback), "A token goes by https, or stays on this machine.");
        BrokenPromiseException.Unless(access.Token is not null || access.TokenFile is not null, "There is a way to show who one is.");
        using var request = new HttpRequestMessage(HttpMethod.Get, access.Server);
        request.Headers.Authorization = access.Token is null ? null : new("Bearer", access.Token);
        return true;
    }

    private static bool ReadAuthorities(Input input)
    {
        var access = new ClusterAccess(new("https://server.test/"), Scratch.Write(Scratch.Of("api"), "ca.crt", input.Bytes), null, null);
        var authorities = new ApiServerAuthorities(access).Read();
        return authorities.Count > 0;
    }
}
