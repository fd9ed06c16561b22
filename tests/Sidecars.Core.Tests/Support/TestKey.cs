using System.Security.Cryptography;
using System.Text;
using Sidecars.GitHub;

namespace Sidecars.Support;

/// <summary>A key as GitHub gives it. Making one takes longer than most tests, so there is one for all.</summary>
internal static class TestKey
{
    public static RSA Rsa { get; } = RSA.Create(2048);

    /// <summary>PKCS#1, with a line end behind it.</summary>
    public static string Pem { get; } = Rsa.ExportRSAPrivateKeyPem() + "\n";

    public static AppPrivateKey Read() => AppPrivateKey.Read(Pem, "the test");

    public static bool Signed(string text, byte[] signature)
        => Rsa.VerifyData(Encoding.ASCII.GetBytes(text), signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
}
