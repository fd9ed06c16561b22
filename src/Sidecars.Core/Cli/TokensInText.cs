using System.Globalization;
using System.Text;

namespace Sidecars.Cli;

/// <summary>GitHub's tokens, JWTs, and whatever else stands in a header behind the name of a scheme.</summary>
internal static class TokensInText
{
    /// <summary>Shortest run of token characters behind the prefix that counts as a token.</summary>
    private const int MinSecretLength = 20;

    /// <summary>GitHub's tokens begin with <c>gh[oprsu]_</c>, or so; every JWT begins as a JSON object does in base64, and so does a PEM key that is in base64 once more.</summary>
    private static readonly string[] Prefixes = ["github_pat_", "eyJ", "LS0tLS1CRUdJTi"];

    /// <summary>What follows these words in a header is a credential.</summary>
    private static readonly string[] Schemes = ["Basic", "Bearer"];

    public static string Hide(string text)
    {
        var clean = new StringBuilder();
        for (var i = 0; i < text.Length;)
        {
            var secret = TokenLengthAt(text, i);
            clean.Append(secret > 0 ? "[token]" : text.AsSpan(i, 1));
            i += Math.Max(secret, 1);
        }

        return clean.ToString();
    }

    /// <summary>How long the secret is that begins here; 0 when none does.</summary>
    private static int TokenLengthAt(string text, int start)
    {
        var rest = text.AsSpan(start);
        var afterScheme = start > 0 && IsBlank(text[start - 1]) && !IsBlank(text[start]) && IsAfterScheme(text, start - 1);
        var prefix = rest is ['g', 'h', 'o' or 'p' or 'r' or 's' or 'u', '_', ..] ? 4
            : PrefixLength(rest) ?? (afterScheme ? 0 : -1);
        if (prefix < 0)
        {
            return 0;
        }

        var end = prefix;
        while (end < rest.Length && (char.IsAsciiLetterOrDigit(rest[end]) || rest[end] is '.' or '_' or '-' or '+' or '/' or '=' or '~'))
        {
            end++;
        }

        return end - prefix >= (afterScheme ? 8 : MinSecretLength) ? end : 0;
    }

    /// <summary>Whatever stands between the scheme and its credential.</summary>
    private static bool IsAfterScheme(string text, int end)
    {
        while (end > 0 && IsBlank(text[end - 1]))
        {
            end--;
        }

        return Schemes.Any(scheme => text.AsSpan(0, end).EndsWith(scheme, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Or what is shown as a blank, or not at all.</summary>
    private static bool IsBlank(char c) => char.IsWhiteSpace(c) || char.IsControl(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format;

    private static int? PrefixLength(ReadOnlySpan<char> text)
    {
        foreach (var prefix in Prefixes)
        {
            if (text.StartsWith(prefix, StringComparison.Ordinal))
            {
                return prefix.Length;
            }
        }

        return null;
    }
}
