using System.Text.Json;

namespace Sidecars.Bench;

/// <summary>What was measured, with its spread, beside what is allowed.</summary>
internal sealed class Table
{
    public const double MebiByte = 1024 * 1024;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private readonly List<Row> _rows = [];

    public bool IsWithinLimits => _rows.TrueForAll(row => row.Verdict is null or "ok");

    /// <param name="values">One for each run.</param>
    /// <param name="limit">The most that is allowed; null for no limit.</param>
    /// <param name="least">The least that is allowed; null for no limit.</param>
    public void Add(string what, IReadOnlyList<double> values, string unit, double? limit = null, double? least = null)
    {
        var sorted = values.Order().ToList();
        _rows.Add(new(what, unit, sorted[sorted.Count / 2], sorted[sorted.Count / 10], sorted[sorted.Count - 1 - sorted.Count / 10], sorted.Count, limit, least));
    }

    public void Print() => _rows.ForEach(row => Console.WriteLine(row.Line));

    /// <summary>For whoever reads the README, and for whoever compares.</summary>
    public void Write(string directory)
    {
        var when = $"{DateTimeOffset.UtcNow:yyyy-MM-dd}, {Environment.ProcessorCount} processors, Linux {Environment.OSVersion.Version}";
        Directory.CreateDirectory(Path.Combine(directory, "reports"));
        File.WriteAllText(Path.Combine(directory, "bench.json"), JsonSerializer.Serialize(new { when, rows = _rows }, Json));
        var text = $"Measured {when}.\n\n{string.Concat(_rows.Select(row => $"    {row.Line.TrimEnd()}\n"))}";
        File.WriteAllText(Path.Combine(directory, "reports", "bench.md"), text);
        File.WriteAllText(Path.Combine(directory, "reports", "bench.summary.md"), text);
    }

    /// <param name="Low">The 10th percentile.</param>
    /// <param name="High">The 90th percentile.</param>
    private sealed record Row(string What, string Unit, double Median, double Low, double High, int Runs, double? Limit, double? Least)
    {
        public string? Verdict => Median > Limit ? "OVER" : Median < Least ? "UNDER" : Limit is null && Least is null ? null : "ok";

        internal string Line
        {
            get
            {
                var spread = Runs == 1 ? "" : $" ({Low:0.0#}–{High:0.0#}, {Runs} runs)";
                var allowed = Limit is not null ? $"≤ {Limit:0.##} {Unit}" : Least is not null ? $"≥ {Least:0.##} {Unit}" : "";
                return $"{What,-66}  {$"{Median:0.0#} {Unit}{spread}",-38}  {allowed.TrimEnd(),-10}  {Verdict}";
            }
        }
    }
}
