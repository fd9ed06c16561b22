using System.Buffers;
using System.Text;

namespace Sidecars.Cli;

/// <summary>The user of a URL is often a password, or has one: <c>https://me:secret@host</c>. Slashes in it may not have been encoded.</summary>
internal static class UsersInUrls
{
    private static readonly SearchValues<char> EndsOfUrl = SearchValues.Create(" \t\r\n'\"<>");

    public static string Hide(string text)
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
}
