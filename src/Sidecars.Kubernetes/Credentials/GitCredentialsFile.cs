using System.Text;

namespace Sidecars.Kubernetes.Credentials;

/// <summary>What <c>git credential-store</c> reads: a URL on each line.</summary>
/// <remarks>https://git-scm.com/docs/git-credential-store#_storage_format</remarks>
public static class GitCredentialsFile
{
    public const string Name = ".git-credentials";

    /// <summary>Has git read it.</summary>
    public static readonly byte[] Config = "[credential]\n\thelper = store\n"u8.ToArray();

    /// <param name="hosts">With their schemes.</param>
    /// <returns>Null where a line cannot carry user or password: control characters, or no UTF-8.</returns>
    public static byte[]? Of(byte[] user, byte[] password, IEnumerable<string> hosts)
    {
        if (Text(user) is not { } name || Text(password) is not { } secret)
        {
            return null;
        }

        var file = new StringBuilder();
        foreach (var host in hosts)
        {
            var (scheme, rest) = host.Split("://", 2) is [var before, var after] ? (before, after) : ("https", host);
            file.Append(scheme).Append("://").Append(Uri.EscapeDataString(name)).Append(':').Append(Uri.EscapeDataString(secret)).Append('@').Append(rest).Append('\n');
        }

        return Encoding.UTF8.GetBytes(file.ToString());
    }

    /// <summary>Without the line's end that files tend to have: git passes over a line with one in it.</summary>
    private static string? Text(byte[] value)
    {
        try
        {
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(value).TrimEnd('\r', '\n');
            return text.Any(char.IsControl) ? null : text;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
