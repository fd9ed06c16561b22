using Sidecars.Cli;

namespace Sidecars.Repositories;

/// <summary>One entry of a repository list.</summary>
/// <param name="Ref">Branch or tag to check out; null for the default branch. The token programs ignore it.</param>
/// <param name="Directory">Where to put the clone, relative to the workspace; null for the repository's name. The token programs ignore it.</param>
public sealed record Repository(string Owner, string Name, string? Ref = null, string? Directory = null)
{
    private const int MaxOwner = 64;
    private const int MaxName = 100;

    public string FullName => $"{Owner}/{Name}";

    /// <summary>Where git finds it.</summary>
    public Uri UrlOn(Uri server) => new($"{server.AbsoluteUri.TrimEnd('/')}/{FullName}.git");

    /// <summary>Reads <c>owner/repo</c>, its https or ssh URL, with <c>.git</c> or a slash behind it, and then <c>@ref</c> and <c>=directory</c>.</summary>
    /// <param name="server">The only host that a URL may name.</param>
    /// <exception cref="FormatException">The entry is none of these. The sentence has no user information of a URL in it.</exception>
    public static Repository Parse(string entry, Uri server)
    {
        var path = WithoutHost(entry, server);
        var (rest, directory) = Cut(path, path.LastIndexOf('='));
        var (name, reference) = Cut(rest, rest.IndexOf('@'));

        var slash = name.IndexOf('/');
        var owner = slash < 0 ? "" : name[..slash];
        var repository = Trimmed(name[(slash + 1)..]);
        if (!IsOwner(owner) || !IsName(repository))
        {
            throw new FormatException($"'{Shown(entry)}' names no repository; write owner/repo or its URL.");
        }

        if (reference is not null && !IsRef(reference))
        {
            throw new FormatException($"'{Shown(entry)}' asks for a branch or tag that git does not allow.");
        }

        return directory is null || IsDirectory(directory)
            ? new Repository(owner, repository, reference, directory)
            : throw new FormatException($"'{Shown(entry)}' asks for a directory outside of the workspace, or for none.");
    }

    /// <summary>A name that git takes for a branch or tag, and for nothing else on its command line (git-check-ref-format).</summary>
    public static bool IsRef(string name)
        => name.Length is > 0 and < 256
           && name[0] is not '-' and not '/' && !name.EndsWith('/') && !name.EndsWith('.') && name != "@"
           && name.All(c => c > ' ' && c != '\x7F' && !"~^:?*[\\".Contains(c))
           && !name.Contains("..", StringComparison.Ordinal) && !name.Contains("//", StringComparison.Ordinal) && !name.Contains("@{", StringComparison.Ordinal)
           && name.Split('/').All(part => part.Length > 0 && part[0] != '.' && !part.EndsWith(".lock", StringComparison.Ordinal));

    private static string WithoutHost(string entry, Uri server)
    {
        if (!entry.Contains("://", StringComparison.Ordinal))
        {
            // git@github.com:owner/repo, as git itself writes it.
            const string ssh = "git@";
            var colon = entry.IndexOf(':');
            return entry.StartsWith(ssh, StringComparison.Ordinal) && colon > 0
                ? OnHost(entry, entry[ssh.Length..colon], server.Host, entry[(colon + 1)..].TrimStart('/'), server)
                : entry;
        }

        var schemeEnd = entry.IndexOf("://", StringComparison.Ordinal);
        var scheme = entry[..schemeEnd];
        var slash = entry.IndexOf('/', schemeEnd + 3);
        var authority = slash < 0 ? entry[(schemeEnd + 3)..] : entry[(schemeEnd + 3)..slash];
        var path = slash < 0 ? "" : entry[(slash + 1)..];
        if (scheme == "ssh" && authority.StartsWith("git@", StringComparison.Ordinal))
        {
            return OnHost(entry, authority["git@".Length..].Split(':')[0], server.Host, path, server);
        }

        if (authority.Contains('@'))
        {
            throw new FormatException($"'{Shown(entry)}' has a user or password in it; write the URL without, the token is added by itself.");
        }

        if (scheme is not "https" && scheme != server.Scheme)
        {
            throw new FormatException($"'{Shown(entry)}' is not an https URL or one that begins with ssh://git@.");
        }

        var port = scheme == "https" ? ":443" : ":80";
        var serverPort = server.IsDefaultPort ? "" : $":{server.Port}";
        return WithoutPrefix(entry, OnHost(entry, authority.EndsWith(port, StringComparison.Ordinal) ? authority[..^port.Length] : authority, $"{server.Host}{serverPort}", path, server), server);
    }

    /// <summary>A server may itself be below a path.</summary>
    private static string WithoutPrefix(string entry, string path, Uri server)
    {
        var prefix = server.AbsolutePath.Trim('/') is { Length: > 0 } below ? $"{below}/" : "";
        return path.StartsWith(prefix, StringComparison.Ordinal) ? path[prefix.Length..] : throw new FormatException($"'{Shown(entry)}' is not below {server}.");
    }

    private static string OnHost(string entry, string host, string expected, string path, Uri server)
        => host.Equals(expected, StringComparison.OrdinalIgnoreCase) || (expected == "github.com" && host.Equals("www.github.com", StringComparison.OrdinalIgnoreCase))
            ? path
            : throw new FormatException($"'{Shown(entry)}' is on another host than {server.Authority}; a token is good for one GitHub only.");

    private static (string Before, string? After) Cut(string text, int at) => at < 0 ? (text, null) : (text[..at], text[(at + 1)..]);

    private static string Trimmed(string name)
    {
        var trimmed = name.EndsWith('/') ? name[..^1] : name;
        return trimmed.EndsWith(".git", StringComparison.Ordinal) ? trimmed[..^4] : trimmed;
    }

    /// <summary>A name that GitHub allows for an account.</summary>
    public static bool IsOwner(string owner)
        => owner.Length is > 0 and <= MaxOwner && owner[0] != '-' && owner.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    private static bool IsName(string name)
        => name.Length is > 0 and <= MaxName && name is not ("." or "..") && name[0] != '-' && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    private static bool IsDirectory(string directory)
        => directory.Length > 0 && directory[0] is not '/' and not '-' && directory.All(c => !char.IsControl(c))
           && directory.Split('/').All(part => part.Length > 0 && part is not ("." or "..") && !part.Equals(".git", StringComparison.OrdinalIgnoreCase));

    /// <summary>An entry as an error may show it: what stands before an @, with a colon or in front of the path, may be a password.</summary>
    private static string Shown(string entry)
    {
        var scheme = entry.IndexOf("://", StringComparison.Ordinal);
        var start = scheme < 0 ? 0 : scheme + "://".Length;
        var at = entry.LastIndexOf('@');
        var before = at > start ? entry[start..at] : "";
        var shown = before.Contains(':') || (before.Length > 0 && before != "git" && !before.Contains('/')) ? $"{entry[..start]}[hidden]{entry[at..]}" : entry;
        var clean = Redaction.Clean(shown);
        return clean.Length > 200 ? clean[..200] : clean;
    }
}
