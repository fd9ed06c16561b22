using System.Buffers.Text;
using System.Formats.Asn1;

namespace Sidecars.Http;

/// <summary>The certificates of a bundle, under all the names that OpenSSL knows for them.</summary>
internal static class PemCertificates
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string AnyUse = "2.5.29.37.0";

    /// <summary>DER. Those that are not to be trusted for servers are left out.</summary>
    /// <param name="pem">Is written over.</param>
    /// <exception cref="AsnContentException">One is damaged.</exception>
    public static IEnumerable<ReadOnlyMemory<byte>> Of(Memory<byte> pem)
    {
        var (begin, end, dashes) = ("-----BEGIN "u8.ToArray(), "-----END "u8.ToArray(), "-----"u8.ToArray());
        while (pem.Span.IndexOf(begin) is >= 0 and var start)
        {
            pem = pem[(start + begin.Length)..];
            var label = pem[..Math.Max(pem.Span.IndexOf(dashes), 0)];
            if (!label.Span.SequenceEqual("CERTIFICATE"u8) && !label.Span.SequenceEqual("X509 CERTIFICATE"u8) && !label.Span.SequenceEqual("TRUSTED CERTIFICATE"u8))
            {
                continue;
            }

            pem = pem[(label.Length + dashes.Length)..];
            var length = Math.Max(pem.Span.IndexOf(end), 0);
            Base64.DecodeFromUtf8InPlace(pem.Span[..length], out var written);
            AsnDecoder.ReadEncodedValue(pem.Span[..written], AsnEncodingRules.DER, out _, out _, out var certificate);
            if (MaySignServers(pem[certificate..written]))
            {
                yield return pem[..certificate];
            }

            pem = pem[length..];
        }
    }

    /// <param name="uses">What OpenSSL writes behind a trusted certificate: for which uses it is, and for which it is not. Empty where it says nothing.</param>
    private static bool MaySignServers(ReadOnlyMemory<byte> uses)
    {
        if (uses.IsEmpty)
        {
            return true;
        }

        var content = new AsnReader(uses, AsnEncodingRules.DER).ReadSequence();
        var refused = new Asn1Tag(TagClass.ContextSpecific, 0, isConstructed: true);
        var isAmongTrusted = !content.HasData || content.PeekTag() != Asn1Tag.Sequence || IsAmong(content.ReadSequence());
        return isAmongTrusted && !(content.HasData && content.PeekTag() == refused && IsAmong(content.ReadSequence(refused)));
    }

    private static bool IsAmong(AsnReader uses)
    {
        var isAmong = false;
        while (uses.HasData)
        {
            isAmong |= uses.ReadObjectIdentifier() is ServerAuthentication or AnyUse;
        }

        return isAmong;
    }
}
