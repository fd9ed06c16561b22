using System.Runtime.InteropServices;
using System.Text;

namespace Sidecars.Fuzz.Fuzzing;

/// <summary>What became of all inputs, for people.</summary>
internal static class Report
{
    private const string Name = "hostile-input";

    public static void Check(IReadOnlyList<Outcome> outcomes)
    {
        var findings = outcomes.SelectMany(outcome => outcome.Findings.Select(finding => $"{outcome.Target.Name}: {finding}")).ToList();
        Assert.True(findings.Count == 0, string.Join("\n\n", findings));
    }

    public static void Write(IReadOnlyList<Outcome> outcomes, DateTimeOffset start)
    {
        var directory = Directory.CreateDirectory(Path.Combine(Corpus.Repository, "artifacts", "reports")).FullName;
        File.WriteAllText(Path.Combine(directory, $"{Name}.md"), Full(outcomes, start));
        File.WriteAllText(Path.Combine(directory, $"{Name}.summary.md"), Summary(outcomes));
    }

    private static string Full(IReadOnlyList<Outcome> outcomes, DateTimeOffset start)
    {
        var text = new StringBuilder();
        Line(text, "# Hostile input");
        Line(text, "");
        Line(text, $"{start:yyyy-MM-dd HH:mm} UTC, {(DateTimeOffset.UtcNow - start).TotalSeconds:0} s, {Environment.ProcessorCount} CPUs, {RuntimeInformation.OSDescription.Trim()}, {RuntimeInformation.FrameworkDescription}, seed {Campaign.Number("FUZZ_SEED", 1)}.");
        Line(text, "");
        Line(text, $"{Sum(outcomes, outcome => outcome.Inputs):N0} inputs to {outcomes.Count} targets, {Sum(outcomes, outcome => outcome.Seeds):N0} of them kept in the corpus (seeds, and what found something once); the rest is made of these. Findings: {Sum(outcomes, outcome => outcome.Findings.Count)}.");
        Line(text, "");
        Line(text, "A finding is an error that no caller expects, more than a second, more memory than the bound below for each byte (besides what any input takes), a part of a secret in a sentence, or a broken promise of the parser's own (such as: what is read never asks for more than what is written).");
        Line(text, "Time and memory are of one run each: the slowest input, and the most that was allocated for each byte of an input of 4 KiB or more.");
        Line(text, "");
        Line(text, "| target | inputs | accepted | refused | slowest, ms (bytes) | allocated per byte (bound) | findings |");
        Line(text, "|---|--:|--:|--:|--:|--:|--:|");
        foreach (var outcome in outcomes)
        {
            Line(text, $"| {outcome.Target.Name} | {outcome.Inputs:N0} | {outcome.Accepted:N0} | {outcome.Refused:N0} | {outcome.Slowest.TotalMilliseconds:0.0} ({outcome.SlowestLength:N0}) | {outcome.MostBytesPerByte:0} ({outcome.Target.BytesPerByte}) | {outcome.Findings.Count} |");
        }

        foreach (var finding in outcomes.SelectMany(outcome => outcome.Findings.Select(finding => $"{outcome.Target.Name}: {finding}")))
        {
            Line(text, "");
            Line(text, $"```\n{finding}\n```");
        }

        return text.ToString();
    }

    private static string Summary(IReadOnlyList<Outcome> outcomes)
    {
        var slowest = outcomes.MaxBy(outcome => outcome.Slowest)!;
        var text = new StringBuilder();
        Line(text, $"{Sum(outcomes, outcome => outcome.Inputs):N0} hostile inputs to {outcomes.Count} parsers: {Sum(outcomes, outcome => outcome.Accepted):N0} taken, {Sum(outcomes, outcome => outcome.Refused):N0} refused with a documented error, {Sum(outcomes, outcome => outcome.Findings.Count):N0} findings.");
        Line(text, $"The slowest took {slowest.Slowest.TotalMilliseconds:0} ms ({slowest.Target.Name}, {slowest.SlowestLength:N0} bytes).");
        return text.ToString();
    }

    private static long Sum(IReadOnlyList<Outcome> outcomes, Func<Outcome, long> count) => outcomes.Sum(count);

    private static void Line(StringBuilder text, string line) => text.Append(line).Append('\n');
}
