namespace Sidecars.Bench;

/// <summary>What was measured, with its spread, beside what is allowed.</summary>
internal sealed class Table
{
    private readonly List<(string What, string Value, string Limit, string Verdict)> _rows = [];

    public bool IsWithinLimits => _rows.TrueForAll(row => row.Verdict is "" or "ok");

    /// <param name="values">One for each run.</param>
    /// <param name="limit">The most that is allowed; null for no limit.</param>
    /// <param name="least">The least that is allowed; null for no limit.</param>
    public void Add(string what, IReadOnlyList<double> values, string unit, double? limit = null, double? least = null)
    {
        var sorted = values.Order().ToList();
        var median = sorted[sorted.Count / 2];
        var spread = sorted.Count == 1 ? "" : $" ({sorted[sorted.Count / 10]:0.0#}–{sorted[sorted.Count - 1 - sorted.Count / 10]:0.0#}, {sorted.Count} runs)";
        var allowed = limit is not null ? $"≤ {limit:0.##} {unit}" : least is not null ? $"≥ {least:0.##} {unit}" : "";
        _rows.Add((what, $"{median:0.0#} {unit}{spread}", allowed.TrimEnd(), allowed.Length == 0 ? "" : median > limit ? "OVER" : median < least ? "UNDER" : "ok"));
    }

    public void Print()
    {
        foreach (var (what, value, limit, verdict) in _rows)
        {
            Console.WriteLine($"{what,-62}  {value,-38}  {limit,-14}  {verdict}");
        }
    }
}
