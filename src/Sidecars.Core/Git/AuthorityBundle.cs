using System.Text;
using Sidecars.Cli;

namespace Sidecars.Git;

/// <summary>The certificate authorities as git takes them: in one file, which replaces the system's.</summary>
public static class AuthorityBundle
{
    /// <summary>Where distributions keep theirs.</summary>
    private static readonly string[] SystemBundles = ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem"];

    /// <summary>The system's authorities and the one that was asked for besides; null when none was, and git's own default serves.</summary>
    /// <exception cref="SidecarException">The file cannot be read.</exception>
    public static string? Find(Settings settings, PrivateDirectory privateDirectory)
    {
        if (settings.Find(CommonSettings.CaFile) is not { } caFile)
        {
            return settings.Variable("SSL_CERT_FILE");
        }

        var system = settings.Variable("SSL_CERT_FILE") ?? SystemBundles.FirstOrDefault(File.Exists);
        try
        {
            var authorities = $"{(system is null ? "" : File.ReadAllText(system))}\n{File.ReadAllText(caFile)}";
            return privateDirectory.Write("authorities.pem", Encoding.UTF8.GetBytes(authorities));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SidecarException(ExitCode.Configuration, $"{CommonSettings.CaFile.Names}: {Redaction.Clean(caFile)} cannot be read ({e.Message.TrimEnd('.')}).", e);
        }
    }
}
