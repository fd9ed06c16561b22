using System.Security.Cryptography;

namespace Sidecars.Apps.Support;

/// <summary>A private key as GitHub hands it out.</summary>
internal sealed class TestKey
{
    private TestKey()
    {
        using var rsa = RSA.Create(2048);
        Pem = rsa.ExportRSAPrivateKeyPem();
        Pkcs8Pem = rsa.ExportPkcs8PrivateKeyPem();
        PublicPem = rsa.ExportSubjectPublicKeyInfoPem();
        Fingerprint = $"SHA256:{Convert.ToBase64String(SHA256.HashData(rsa.ExportSubjectPublicKeyInfo()))}";
    }

    /// <summary>Making one takes longer than most tests: they share it.</summary>
    public static TestKey Shared { get; } = new();

    public static TestKey Other { get; } = new();

    public string Pem { get; }

    public string Pkcs8Pem { get; }

    public string PublicPem { get; }

    public string Fingerprint { get; }

    /// <summary>The secret part cut into pieces, wherever line ends may fall.</summary>
    public IEnumerable<string> Pieces(int length) => PiecesOf(Pem, length);

    public IEnumerable<string> PiecesOfPkcs8(int length) => PiecesOf(Pkcs8Pem, length);

    private static IEnumerable<string> PiecesOf(string pem, int length)
        => pem.Split('\n').Skip(1).SkipLast(1).Where(line => line.Length >= length).Select(line => line[..length]);
}
