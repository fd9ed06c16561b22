using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sidecars.Http;

/// <summary>A server's certificate, and those that the server sent with it.</summary>
internal sealed class ServerCertificate(X509Certificate2 leaf, X509Certificate2Collection sent)
{
    private const string AnotherName = "The server's certificate is for another name.";
    private const X509KeyUsageFlags UsesOfServers = X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment | X509KeyUsageFlags.KeyAgreement;

    private static readonly Oid ServerAuthentication = new("1.3.6.1.5.5.7.3.1");

    /// <summary>The names of who has signed, and its own: somebody may trust just this one.</summary>
    public IEnumerable<X500DistinguishedName> Names => sent.Prepend(leaf).Select(certificate => certificate.IssuerName).Append(leaf.SubjectName);

    /// <summary>Has connections decided by us, with the name as .NET checks it.</summary>
    /// <param name="isTrusted">Whether somebody whom we trust stands behind the certificate.</param>
    public static void Judge(SslClientAuthenticationOptions options, Func<ServerCertificate, SystemAuthorities, bool> isTrusted)
    {
        var system = SystemAuthorities.Instance;

        // .NET itself trusts nobody.
        options.CertificateChainPolicy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        options.RemoteCertificateValidationCallback = (connection, certificate, chain, errors) => (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) switch
        {
            SslPolicyErrors.None when !IsFor(((SslStream)connection).TargetHostName, (X509Certificate2)certificate!) => throw new AuthenticationException(AnotherName),
            SslPolicyErrors.None => isTrusted(new((X509Certificate2)certificate!, chain!.ChainPolicy.ExtraStore), system) ? true : throw new AuthenticationException("No trusted authority stands behind the server's certificate, or it is out of date, weak, or not made for servers."),
            SslPolicyErrors.RemoteCertificateNameMismatch => throw new AuthenticationException(AnotherName),
            _ => throw new AuthenticationException("The server has shown no certificate."),
        };
    }

    /// <summary>Whether one of these authorities, and no other, stands behind it.</summary>
    /// <remarks>
    /// None of them needs to be a root: curl, git and kubectl are content with the authority in between, or the server's own certificate, where that is
    /// what somebody trusts. .NET is not. So it is to check all but whether it trusts who comes last, and we look for one whom we trust.
    /// </remarks>
    public bool IsSignedBy(X509Certificate2Collection authorities)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority;

        // Not from addresses that the certificate names: curl does not either.
        chain.ChainPolicy.DisableCertificateDownloads = true;

        // The same authority may sign what clients show.
        chain.ChainPolicy.ApplicationPolicy.Add(ServerAuthentication);
        chain.ChainPolicy.ExtraStore.AddRange(sent);
        if (!chain.Build(leaf) || !MayBeServers())
        {
            return false;
        }

        var certificates = chain.ChainElements.Select(element => element.Certificate).ToList();
        var trusted = certificates.FindIndex(certificate => authorities.Any(authority => authority.RawDataMemory.Span.SequenceEqual(certificate.RawDataMemory.Span)));

        // One that we trust ourselves needs no signature. OpenSSL does not look at its time where it is no root.
        return trusted >= 0 && IsInForce(certificates[trusted])
               && certificates[..(trusted + 1)].TrueForAll(CertificateStrength.HasStrongKey) && certificates[..trusted].TrueForAll(CertificateStrength.HasStrongSignature);
    }

    private static bool IsInForce(X509Certificate2 certificate)
        => certificate.NotBefore.ToUniversalTime() <= DateTime.UtcNow && DateTime.UtcNow <= certificate.NotAfter.ToUniversalTime();

    /// <summary>Whether its key may be used for TLS. .NET asks that of authorities only.</summary>
    private bool MayBeServers() => leaf.Extensions.OfType<X509KeyUsageExtension>().All(usage => (usage.KeyUsages & UsesOfServers) != 0);

    /// <summary>Where it says what it is for, its subject's name does not count: RFC 6125, section 6.4.4. .NET lets that count beside addresses.</summary>
    private static bool IsFor(string host, X509Certificate2 certificate)
        => certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().All(names => !names.EnumerateDnsNames().Any() && !names.EnumerateIPAddresses().Any())
           || certificate.MatchesHostname(host, allowWildcards: true, allowCommonName: false);
}
