using System.Security.Cryptography;
using System.Text;
using Sidecars.Cli;

namespace Sidecars.GitHub;

/// <summary>The key that proves we are the App. It signs, and shows nothing but its fingerprint.</summary>
public sealed class AppPrivateKey : IDisposable
{
    private const int MinBits = 2048;

    /// <summary>To sign with one of 64 KiB takes hours.</summary>
    private const int MaxBits = 8192;

    private readonly RSA _key;

    internal AppPrivateKey(RSA key)
    {
        _key = key;
        Fingerprint = $"SHA256:{Convert.ToBase64String(SHA256.HashData(key.ExportSubjectPublicKeyInfo()))}";
    }

    /// <summary>As GitHub shows it on the App's settings page.</summary>
    public string Fingerprint { get; }

    /// <summary>Reads a key in any form that people put into a Secret, as long as it can be repaired.</summary>
    /// <param name="text">The key, never echoed in an error.</param>
    /// <param name="source">Where it comes from, for the error.</param>
    /// <exception cref="SidecarException">It is no key that can sign; the sentence says what it is instead.</exception>
    public static AppPrivateKey Read(string text, string source)
    {
        var repaired = PrivateKeyText.Repair(text);
        var key = RSA.Create();
        try
        {
            Import(key, repaired);
            if (key.KeySize is < MinBits or > MaxBits)
            {
                throw new FormatException($"it has {key.KeySize} bits, and GitHub's keys have {MinBits}");
            }

            // A public key imports without complaint and fails only here.
            key.SignData("test"u8, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            return new AppPrivateKey(key);
        }
        catch (Exception e) when (e is FormatException or CryptographicException or ArgumentException)
        {
            key.Dispose();
            var reason = e is FormatException ? e.Message : PrivateKeyText.WhyUnusable(repaired);
            throw new SidecarException(
                ExitCode.Key, $"The private key in {source} cannot be used: {reason}. Download a new one from the App's settings page (General, Private keys) and store the .pem file as it is.");
        }
    }

    /// <summary>Signs as RS256 does (RFC 7518, section 3.3).</summary>
    public byte[] Sign(string text) => _key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    public void Dispose() => _key.Dispose();

    private static void Import(RSA key, string text)
    {
        if (PrivateKeyText.TryDecode(text) is { } der)
        {
            ImportDer(key, der);
        }
        else
        {
            key.ImportFromPem(text);
        }
    }

    private static void ImportDer(RSA key, byte[] der)
    {
        try
        {
            key.ImportPkcs8PrivateKey(der, out _);
        }
        catch (CryptographicException)
        {
            key.ImportRSAPrivateKey(der, out _);
        }
    }
}
