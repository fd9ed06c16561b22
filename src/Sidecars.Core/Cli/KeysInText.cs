using System.Text;

namespace Sidecars.Cli;

/// <summary>A key stands where something else belongs when a wrong file is mounted or named; however much of it there is, none is shown.</summary>
internal static class KeysInText
{
    public static string Hide(string text)
    {
        const string begin = "-----BEGIN", end = "-----END", dashes = "-----";

        // In a loop: a text from outside may have as many as it likes.
        var clean = new StringBuilder();
        var from = 0;
        for (var start = text.IndexOf(begin, StringComparison.Ordinal); start >= 0; start = text.IndexOf(begin, from, StringComparison.Ordinal))
        {
            clean.Append(text, from, start - from).Append("[key]");
            var last = text.IndexOf(end, start, StringComparison.Ordinal);
            var close = last < 0 ? -1 : text.IndexOf(dashes, last + end.Length, StringComparison.Ordinal);
            if (close < 0)
            {
                return clean.ToString();
            }

            from = close + dashes.Length;
        }

        return clean.Append(text, from, text.Length - from).ToString();
    }
}
