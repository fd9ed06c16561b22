using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sidecars.Http;

/// <summary>Trusts some certificate authorities besides the system's: asked only when the system's say no.</summary>
internal sealed class ExtraAuthorities(X509Certificate2Collection authorities)
{
    private static readonly Oid ServerAuthentication = new("1.3.6.1.5.5.7.3.1");

    public bool Validate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
        => errors == SslPolicyErrors.None
           || (errors == SslPolicyErrors.RemoteCertificateChainErrors && certificate is X509Certificate2 leaf && HaveSigned(leaf, chain, authorities));

    /// <summary>Whether one of these authorities, and no other, stands behind a server's certificate.</summary>
    /// <param name="sent">What the server sent with it.</param>
    internal static bool HaveSigned(X509Certificate2 leaf, X509Chain? sent, X509Certificate2Collection authorities)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;

        // Not from addresses that the certificate names: curl does not either.
        chain.ChainPolicy.DisableCertificateDownloads = true;

        // The same authority may sign what clients show.
        chain.ChainPolicy.ApplicationPolicy.Add(ServerAuthentication);
        foreach (var element in sent?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
        {
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        }

        return chain.Build(leaf);
    }
}
