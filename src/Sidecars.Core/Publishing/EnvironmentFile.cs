using System.Text;
using Sidecars.GitHub;

namespace Sidecars.Publishing;

/// <summary>Variables for a shell to source. Whoever did so has the token of that moment, and keeps it when the file has the next one.</summary>
internal static class EnvironmentFile
{
    public static byte[] Of(InstallationToken token)
    {
        var host = token.Host.ServerUrl.Authority;

        // gh reads other names for other servers, and GHE.com's changed with gh 2.45: both then.
        string[] names = GhConfig.IsGitHubCom(host) ? ["GH_TOKEN", "GITHUB_TOKEN"] : ["GH_TOKEN", "GITHUB_TOKEN", "GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN"];
        var lines = names.Select(name => $"export {name}={ShellWord.Quoted(token.Token.Reveal())}\n").Prepend(GhConfig.IsGitHubCom(host) ? "" : $"export GH_HOST={ShellWord.Quoted(host)}\n");
        return Encoding.UTF8.GetBytes(string.Concat(lines));
    }
}
