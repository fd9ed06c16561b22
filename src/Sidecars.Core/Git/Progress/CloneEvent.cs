using System.Globalization;
using System.Text;
using Sidecars.Cli;

namespace Sidecars.Git.Progress;

/// <summary>What is told of one repository at one moment. It holds no secret, and nothing that a terminal would obey.</summary>
/// <param name="Timestamp">RFC 3339, in UTC; never before the one of an earlier event.</param>
/// <param name="Repo">The URL that is cloned, without credentials.</param>
/// <param name="Commit">Where HEAD is; only when done.</param>
/// <param name="ExitCode">What the program would end with if this were its only repository; only of an error.</param>
public sealed record CloneEvent(
    string Kind, string Timestamp, string Repo, CloneStage Stage, string Message,
    string? Phase = null, int? Percent = null, long? Bytes = null, string? Commit = null, int? ExitCode = null)
{
    private const int LongestMessage = 200;

    /// <summary>The text as an event may hold it: one line without tokens, passwords in URLs, control and direction characters, and of bounded length.</summary>
    public static string Clean(string text)
    {
        // Cut last: a token that was cut in two would not be known as one.
        var clean = new StringBuilder();
        foreach (var rune in Redaction.Clean(text).EnumerateRunes())
        {
            if (clean.Length + rune.Utf16SequenceLength > LongestMessage)
            {
                break;
            }

            clean.Append(Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator ? new Rune(' ') : rune);
        }

        return clean.ToString().Trim();
    }
}
