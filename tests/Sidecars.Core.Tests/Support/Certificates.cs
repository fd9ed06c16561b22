using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sidecars.Support;

/// <summary>Makes authorities and servers' certificates, right ones and wrong ones.</summary>
internal sealed class Certificates : IDisposable
{
    public const string ForServers = "1.3.6.1.5.5.7.3.1";
    public const string ForClients = "1.3.6.1.5.5.7.3.2";

    private readonly List<IDisposable> _made = [];

    public static AsymmetricAlgorithm Rsa(int bits) => RSA.Create(bits);

    public X509Certificate2 Authority(
        string name, X509Certificate2? by = null, AsymmetricAlgorithm? key = null, HashAlgorithmName? hash = null, int days = 5, bool isOne = true, int? depth = null,
        X509KeyUsageFlags use = X509KeyUsageFlags.KeyCertSign, X500DistinguishedName? encoded = null)
    {
        var request = Request(encoded ?? new X500DistinguishedName($"CN={name}"), key);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isOne, depth is not null, depth ?? 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(use, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return Sign(request, by, hash, days);
    }

    /// <summary>For <c>github.test</c>, and its address in documents.</summary>
    public X509Certificate2 Server(
        X509Certificate2? by, string name = "server", AsymmetricAlgorithm? key = null, HashAlgorithmName? hash = null, int days = 3, string purpose = ForServers,
        X509KeyUsageFlags? use = null, IReadOnlyList<string>? names = null, IReadOnlyList<IPAddress>? addresses = null, X500DistinguishedName? issuer = null)
    {
        var request = Request(new X500DistinguishedName($"CN={name}"), key);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], false));
        if (use is { } flags)
        {
            request.CertificateExtensions.Add(new X509KeyUsageExtension(flags, true));
        }

        if (names is not null || addresses is not null)
        {
            var alternative = new SubjectAlternativeNameBuilder();
            names?.ToList().ForEach(alternative.AddDnsName);
            addresses?.ToList().ForEach(alternative.AddIpAddress);
            request.CertificateExtensions.Add(alternative.Build());
        }

        return Sign(request, by, hash, days, issuer);
    }

    public void Dispose() => _made.ForEach(made => made.Dispose());

    private CertificateRequest Request(X500DistinguishedName name, AsymmetricAlgorithm? key) => Kept(key ?? ECDsa.Create(ECCurve.NamedCurves.nistP256)) switch
    {
        RSA rsa => new(name, rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
        var curve => new(name, (ECDsa)curve, HashAlgorithmName.SHA256),
    };

    private X509Certificate2 Sign(CertificateRequest request, X509Certificate2? by, HashAlgorithmName? hash, int days, X500DistinguishedName? issuer = null)
    {
        var key = (AsymmetricAlgorithm)_made[^1];
        if (by?.Extensions.OfType<X509SubjectKeyIdentifierExtension>().FirstOrDefault() is { } identifier)
        {
            request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(identifier));
        }

        var signer = by is null ? key : Kept((AsymmetricAlgorithm?)by.GetECDsaPrivateKey() ?? by.GetRSAPrivateKey()!);
        var signed = Kept(request.Create(
            issuer ?? by?.SubjectName ?? request.SubjectName, new Signatures(signer, hash ?? HashAlgorithmName.SHA256),
            DateTimeOffset.UtcNow.AddDays(Math.Min(days, 0) - 2), DateTimeOffset.UtcNow.AddDays(days), RandomNumberGenerator.GetBytes(8)));
        return Kept(key is RSA rsa ? signed.CopyWithPrivateKey(rsa) : signed.CopyWithPrivateKey((ECDsa)key));
    }

    private T Kept<T>(T made)
        where T : IDisposable
    {
        _made.Add(made);
        return made;
    }

    /// <summary>Of any kind: .NET itself signs with no hash that is broken.</summary>
    private sealed class Signatures(AsymmetricAlgorithm key, HashAlgorithmName hash) : X509SignatureGenerator
    {
        private readonly X509SignatureGenerator _sound = key is RSA rsa ? CreateForRSA(rsa, RSASignaturePadding.Pkcs1) : CreateForECDsa((ECDsa)key);

        public override byte[] GetSignatureAlgorithmIdentifier(HashAlgorithmName hashAlgorithm) => hash.Name switch
        {
            "MD5" => Identifier("1.2.840.113549.1.1.4"),
            "SHA1" when key is ECDsa => Identifier("1.2.840.10045.4.1"),
            "SHA1" => Identifier("1.2.840.113549.1.1.5"),
            _ => _sound.GetSignatureAlgorithmIdentifier(hash),
        };

        public override byte[] SignData(byte[] data, HashAlgorithmName hashAlgorithm)
            => key is RSA rsa ? rsa.SignData(data, hash, RSASignaturePadding.Pkcs1) : ((ECDsa)key).SignData(data, hash, DSASignatureFormat.Rfc3279DerSequence);

        protected override PublicKey BuildPublicKey() => _sound.PublicKey;

        private static byte[] Identifier(string algorithm)
        {
            var writer = new AsnWriter(AsnEncodingRules.DER);
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(algorithm);
                writer.WriteNull();
            }

            return writer.Encode();
        }
    }
}
