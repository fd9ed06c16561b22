using System.Text;
using Sidecars.GitHub;

namespace Sidecars.Publishing;

/// <summary>One machine, each field on its own line, line feeds only: the form that every libcurl reads alike.</summary>
/// <remarks>libcurl's lib/netrc.c: a machine has no port, and quotes are read since 7.84, so only a value that would mean something else without them gets them.</remarks>
internal static class Netrc
{
    public static byte[] Of(InstallationToken token)
    {
        var value = token.Token.Reveal();
        var password = value[0] is '"' or '#' ? $"\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"" : value;
        return Encoding.UTF8.GetBytes($"machine {token.Host.ServerUrl.Host}\nlogin x-access-token\npassword {password}\n");
    }
}
