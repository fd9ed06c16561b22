using System.Text;

namespace Sidecars.Fuzz.Fuzzing;

/// <summary>What a parser is given: bytes, or the text they are.</summary>
internal sealed class Input(byte[] bytes)
{
    /// <summary>A surrogate alone is in no UTF-8, but in strings of .NET it can be: what the bytes of one are read as stands for it.</summary>
    private const string LoneSurrogate = "\uFFFD\uFFFD\uFFFD";

    private string? _text;

    public byte[] Bytes => bytes;

    public string Text => _text ??= Encoding.UTF8.GetString(bytes);

    /// <summary>For what is written: a text that was cut may have them.</summary>
    public string TextWithLoneSurrogates => Text.Replace(LoneSurrogate, "\uD800", StringComparison.Ordinal);

    /// <summary>The text's lines, with nothing behind them.</summary>
    public string[] Lines => Text.Split('\n');

    /// <summary>The bytes in parts, for parsers that read several things: a line with three percent signs stands between two.</summary>
    public byte[][] Parts(int count)
    {
        var parts = new byte[count][];
        var rest = bytes.AsSpan();
        for (var i = 0; i < count; i++)
        {
            var end = i == count - 1 ? -1 : rest.IndexOf("\n%%%\n"u8);
            parts[i] = (end < 0 ? rest : rest[..end]).ToArray();
            rest = end < 0 ? [] : rest[(end + 5)..];
        }

        return parts;
    }
}
