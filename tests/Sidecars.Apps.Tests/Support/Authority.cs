using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sidecars.Apps.Support;

/// <summary>A certificate authority that nobody knows, and a server's certificate by it.</summary>
internal sealed class Authority : IDisposable
{
    private readonly RSA _key = RSA.Create(2048);
    private readonly X509Certificate2 _certificate;

    public Authority(IPAddress? address = null, string? name = null)
    {
        var request = new CertificateRequest("CN=Authority of the tests", _key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        var (from, until) = (DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        _certificate = request.CreateSelfSigned(from, until);

        using var serverKey = RSA.Create(2048);
        var server = new CertificateRequest("CN=GitHub of the tests", serverKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(address ?? IPAddress.Loopback);
        if (name is not null)
        {
            names.AddDnsName(name);
        }

        server.CertificateExtensions.Add(names.Build());
        server.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        using var signed = server.Create(_certificate, from, until, RandomNumberGenerator.GetBytes(8));
        ServerCertificate = signed.CopyWithPrivateKey(serverKey);
    }

    public X509Certificate2 ServerCertificate { get; }

    public string Pem => _certificate.ExportCertificatePem();

    public void Dispose()
    {
        ServerCertificate.Dispose();
        _certificate.Dispose();
        _key.Dispose();
    }
}
