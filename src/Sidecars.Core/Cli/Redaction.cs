using System.Text;

namespace Sidecars.Cli;

/// <summary>Makes text that came from outside fit for a log: no control characters, no GitHub tokens, bounded length.</summary>
public static class Redaction
{
    private const int MaxLength = 4000;

    /// <summary>Shortest run of token characters behind the prefix that counts as a token.</summary>
    private const int MinSecretLength = 20;

    private const string PersonalToken = "github_pat_";

    public static string Clean(string text)
    {
        var clean = new StringBuilder();
        for (var i = 0; i < text.Length && clean.Length < MaxLength;)
        {
            var secret = TokenLengthAt(text, i);
            if (secret > 0)
            {
                clean.Append("[token]");
                i += secret;
                continue;
            }

            clean.Append(char.IsControl(text[i]) ? ' ' : text[i]);
            i++;
        }

        return clean.ToString().Trim();
    }

    /// <summary>GitHub's tokens are <c>gh[oprsu]_</c> or <c>github_pat_</c> and then letters, digits, dots, underscores and dashes of any number.</summary>
    private static int TokenLengthAt(string text, int start)
    {
        var rest = text.AsSpan(start);
        var prefix = rest is ['g', 'h', 'o' or 'p' or 'r' or 's' or 'u', '_', ..] ? 4
            : rest.StartsWith(PersonalToken, StringComparison.Ordinal) ? PersonalToken.Length
            : 0;
        if (prefix == 0)
        {
            return 0;
        }

        var end = prefix;
        while (end < rest.Length && (char.IsAsciiLetterOrDigit(rest[end]) || rest[end] is '.' or '_' or '-'))
        {
            end++;
        }

        return end - prefix >= MinSecretLength ? end : 0;
    }
}
