using System.Text;
using Sidecars.Kubernetes.Credentials;
using Sidecars.Kubernetes.Objects;

namespace Sidecars.Kubernetes.Sync;

/// <summary>The Secret that both of Tekton's consumers take: the service account's, by type and annotations, and the git-clone task's workspace, by the names of files.</summary>
/// <remarks>https://tekton.dev/docs/pipelines/auth/ and https://hub.tekton.dev/tekton/task/git-clone</remarks>
/// <param name="defaultHost">What a credential is for, where the source does not say.</param>
public sealed class TektonSecret(string defaultHost)
{
    public const string Suffix = "-tekton";

    private const string Username = "username";
    private const string Password = "password";
    private const string Token = "token";
    private const string SshPrivateKeyFile = "ssh-privatekey";
    private const string KnownHosts = "known_hosts";

    /// <summary>As an operator wrote it earlier.</summary>
    private const string OlderKnownHosts = "ssh-knownhosts";
    private const string GitConfig = ".gitconfig";

    /// <summary>What git takes beside a token of an App.</summary>
    private const string DefaultUsername = "x-access-token";

    /// <summary>What the API server takes of data in a Secret.</summary>
    private const int MostBytes = 1024 * 1024;

    public static SecretName Of(SecretName source) => source with { Name = source.Name + Suffix };

    /// <summary>What is to be made of it; it says no word of any value.</summary>
    public Recipe Of(Secret source)
    {
        var isSsh = source.Value(SshPrivateKeyFile) is not null;
        var isHttps = source.Value(Password) is not null || source.Value(Token) is not null;
        var recipe = (isSsh, isHttps) switch
        {
            (true, true) => Recipe.Impossible("It has both ssh-privatekey and password or token: which one is meant cannot be told."),
            (true, false) => OfSsh(source),
            (false, true) => OfHttps(source),
            _ when source.Value(Username) is not null => Recipe.Impossible("It has username, but neither password nor token."),
            _ => Recipe.Impossible("It has none of password, token and ssh-privatekey."),
        };
        return recipe.Content?.Data.Sum(pair => (long)pair.Key.Length + pair.Value.Length) > MostBytes ? Recipe.Impossible("What is made of it would be larger than a Secret may be.") : recipe;
    }

    private Recipe OfHttps(Secret source)
    {
        var user = source.Value(Username) ?? Encoding.UTF8.GetBytes(source.Annotation(Marks.Username) ?? DefaultUsername);
        var password = source.Value(Password) ?? source.Value(Token)!;
        if (Hosts(source, GitUrl.OverHttp(defaultHost)!, url => GitUrl.OverHttp(url, keepPath: true)) is not { } hosts)
        {
            return Recipe.Impossible($"{Marks.GitHosts} or {Marks.TektonGit}* has what is no URL of a host, as in https://github.com.");
        }

        return GitCredentialsFile.Of(user, password, hosts) is { } credentials
            ? new(
                Content(source, SecretTypes.BasicAuth, hosts, new()
                {
                    [Username] = user,
                    [Password] = password,
                    [GitConfig] = source.Value(GitConfig) ?? GitCredentialsFile.Config,
                    [GitCredentialsFile.Name] = credentials,
                }),
                Invalid: null)
            : Recipe.Impossible("Its username or password has control characters or is no UTF-8: no file of git's can carry that.");
    }

    private Recipe OfSsh(Secret source)
    {
        if (SshPrivateKey.Normalized(source.Value(SshPrivateKeyFile)!) is not { } key)
        {
            return Recipe.Impossible("Its ssh-privatekey is no private key.");
        }

        if (Hosts(source, new Uri(defaultHost).IdnHost, SshHost) is not { } hosts)
        {
            return Recipe.Impossible($"{Marks.GitHosts} or {Marks.TektonGit}* has what is no host, as in github.com or host:2222.");
        }

        var algorithm = SshPrivateKey.AlgorithmOf(key);
        var data = new Dictionary<string, byte[]>
        {
            [SshPrivateKeyFile] = key,
            [$"id_{algorithm}"] = key,
            ["config"] = SshPrivateKey.ConfigFor(hosts, algorithm),
        };
        if ((source.Value(KnownHosts) ?? source.Value(OlderKnownHosts)) is { } known)
        {
            data[KnownHosts] = known;
            return new(Content(source, SecretTypes.SshAuth, hosts, data), Invalid: null);
        }

        return new(Content(source, SecretTypes.SshAuth, hosts, data), Invalid: null, (
            "SshKnownHostsMissing", "It has no known_hosts: Tekton takes whatever host key it is shown first, or, where require-git-ssh-secret-known-hosts is set, refuses to run."));
    }

    /// <summary>The hosts that the source names, or else the default one; null where one of them is none.</summary>
    private static List<string>? Hosts(Secret source, string otherwise, Func<string, string?> parse)
    {
        string[] comma = [","];
        var named = source.Annotation(Marks.GitHosts) is { } list
            ? list.Split(comma, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            : [.. Annotations(source, Marks.TektonGit)];
        var hosts = named.Select(parse).Distinct().ToList();
        return hosts.Contains(null) ? null : hosts.Count == 0 ? [otherwise] : [.. hosts.OfType<string>()];
    }

    private static string? SshHost(string text)
        => GitUrl.OverSsh(text) ?? (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "https" or "http" ? GitUrl.HostOf(url) : PlainHost(text));

    private static string? PlainHost(string text)
        => !text.Contains("//", StringComparison.Ordinal) && !text.Split('/')[0].EndsWith(':') && !text.Contains('=') && !text.Contains('@') && Uri.TryCreate($"ssh://{text}", UriKind.Absolute, out var url) && url is { Query: "", Fragment: "" } && GitUrl.HostOf(url) is not null && text.All(c => c is > ' ' and < '\x7F') ? text : null;

    private static IEnumerable<string> Annotations(Secret source, string prefix)
        => (source.Metadata.Annotations ?? []).Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal)).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value);

    private static SecretContent Content(Secret source, string type, IEnumerable<string> hosts, Dictionary<string, byte[]> data)
    {
        var registries = source.Annotation(Marks.DockerHosts)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [.. Annotations(source, Marks.TektonDocker)];
        var annotations = new Dictionary<string, string>
        {
            [Marks.Source] = source.Metadata.Name,
            [Marks.SourceUid] = source.Metadata.Uid ?? "",
            [Marks.OperatorSource] = source.Metadata.Name,
        };
        Number(annotations, Marks.TektonGit, hosts);
        Number(annotations, Marks.TektonDocker, registries.Where(registry => !registry.Contains('=')));
        var labels = new Dictionary<string, string>
        {
            [Marks.ManagedBy] = Marks.Us,
            [Marks.Component] = Marks.TektonComponent,
            [Marks.OperatorType] = Marks.OperatorTypeOfGit,
        };
        return new(type, data, labels, annotations, source.Metadata.Uid);
    }

    private static void Number(Dictionary<string, string> annotations, string prefix, IEnumerable<string> values)
    {
        foreach (var (value, i) in values.Select((value, i) => (value, i)))
        {
            annotations[$"{prefix}{i}"] = value;
        }
    }
}
