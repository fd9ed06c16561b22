using System.Text;
using Sidecars.Git;
using Sidecars.GitHub;

namespace Sidecars.Publishing;

/// <summary>What the main container's git includes: where its credential comes from, and which of its SSH URLs mean the same over https.</summary>
internal static class ConsumerGitConfig
{
    /// <summary>
    /// With this many repositories, the rules that keep similar names apart are 230 KB, which costs git 10 ms a call. They grow by 23 KB
    /// a repository, and git's time with their square: 200 would cost 1.5 s.
    /// </summary>
    private const int MostWithAllForms = 10;

    private const string NameCharacters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";

    /// <summary>A helper that reads the token anew at each call. The user's own helpers stay, and are asked where it has no answer.</summary>
    /// <remarks>
    /// The helper is text of this configuration and runs in the git of whoever includes it; nothing is executed from the volume. It uses
    /// the shell's own commands only. https://git-scm.com/docs/gitcredentials#_custom_helpers
    /// </remarks>
    public static byte[] WithHelper(IReadOnlyList<InstallationToken> tokens, bool hasSeveralOwners, PublishOptions options)
    {
        var text = new StringBuilder();
        text.Append("[credential ").Append(GitConfig.Quoted(Server(tokens[0]))).Append("]\n");
        if (hasSeveralOwners)
        {
            text.Append("\tuseHttpPath = true\n");
        }

        text.Append("\thelper = ").Append(GitConfig.Quoted(hasSeveralOwners ? HelperByOwner(tokens, options.Directory) : Helper(options.Directory))).Append('\n');
        return Encoding.UTF8.GetBytes(AppendCommon(text, tokens, options).ToString());
    }

    /// <summary>For images without a shell, through which git starts helpers: the token itself, as a header. Whoever reads the file again has the current one.</summary>
    public static byte[] WithHeader(IReadOnlyList<InstallationToken> tokens, PublishOptions options)
    {
        var text = new StringBuilder();
        foreach (var token in tokens)
        {
            var header = $"Authorization: Basic {TokenValue.BasicCredential("x-access-token", token.Token.Reveal())}";
            text.Append("[http ").Append(GitConfig.Quoted($"{Server(token)}/{token.Owner}/")).Append("]\n\textraHeader =\n\textraHeader = ").Append(GitConfig.Quoted(header)).Append('\n');
        }

        return Encoding.UTF8.GetBytes(AppendCommon(text, tokens, options).ToString());
    }

    private static string Helper(string directory) => $"!f() {{ test \"$1\" = get || exit 0; {Answer($"{directory}/token")}; }}; f";

    private static string HelperByOwner(IReadOnlyList<InstallationToken> tokens, string directory)
    {
        // GitHub's names are the same in any case; a shell's patterns are not.
        var server = tokens[0].Host.ServerUrl.AbsolutePath.Trim('/');
        var prefix = server.Length == 0 ? "" : ShellWord.Quoted($"{Uri.UnescapeDataString(server)}/");
        var cases = tokens.Select(token => $"{prefix}{string.Concat(token.Owner.Select(InAnyCase))}/*) {Answer($"{directory}/tokens/{token.Owner}")};; ");
        return $"!f() {{ test \"$1\" = get || exit 0; p=; while IFS= read -r l && test -n \"$l\"; do case \"$l\" in path=*) p=${{l#path=}};; esac; done; case \"$p\" in {string.Concat(cases)}esac; }}; f";
    }

    private static string InAnyCase(char c) => char.IsAsciiLetter(c) ? $"[{char.ToUpperInvariant(c)}{char.ToLowerInvariant(c)}]" : $"{c}";

    /// <summary>The file has no newline, so that read fails at its end with the token read.</summary>
    private static string Answer(string file)
        => $"t=; IFS= read -r t < {ShellWord.Quoted(file)}; test -n \"$t\" && printf 'username=x-access-token\\npassword=%s\\n' \"$t\"";

    private static StringBuilder AppendCommon(StringBuilder text, IReadOnlyList<InstallationToken> tokens, PublishOptions options)
    {
        var withAllForms = tokens.Sum(token => token.Repositories?.Count ?? 1) <= MostWithAllForms;
        foreach (var token in tokens)
        {
            foreach (var prefix in new[] { $"git@{token.Host.ServerUrl.Host}:", $"ssh://git@{token.Host.ServerUrl.Host}/" })
            {
                AppendUrls(text, prefix, token, withAllForms);
            }
        }

        if (options.SafeDirectories.Count > 0)
        {
            text.Append("[safe]\n");
            options.SafeDirectories.ToList().ForEach(directory => text.Append("\tdirectory = ").Append(GitConfig.Quoted(directory)).Append('\n'));
        }

        return text;
    }

    /// <summary>
    /// insteadOf replaces what a URL begins with, so that a rule for acme/web is one for acme/web-private too. The longest rule wins: one that
    /// replaces nothing keeps those as they are, and with them the deploy keys that they may have.
    /// </summary>
    private static void AppendUrls(StringBuilder text, string prefix, InstallationToken token, bool withAllForms)
    {
        if (token.Repositories is null)
        {
            AppendRule(text, $"{Server(token)}/{token.Owner}/", $"{prefix}{token.Owner}/");
            return;
        }

        foreach (var repository in token.Repositories)
        {
            var (https, ssh) = ($"{Server(token)}/{repository}", $"{prefix}{repository}");
            AppendRule(text, $"{https}.git", $"{ssh}.git");
            if (!withAllForms)
            {
                // The one continuation that is common: acme.github.io beside acme.
                AppendRule(text, $"{ssh}.gith", $"{ssh}.gith");
                continue;
            }

            AppendRule(text, https, ssh);
            foreach (var c in NameCharacters)
            {
                // Of two rules for the same beginning git takes the first, and web2 may be listed beside web.
                if (!token.Repositories.Contains($"{repository}{c}", StringComparer.OrdinalIgnoreCase))
                {
                    AppendRule(text, $"{ssh}{c}", $"{ssh}{c}");
                }

                AppendRule(text, $"{ssh}.git{c}", $"{ssh}.git{c}");
            }
        }
    }

    private static void AppendRule(StringBuilder text, string url, string insteadOf)
        => text.Append("[url ").Append(GitConfig.Quoted(url)).Append("]\n\tinsteadOf = ").Append(GitConfig.Quoted(insteadOf)).Append('\n');

    private static string Server(InstallationToken token) => token.Host.ServerUrl.AbsoluteUri.TrimEnd('/');
}
