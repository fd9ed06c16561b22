using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;

namespace Sidecars.Http;

/// <summary>What nobody can forge today: 112 bits, as OpenSSL's security level 2, which curl and git go by. .NET goes by none.</summary>
internal static class CertificateStrength
{
    private const int LeastBitsOfRsa = 2048;
    private const int LeastBitsOfCurve = 224;
    private const string Pss = "1.2.840.113549.1.1.10";

    private static readonly string[] Signatures =
    [
        "1.2.840.113549.1.1.11", "1.2.840.113549.1.1.12", "1.2.840.113549.1.1.13", "1.2.840.113549.1.1.14", // RSA with SHA-2
        "1.2.840.10045.4.3.1", "1.2.840.10045.4.3.2", "1.2.840.10045.4.3.3", "1.2.840.10045.4.3.4", // ECDSA with SHA-2
        "1.3.101.112", "1.3.101.113", // Ed25519, Ed448
    ];

    private static readonly string[] HashesOfPss = ["2.16.840.1.101.3.4.2.1", "2.16.840.1.101.3.4.2.2", "2.16.840.1.101.3.4.2.3", "2.16.840.1.101.3.4.2.4"];

    public static bool HasStrongKey(X509Certificate2 certificate)
    {
        var key = certificate.PublicKey.EncodedKeyValue.RawData;
        return certificate.PublicKey.Oid.Value switch
        {
            "1.2.840.113549.1.1.1" or Pss => Modulus(key) >= LeastBitsOfRsa,

            // A point is one byte that says whether a second coordinate follows the first.
            "1.2.840.10045.2.1" => key is [2 or 3, ..] ? (key.Length - 1) * 8 >= LeastBitsOfCurve : (key.Length - 1) * 4 >= LeastBitsOfCurve,
            "1.3.101.112" or "1.3.101.113" => true,
            _ => false,
        };
    }

    public static bool HasStrongSignature(X509Certificate2 certificate)
        => certificate.SignatureAlgorithm.Value == Pss ? HashesOfPss.Contains(HashOfPss(certificate.RawData)) : Signatures.Contains(certificate.SignatureAlgorithm.Value);

    private static long Modulus(byte[] key)
        => new AsnReader(key, AsnEncodingRules.DER).ReadSequence().ReadInteger().GetBitLength();

    /// <summary>RFC 4055, section 3.1; null where it is the default, which is SHA-1.</summary>
    private static string? HashOfPss(byte[] certificate)
    {
        var content = new AsnReader(certificate, AsnEncodingRules.DER).ReadSequence();
        content.ReadEncodedValue();
        var algorithm = content.ReadSequence();
        algorithm.ReadObjectIdentifier();
        var first = new Asn1Tag(TagClass.ContextSpecific, 0);
        var parameters = algorithm.ReadSequence();
        return parameters.HasData && parameters.PeekTag().HasSameClassAndValue(first) ? parameters.ReadSequence(first).ReadSequence().ReadObjectIdentifier() : null;
    }
}
