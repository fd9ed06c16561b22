using System.Text;

namespace Sidecars.Cli;

/// <summary>Makes text that came from outside fit for a log: no control characters, no GitHub tokens, bounded length.</summary>
public static class Redaction
{
    private const int MaxLength = 4000;

    /// <summary>Shortest run of token characters behind the prefix that counts as a token.</summary>
    private const int MinSecretLength = 20;

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

    /// <summary>GitHub's tokens are <c>gh[oprsu]_</c> and then letters, digits, dots, underscores and dashes of any number.</summary>
    private static int TokenLengthAt(string text, int start)
    {
        const int prefix = 4;
        if (text.Length - start < prefix + MinSecretLength
            || text[start] != 'g' || text[start + 1] != 'h' || !"oprsu".Contains(text[start + 2]) || text[start + 3] != '_')
        {
            return 0;
        }

        var end = start + prefix;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '.' or '_' or '-'))
        {
            end++;
        }

        return end - start - prefix >= MinSecretLength ? end - start : 0;
    }
}
