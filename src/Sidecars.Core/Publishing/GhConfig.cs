using System.Text;
using Sidecars.GitHub;

namespace Sidecars.Publishing;

/// <summary>The configuration directory of gh, in the one shape that old and current versions take as it is: without writing to it and without asking GitHub who we are.</summary>
/// <remarks>github.com/cli/cli, internal/config: since 2.40 a config.yml without a version is migrated, which writes both files and asks for the user; the token of a host is read from the top level by all.</remarks>
internal static class GhConfig
{
    public static bool IsGitHubCom(string host) => host.Equals("github.com", StringComparison.OrdinalIgnoreCase);

    public static byte[] Config() => Encoding.UTF8.GetBytes(
        """
        version: "1"
        git_protocol: https
        prompt: disabled

        """);

    public static byte[] Hosts(InstallationToken token)
    {
        var (value, user) = (Quoted(token.Token.Reveal()), Quoted($"{token.AppSlug ?? "github-app"}[bot]"));
        return Encoding.UTF8.GetBytes(
            $"""
            {Quoted(token.Host.ServerUrl.Authority)}:
                users:
                    {user}:
                        oauth_token: {value}
                oauth_token: {value}
                user: {user}
                git_protocol: https

            """);
    }

    /// <summary>A double-quoted scalar of YAML, for text without control characters.</summary>
    private static string Quoted(string value) => $"\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
