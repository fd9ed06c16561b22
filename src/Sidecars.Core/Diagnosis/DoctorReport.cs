using System.Globalization;
using System.Text;
using Sidecars.Cli;

namespace Sidecars.Diagnosis;

/// <summary>The doctor's table: a line for each check, and under each that is not well what helps.</summary>
public sealed class DoctorReport
{
    /// <summary>What somebody else wrote may be of any length.</summary>
    private const int LongestText = 400;

    private const string Fix = "fix:";

    private static readonly Dictionary<Verdict, string> Words = new()
    {
        [Verdict.Ok] = "ok", [Verdict.Warning] = "warn", [Verdict.Failure] = "FAIL", [Verdict.Skipped] = "skipped",
    };

    private readonly List<Check> _checks = [];

    public IReadOnlyList<Check> Checks => _checks;

    /// <summary>That of the first check that failed.</summary>
    public ExitCode ExitCode => _checks.FirstOrDefault(check => check.Verdict == Verdict.Failure)?.ExitCode ?? ExitCode.Done;

    public void Add(Check check) => _checks.Add(check);

    /// <summary>These could not be looked at.</summary>
    /// <param name="needed">What has to be right first.</param>
    public void Add(IEnumerable<string> skipped, string needed) => _checks.AddRange(skipped.Select(name => Check.Needs(name, needed)));

    public override string ToString()
    {
        var verdicts = Words.Values.Max(word => word.Length);
        var names = _checks.Select(check => Shown(check.Name).Length).Append(0).Max();
        var table = new StringBuilder();
        foreach (var check in _checks)
        {
            table.Append(CultureInfo.InvariantCulture, $"{Words[check.Verdict].PadRight(verdicts)}  {Shown(check.Name).PadRight(names)}  {Shown(check.Finding)}\n");
            if (check.Fix is { } fix)
            {
                table.Append(CultureInfo.InvariantCulture, $"{"".PadRight(verdicts)}  {Fix.PadLeft(names)}  {Shown(fix)}\n");
            }
        }

        return table.Append(Summary).Append('\n').ToString();
    }

    private string Summary
    {
        get
        {
            var counts = Words.Select(word => (Word: word.Value, Count: _checks.Count(check => check.Verdict == word.Key)));
            return string.Join(", ", counts.Where(count => count.Count > 0).Select(count => $"{count.Count} {count.Word}"));
        }
    }

    /// <summary>Fit for a terminal: no secrets, no control characters, nothing that turns the direction of writing.</summary>
    private static string Shown(string text)
    {
        var clean = new string([.. Redaction.Clean(text).Select(c => char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator ? ' ' : c)]);
        return clean.Length > LongestText ? $"{clean[..LongestText]}…" : clean;
    }
}
