using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sidecars.Cli;

namespace Sidecars.Kubernetes.Client;

/// <summary>The authorities that sign the API server's certificate, and no others.</summary>
/// <remarks>
/// Their file may be replaced while we run, so it is read for each new connection, of which there are few. Its time would not tell: kubelet replaces
/// the directory that a symbolic link leads to, and the time is the link's.
/// </remarks>
internal sealed class ApiServerAuthorities(ClusterAccess access)
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    public bool Validate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        // A wrong name is not mended by any authority.
        if (certificate is not X509Certificate2 leaf || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None)
        {
            return false;
        }

        using var ours = new X509Chain();
        ours.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        ours.ChainPolicy.CustomTrustStore.AddRange(Read());
        ours.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        ours.ChainPolicy.DisableCertificateDownloads = true;

        // The same authority signs what clients show.
        ours.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        foreach (var element in chain?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
        {
            ours.ChainPolicy.ExtraStore.Add(element.Certificate);
        }

        return ours.Build(leaf);
    }

    /// <exception cref="SidecarException">There is no authority in the file.</exception>
    public X509Certificate2Collection Read()
    {
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPem(access.AuthoritiesPem ?? File.ReadAllText(access.Authorities!));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw Wrong($" ({e.Message.TrimEnd('.')})", e);
        }

        return authorities.Count > 0 ? authorities : throw Wrong("", cause: null);
    }

    private SidecarException Wrong(string reason, Exception? cause) => new(ExitCode.Configuration, $"{(access.AuthoritiesPem is null ? Redaction.Clean(access.Authorities!) : "certificate-authority-data")} holds no certificate authority of the API server{reason}.", cause);
}
