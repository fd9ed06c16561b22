using System.Text;
using Sidecars.Cli;
using Sidecars.GitHub;
using Sidecars.Kubernetes.Credentials;
using Sidecars.Kubernetes.Objects;
using Sidecars.Kubernetes.Sync;

namespace Sidecars.Kubernetes.Tokens;

/// <summary>In which form a Secret has a token: whom it is for.</summary>
public sealed class TokenSecretKind
{
    private const string User = "x-access-token";

    private static readonly TokenSecretKind[] All =
    [
        new("basic-auth", SecretTypes.BasicAuth, BasicAuth),
        new("opaque", SecretTypes.Opaque, token => new() { ["token"] = token.Token.Reveal() }),
        new("tekton", SecretTypes.BasicAuth, Tekton) { Annotations = token => new() { [$"{Marks.TektonGit}0"] = HostOf(token) } },

        // https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#repository-credentials
        new("argocd", SecretTypes.Opaque, token => new(BasicAuth(token)) { ["type"] = "git", ["url"] = $"{HostOf(token)}/{token.Owner}" }) { Labels = new() { ["argocd.argoproj.io/secret-type"] = "repo-creds" } },
    ];

    private readonly Func<InstallationToken, Dictionary<string, string>> _data;

    private TokenSecretKind(string name, string type, Func<InstallationToken, Dictionary<string, string>> data) => (Name, Type, _data) = (name, type, data);

    public string Name { get; }

    /// <summary>That the Secret has to have: it cannot be changed.</summary>
    public string Type { get; }

    internal Dictionary<string, string?> Labels { get; private init; } = [];

    internal Func<InstallationToken, Dictionary<string, string?>> Annotations { get; private init; } = _ => [];

    /// <summary>All keys that one of them writes: what another kind left behind is a token as well.</summary>
    internal static IReadOnlyList<string> AllKeys { get; } = ["username", "password", "token", "type", "url", ".gitconfig", GitCredentialsFile.Name];

    /// <exception cref="FormatException">It is none.</exception>
    public static TokenSecretKind Parse(string text)
        => All.FirstOrDefault(kind => kind.Name == text) ?? throw new FormatException($"'{Redaction.Clean(text)}' is none of {string.Join(", ", All.Select(kind => kind.Name))}.");

    /// <summary>As it goes into a patch: base64.</summary>
    internal Dictionary<string, string?> DataFor(InstallationToken token) => _data(token).ToDictionary(pair => pair.Key, pair => (string?)Convert.ToBase64String(Encoding.UTF8.GetBytes(pair.Value)));

    private static Dictionary<string, string> BasicAuth(InstallationToken token) => new() { ["username"] = User, ["password"] = token.Token.Reveal() };

    private static Dictionary<string, string> Tekton(InstallationToken token) => new(BasicAuth(token))
    {
        [".gitconfig"] = Encoding.UTF8.GetString(GitCredentialsFile.Config),
        [GitCredentialsFile.Name] = Encoding.UTF8.GetString(GitCredentialsFile.Of(Encoding.UTF8.GetBytes(User), Encoding.UTF8.GetBytes(token.Token.Reveal()), [HostOf(token)])!),
    };

    private static string HostOf(InstallationToken token) => token.Host.ServerUrl.GetLeftPart(UriPartial.Authority);
}
