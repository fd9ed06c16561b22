using System.Formats.Asn1;
using System.Text;

namespace Sidecars.Http;

/// <summary>Names as certificates have them.</summary>
internal static class DistinguishedName
{
    /// <summary>
    /// The same text for what RFC 5280, section 7.1, calls the same name: whatever its letters' case, its white space and the kind of its strings, which
    /// authorities do change when they renew their certificate. It may be the same for others, too: who has signed shows in the signature.
    /// </summary>
    /// <param name="name">DER.</param>
    /// <exception cref="AsnContentException">It is no name.</exception>
    public static string Normalize(ReadOnlySpan<byte> name)
    {
        var text = new StringBuilder();
        Append(text, name);
        return text.ToString();
    }

    private static void Append(StringBuilder text, ReadOnlySpan<byte> values)
    {
        while (!values.IsEmpty)
        {
            var tag = AsnDecoder.ReadEncodedValue(values, AsnEncodingRules.DER, out var offset, out var length, out var consumed);
            var content = values.Slice(offset, length);
            if (tag.IsConstructed)
            {
                Append(text, content);
            }
            else
            {
                AppendText(text, (tag.HasSameClassAndValue(new(UniversalTagNumber.BMPString)) ? Encoding.BigEndianUnicode : Encoding.UTF8).GetString(content));
            }

            values = values[consumed..];
        }
    }

    private static void AppendText(StringBuilder text, string value)
    {
        foreach (var letter in value)
        {
            if (!char.IsWhiteSpace(letter))
            {
                text.Append(char.ToLowerInvariant(letter));
            }
        }

        text.Append('\n');
    }
}
