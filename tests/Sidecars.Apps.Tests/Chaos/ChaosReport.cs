using System.Globalization;
using System.Text;
using Sidecars.Apps.Chaos.LocalFaults;
using Sidecars.Apps.Support;

namespace Sidecars.Apps.Chaos;

/// <summary>What was found, as artifacts/reports/chaos.md. It is written anew with each finding, so that a run that ends early leaves what it had.</summary>
internal static class ChaosReport
{
    private static readonly Lock Gate = new();
    private static readonly SortedDictionary<ChaosPart, (string Text, string Summary)> Parts = [];
    private static readonly SortedDictionary<string, LocalFaultRow> Rows = new(StringComparer.Ordinal);
    private static readonly DateTimeOffset Start = DateTimeOffset.UtcNow;

    /// <param name="text">In Markdown, without its heading.</param>
    /// <param name="summary">A sentence.</param>
    public static void Set(ChaosPart part, string text, string summary)
    {
        lock (Gate)
        {
            Parts[part] = (text, summary);
            Write();
        }
    }

    public static void Add(LocalFaultRow row)
    {
        lock (Gate)
        {
            Rows[row.Fault] = row;
            Write();
        }
    }

    /// <summary>The middle one, and between which two all are.</summary>
    public static string Spread(IEnumerable<TimeSpan> times)
    {
        var sorted = times.Select(time => time.TotalSeconds).Order().ToList();
        return sorted.Count == 1
            ? FormattableString.Invariant($"{sorted[0]:0.00} s")
            : FormattableString.Invariant($"{sorted[sorted.Count / 2]:0.00} s ({sorted[0]:0.00}–{sorted[^1]:0.00})");
    }

    public static string Table(string[] columns, IEnumerable<string[]> rows)
    {
        var text = new StringBuilder($"| {string.Join(" | ", columns)} |\n|{string.Concat(columns.Select(_ => "---|"))}\n");
        rows.ToList().ForEach(row => text.Append(CultureInfo.InvariantCulture, $"| {string.Join(" | ", row)} |\n"));
        return text.ToString();
    }

    private static void Write()
    {
        // The share in ./build.sh test is too short to stand for anything: it does not replace the report of the long form.
        var name = ChaosRun.IsLong ? "chaos" : "chaos-short";
        var directory = Directory.CreateDirectory(Path.Combine(Published.Repository, "artifacts", "reports")).FullName;
        var text = new StringBuilder(FormattableString.Invariant(
            $"# Faults\n\nRun on {Start:yyyy-MM-dd HH:mm} UTC for {ChaosRun.Duration.TotalSeconds:0} s ({ChaosRun.SeedVariable}={ChaosRun.Seed}), {Environment.ProcessorCount} CPUs, {Environment.OSVersion.VersionString}.\n"));
        foreach (var part in Enum.GetValues<ChaosPart>())
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {Heading(part)}\n\n");
            text.Append(part == ChaosPart.LocalFaults ? LocalFaults() : Parts.TryGetValue(part, out var found) ? found.Text : "Not run, or it did not come to its end.\n");
        }

        File.WriteAllText(Path.Combine(directory, $"{name}.md"), text.ToString());
        File.WriteAllText(Path.Combine(directory, $"{name}.summary.md"), string.Concat(Parts.Values.Select(part => $"- {part.Summary}\n")) + (Rows.Count > 0 ? $"\n{LocalFaults()}" : ""));
    }

    private static string Heading(ChaosPart part) => part switch
    {
        ChaosPart.Promise => "GitHub and the network fail, by a fast clock",
        ChaosPart.PublishedPromise => "The same with the published program, in real time",
        ChaosPart.MintLimit => "The mint limit",
        ChaosPart.LostAnswers => "Mint answers that are cut off",
        ChaosPart.KilledPublish => "SIGKILL at every system call of a publish",
        _ => "Local faults",
    };

    private static string LocalFaults() => Rows.Count == 0 ? "Not run.\n" : Table(
        ["fault", "what the consumer sees", "all is well after its end", "how often"],
        Rows.Values.Select(row => new[] { row.Fault, row.Seen, row.Recovery, $"{row.Times}" }));
}
