using System.Buffers;
using System.Globalization;
using System.Text;

namespace Sidecars.Cli;

/// <summary>Makes text that came from outside fit for a log: no control characters, no GitHub tokens, no users in URLs, bounded length.</summary>
public static class Redaction
{
    private const int MaxLength = 4000;

    /// <summary>Shortest run of token characters behind the prefix that counts as a token.</summary>
    private const int MinSecretLength = 20;

    /// <summary>GitHub's tokens begin with <c>gh[oprsu]_</c>, or so; every JWT begins as a JSON object does in base64, and so does a PEM key that is in base64 once more.</summary>
    private static readonly string[] Prefixes = ["github_pat_", "eyJ", "LS0tLS1CRUdJTi"];

    /// <summary>What follows these words in a header is a credential.</summary>
    private static readonly string[] Schemes = ["Basic", "Bearer"];

    private static readonly SearchValues<char> EndsOfUrl = SearchValues.Create(" \t\r\n'\"<>");

    public static string Clean(string text)
    {
        // Tokens before users: a token may have a slash, and a user behind it seem to be a path.
        text = WithoutUsers(WithoutTokens(WithoutKeys(text)));
        return new string(Array.ConvertAll(text[..Math.Min(text.Length, MaxLength)].ToCharArray(), c => char.IsControl(c) ? ' ' : c)).Trim();
    }

    private static string WithoutTokens(string text)
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

    /// <summary>A key stands where something else belongs when a wrong file is mounted or named; however much of it there is, none is shown.</summary>
    private static string WithoutKeys(string text)
    {
        const string begin = "-----BEGIN", end = "-----END", dashes = "-----";
        var start = text.IndexOf(begin, StringComparison.Ordinal);
        if (start < 0)
        {
            return text;
        }

        // In a loop: a text from outside may have as many as it likes.
        var clean = new StringBuilder();
        var from = 0;
        for (; start >= 0; start = text.IndexOf(begin, from, StringComparison.Ordinal))
        {
            clean.Append(text, from, start - from).Append("[key]");
            var last = text.IndexOf(end, start, StringComparison.Ordinal);
            var close = last < 0 ? -1 : text.IndexOf(dashes, last + end.Length, StringComparison.Ordinal);
            if (close < 0)
            {
                return clean.ToString();
            }

            from = close + dashes.Length;
        }

        return clean.Append(text, from, text.Length - from).ToString();
    }

    /// <summary>The user of a URL is often a password, or has one: <c>https://me:secret@host</c>. Slashes in it may not have been encoded.</summary>
    private static string WithoutUsers(string text)
    {
        const string begin = "://";
        var clean = new StringBuilder();
        var (done, end, lastAt) = (0, -1, -1);
        for (var at = text.IndexOf(begin, StringComparison.Ordinal); at >= 0; at = text.IndexOf(begin, done, StringComparison.Ordinal))
        {
            var start = at + begin.Length;
            if (start > end)
            {
                // Once for all that is within it, which may be many.
                end = text.AsSpan(start).IndexOfAny(EndsOfUrl) is >= 0 and var length ? start + length : text.Length;
                lastAt = start + text.AsSpan(start, end - start).LastIndexOf('@');
            }

            var url = text.AsSpan(start, end - start);
            var host = url[..(url.IndexOf('/') is >= 0 and var slash ? slash : url.Length)];
            var isUserWithSlash = host.IndexOf(':') is >= 0 and var colon && host[colon..].IndexOfAnyExceptInRange('0', ':') >= 0 && !host.StartsWith('[');
            var user = isUserWithSlash ? lastAt - start : host.LastIndexOf('@');
            clean.Append(text, done, start - done).Append(user < 0 ? "" : "[user]");
            done = start + Math.Max(user, 0);
        }

        return done == 0 ? text : clean.Append(text, done, text.Length - done).ToString();
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
