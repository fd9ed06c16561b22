using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sidecars.Http;

/// <summary>A server's certificate, and those that the server sent with it.</summary>
internal sealed class ServerCertificate(X509Certificate2 leaf, X509Certificate2Collection sent)
{
    private static readonly Oid ServerAuthentication = new("1.3.6.1.5.5.7.3.1");

    /// <summary>The names of who has signed, as the certificates have them: DER.</summary>
    public IEnumerable<byte[]> Issuers => sent.Prepend(leaf).Select(certificate => certificate.IssuerName.RawData);

    /// <summary>Has connections decided by us, with the name as .NET checks it.</summary>
    /// <param name="isTrusted">Whether somebody whom we trust stands behind the certificate.</param>
    public static void Judge(SslClientAuthenticationOptions options, Func<ServerCertificate, SystemAuthorities, bool> isTrusted)
    {
        var system = SystemAuthorities.Instance;

        // .NET itself trusts nobody.
        options.CertificateChainPolicy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        options.RemoteCertificateValidationCallback = (_, certificate, chain, errors) => (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) switch
        {
            SslPolicyErrors.None => isTrusted(new((X509Certificate2)certificate!, chain!.ChainPolicy.ExtraStore), system) ? true : throw new AuthenticationException("No trusted authority stands behind the server's certificate, or it is out of date."),
            SslPolicyErrors.RemoteCertificateNameMismatch => throw new AuthenticationException("The server's certificate is for another name."),
            _ => throw new AuthenticationException("The server has shown no certificate."),
        };
    }

    /// <summary>Whether one of these authorities, and no other, stands behind it.</summary>
    public bool IsSignedBy(X509Certificate2Collection authorities)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;

        // Not from addresses that the certificate names: curl does not either.
        chain.ChainPolicy.DisableCertificateDownloads = true;

        // The same authority may sign what clients show.
        chain.ChainPolicy.ApplicationPolicy.Add(ServerAuthentication);
        chain.ChainPolicy.ExtraStore.AddRange(sent);
        return chain.Build(leaf);
    }
}
