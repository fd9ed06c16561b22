namespace Sidecars.Repositories;

/// <summary>The URLs of repositories as git's files have them. Only those of our own server count: its credential is the only one we have.</summary>
internal static class RepositoryUrl
{
    /// <summary>Reads a URL, or a path that is relative to the superproject's URL, as it stands in .gitmodules.</summary>
    /// <exception cref="FormatException">It is of no repository of this server.</exception>
    public static Uri Resolve(string text, Uri superproject, Uri server)
        => Parse(text.StartsWith("./", StringComparison.Ordinal) || text.StartsWith("../", StringComparison.Ordinal) ? FromRelative(text, superproject) : Absolute(text), server);

    /// <summary>Whether it is any form of the URL of a repository of this server.</summary>
    public static bool IsOnServer(string text, Uri server) => Find(text, server) is not null;

    /// <summary>Whether two URLs, of whatever form, are of one repository of this server.</summary>
    public static bool AreSame(string text, Uri other, Uri server)
        => Find(text, server) is { } url && url.AbsoluteUri.Equals(other.AbsoluteUri, StringComparison.OrdinalIgnoreCase);

    private static Uri? Find(string text, Uri server)
    {
        try
        {
            return Parse(Absolute(text), server);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static Uri Parse(string text, Uri server)
        => Repository.Parse(text, server) is { Ref: null, Directory: null } repository
            ? repository.UrlOn(server)
            : throw new FormatException("its URL has more than a repository in it.");

    /// <summary>What has no scheme is a path on this machine, as git reads it, and not owner/repo.</summary>
    private static string Absolute(string text)
        => text.Contains("://", StringComparison.Ordinal) || text.StartsWith("git@", StringComparison.Ordinal)
            ? text
            : throw new FormatException("its URL is a path on the machine where git runs.");

    /// <summary>Goes up from owner/repo, as git does. No further: git would go on with the names of hosts.</summary>
    private static string FromRelative(string text, Uri superproject)
    {
        string[] names = [superproject.Segments[^2].TrimEnd('/'), superproject.Segments[^1].TrimEnd('/')];
        var rest = text.Split('/').AsSpan();
        for (; rest is [".", ..] or ["..", ..] && names.Length > 0; rest = rest[1..])
        {
            names = rest[0] == "." ? names : names[..^1];
        }

        return string.Join('/', [.. names, .. rest]);
    }
}
