using System.Text;
using Sidecars.Cli;
using Sidecars.GitHub;
using Sidecars.Http;
using Sidecars.Kubernetes.Client;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Sidecars.SecretSync;

/// <summary>How somebody at a terminal reaches a cluster: the current context of a kubeconfig file.</summary>
/// <remarks>https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/. Of ways to show who one is, it knows tokens: plugins would be programs to run.</remarks>
internal static class KubeConfig
{
    private const int DeepestNesting = 64;

    /// <exception cref="SidecarException">It cannot be read, or shows no way that is known here.</exception>
    public static ClusterAccess Read(string path)
    {
        try
        {
            var text = SecretFile.Find(path) ?? throw Wrong(path, "there is no such file");
            if (!IsPlain(text))
            {
                throw Wrong(path, "it is no kubeconfig file");
            }

            var yaml = new YamlStream();
            yaml.Load(new StringReader(text));

            var config = yaml.Documents.FirstOrDefault()?.RootNode ?? throw Wrong(path, "it is empty");
            var current = Text(config, "current-context") ?? throw Wrong(path, "it has no current-context");
            var context = Named(config, "contexts", current, "context") ?? throw Wrong(path, "its current-context does not exist");
            var cluster = Named(config, "clusters", Text(context, "cluster"), "cluster") ?? throw Wrong(path, "the cluster of its context does not exist");
            var user = Named(config, "users", Text(context, "user"), "user");
            var directory = Path.GetDirectoryName(Path.GetFullPath(path))!;
            var pem = Text(cluster, "certificate-authority-data") is { } data ? Encoding.UTF8.GetString(Convert.FromBase64String(data)) : null;
            var authorities = pem is null ? Absolute(directory, Text(cluster, "certificate-authority")) : null;
            var (tokenFile, token) = (Absolute(directory, Text(user, "tokenFile")), Text(user, "token")?.Trim());
            if (token is not null && !TokenValue.FitsHeader(token))
            {
                throw Wrong(path, "the token of its user has characters that no header can carry");
            }

            return Uri.TryCreate(Text(cluster, "server")?.TrimEnd('/') + "/", UriKind.Absolute, out var server) && HostName.IsUsable(server) && (server.Scheme == Uri.UriSchemeHttps || (server.Scheme == Uri.UriSchemeHttp && server.IsLoopback))
                ? tokenFile is null && token is null
                    ? throw Wrong(path, "its user has neither token nor tokenFile, and nothing else is known here (kubectl create token makes one)")
                    : new(server, authorities, tokenFile, Text(context, "namespace")) { AuthoritiesPem = pem, Token = token }
                : throw Wrong(path, "the server of its cluster is no https URL");
        }
        catch (Exception e) when (e is YamlException or FormatException or ArgumentException or InvalidOperationException)
        {
            throw Wrong(path, "it is no kubeconfig file");
        }
    }

    /// <summary>As kubectl writes it: not nested deeply, and nothing that stands for something else. The reader of trees would follow a node that contains itself until the stack ends, and the program with it.</summary>
    private static bool IsPlain(string text)
    {
        // Of a directive that YAML does not know, the scanner looks for the end for ever.
        if (text.Split('\n', '\r').Any(line => line.StartsWith('%')))
        {
            return false;
        }

        var events = new Parser(new StringReader(text));
        for (var depth = 0; events.MoveNext();)
        {
            depth += events.Current!.NestingIncrease;
            if (depth > DeepestNesting || events.Current is AnchorAlias)
            {
                return false;
            }
        }

        return true;
    }

    private static SidecarException Wrong(string path, string reason) => new(ExitCode.Configuration, $"KUBECONFIG, {Redaction.Clean(path)}: {reason}.");

    private static YamlNode? Named(YamlNode config, string list, string? name, string what)
        => (Child(config, list) as YamlSequenceNode)?.FirstOrDefault(entry => Text(entry, "name") == name) is { } found ? Child(found, what) : null;

    private static YamlNode? Child(YamlNode? node, string key) => node is YamlMappingNode map && map.Children.TryGetValue(new YamlScalarNode(key), out var child) ? child : null;

    private static string? Text(YamlNode? node, string key) => (Child(node, key) as YamlScalarNode)?.Value is { Length: > 0 } text ? text : null;

    private static string? Absolute(string directory, string? path) => path is null ? null : Path.GetFullPath(path, directory);
}
