using System.Buffers;
using System.Net;
using System.Text;

namespace Sidecars.Cli;

/// <summary>
/// The user of a URL is often a password, or has one: <c>https://me:secret@host</c>. What stands in it may not have been encoded: slashes, blanks and
/// quotes. Where it could be a user it is taken for one.
/// </summary>
internal static class UsersInUrls
{
    private static readonly SearchValues<char> EndsOfUrl = SearchValues.Create(" \t\r\n'\"<>");

    /// <summary>In ordinary text there is nothing left to hide after one time, or two.</summary>
    private const int MostTimes = 4;

    /// <summary>What is hidden stays as it is when it is hidden once more.</summary>
    public static string Hide(string text)
    {
        for (var time = 0; time < MostTimes; time++)
        {
            var hidden = HideOnce(text);
            if (hidden == text)
            {
                return text;
            }

            // Behind a user that is gone there may be another, who stood in its password.
            text = hidden;
        }

        return text.Replace('@', ' ');
    }

    private static string HideOnce(string text)
    {
        const string begin = "://";
        var clean = new StringBuilder();
        var lastOfAll = text.LastIndexOf('@');
        var (done, end, lastAt, lastAtHost) = (0, -1, -1, -1);
        for (var at = text.IndexOf(begin, StringComparison.Ordinal); at >= 0; at = text.IndexOf(begin, done, StringComparison.Ordinal))
        {
            var start = at + begin.Length;
            if (start > end)
            {
                // Once for all that is within it, which may be many.
                end = text.AsSpan(start).IndexOfAny(EndsOfUrl) is >= 0 and var length ? start + length : text.Length;
                (lastAt, lastAtHost) = LastAt(text, start, end);
            }

            var url = text.AsSpan(start, end - start);
            var host = url[..(url.IndexOf('/') is >= 0 and var slash ? slash : url.Length)];
            var user = lastAtHost >= start || !IsHost(host) ? lastAt : start + host.LastIndexOf('@');
            if (user < start && end < lastOfAll && HasPassword(host))
            {
                user = text.IndexOf('@', end);
            }

            clean.Append(text, done, start - done).Append(user < start ? "" : "[user]");
            done = Math.Max(user, start);
        }

        return done == 0 ? text : clean.Append(text, done, text.Length - done).ToString();
    }

    /// <summary>The last @ there, and the last that a host seems to follow, where otherwise it may be a branch; -1 where there is none.</summary>
    private static (int Any, int Host) LastAt(string text, int start, int end)
    {
        var (any, host) = (-1, -1);
        for (var at = text.IndexOf('@', start, end - start); at >= 0; at = text.IndexOf('@', at + 1, end - at - 1))
        {
            any = at;
            var rest = text.AsSpan(at + 1, end - at - 1);
            var name = rest[..(rest.IndexOfAny("/?#@") is >= 0 and var length ? length : rest.Length)];
            host = name is ['[', ..] || name.Contains(':') || name is "localhost" || name.LastIndexOf('.') is > 0 and var dot && IsLastLabel(name[(dot + 1)..]) ? at : host;
        }

        return (any, host);
    }

    /// <summary>Of a name, not of a version.</summary>
    private static bool IsLastLabel(ReadOnlySpan<char> label) => label.Length > 1 && !label.ContainsAnyExceptInRange('A', 'z');

    /// <summary>With a number behind a colon it may be a port, and may be how a password begins; where the name is none that a user has, it is a port.</summary>
    private static bool IsHost(ReadOnlySpan<char> host)
    {
        var colon = host.IndexOf(':');
        return host is ['[', ..] || (colon < 0
            ? host.Contains('.')
            : host[..colon] is "localhost" || IPAddress.TryParse(host[..colon], out _)) && !HasPassword(host);
    }

    private static bool HasPassword(ReadOnlySpan<char> host)
        => host is not ['[', ..] && host.IndexOf(':') is >= 0 and var colon && host[colon..].ContainsAnyExceptInRange('0', ':');
}
