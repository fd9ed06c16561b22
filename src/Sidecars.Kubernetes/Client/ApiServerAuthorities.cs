using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sidecars.Cli;
using Sidecars.Http;
using Sidecars.Linux;

namespace Sidecars.Kubernetes.Client;

/// <summary>The authorities that sign the API server's certificate, and no others.</summary>
/// <remarks>
/// Their file may be replaced while we run, so it is read for each new connection, of which there are few. Its time would not tell: kubelet replaces
/// the directory that a symbolic link leads to, and the time is the link's.
/// </remarks>
internal sealed class ApiServerAuthorities(ClusterAccess access)
{
    /// <exception cref="SidecarException">There is no authority in the file.</exception>
    public X509Certificate2Collection Read()
    {
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPem(access.AuthoritiesPem ?? BoundedFile.ReadText(access.Authorities!, CaFile.MostBytes));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw Wrong($" ({e.Message.TrimEnd('.')})", e);
        }

        return authorities.Count > 0 ? authorities : throw Wrong("", cause: null);
    }

    private SidecarException Wrong(string reason, Exception? cause) => new(ExitCode.Configuration, $"{(access.AuthoritiesPem is null ? Redaction.Clean(access.Authorities!) : "certificate-authority-data")} holds no certificate authority of the API server{reason}.", cause);
}
