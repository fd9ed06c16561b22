using System.Globalization;

namespace Sidecars.Kubernetes.Credentials;

/// <summary>Where git goes with a credential, as an annotation of Tekton's says it.</summary>
public static class GitUrl
{
    private static readonly IdnMapping Idn = new();

    /// <summary>The scheme and host of a repository's URL; with a path only if it is asked for. Null for what a user and password are of no use for.</summary>
    /// <param name="keepPath">Credentials may be for a part of a host: Tekton then has git ask by path.</param>
    public static string? OverHttp(string url, bool keepPath = false)
    {
        if (!Uri.TryCreate(url.Trim(), UriKind.Absolute, out var parsed) || parsed.Scheme is not ("https" or "http") || HostOf(parsed) is not { } name)
        {
            return null;
        }

        // Tekton splits secret=url at each "=".
        var path = keepPath ? parsed.AbsolutePath.TrimEnd('/') : "";
        var host = $"{parsed.Scheme}://{name}{(parsed.IsDefaultPort ? "" : $":{parsed.Port}")}{path}";
        return host.Contains('=') ? null : host;
    }

    /// <summary>The host of a repository's URL for ssh, as Tekton wants it: without a scheme. Null where it is not for ssh.</summary>
    public static string? OverSsh(string url)
    {
        url = url.Trim();
        if (Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed.Scheme == "ssh")
        {
            return HostOf(parsed) is not { } name ? null : parsed.Port is -1 or 22 ? name : $"{name}:{parsed.Port}";
        }

        // The short form of scp: user@host:path.
        var at = url.IndexOf('@');
        var colon = url.IndexOf(':');
        return at > 0 && colon > at + 1 && !url.Contains("://", StringComparison.Ordinal) && Uri.TryCreate($"ssh://{url[(at + 1)..colon]}", UriKind.Absolute, out var host) && host is { AbsolutePath: "" or "/", Query: "", Fragment: "", UserInfo: "" }
            ? HostOf(host)
            : null;
    }

    /// <summary>As it stands in files that git and ssh read; null for what is no name of a host there.</summary>
    internal static string? HostOf(Uri url)
    {
        try
        {
            var host = url.HostNameType switch
            {
                UriHostNameType.Dns => Idn.GetAscii(url.Host).ToLowerInvariant(),
                UriHostNameType.IPv6 => $"[{url.IdnHost.Trim('[', ']')}]",
                _ => url.Host,
            };
            return host.Length > 0 && host.All(IsOfHost) ? host : null;
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            // A name that no DNS has, such as one with a part of more than 63 characters.
            return null;
        }
    }

    /// <summary>To ssh, a star or a question mark would be any host, and after a blank another one begins.</summary>
    private static bool IsOfHost(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or ':' or '[' or ']';
}
