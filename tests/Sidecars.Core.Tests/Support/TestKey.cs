using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Sidecars.GitHub;

namespace Sidecars.Support;

/// <summary>A key as GitHub gives it. Making one takes longer than most tests, so there is one for all.</summary>
internal static class TestKey
{
    public static RSA Rsa { get; } = RSA.Create(2048);

    /// <summary>PKCS#1, with a line end behind it.</summary>
    public static string Pem { get; } = Rsa.ExportRSAPrivateKeyPem() + "\n";

    /// <summary>Signed by itself, in PEM form.</summary>
    public static string Certificate { get; } = SelfSigned();

    public static AppPrivateKey Read() => AppPrivateKey.Read(Pem, "the test");

    public static bool Signed(string text, byte[] signature)
        => Rsa.VerifyData(Encoding.ASCII.GetBytes(text), signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    private static string SelfSigned()
    {
        var request = new CertificateRequest("CN=somebody", Rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        return certificate.ExportCertificatePem();
    }
}
