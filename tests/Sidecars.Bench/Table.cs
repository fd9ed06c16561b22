namespace Sidecars.Bench;

/// <summary>What was measured, with its spread, beside what is allowed.</summary>
internal sealed class Table
{
    private readonly List<(string What, string Value, string Limit, bool IsOver)> _rows = [];

    public bool IsWithinLimits => _rows.TrueForAll(row => !row.IsOver);

    /// <param name="values">One for each run.</param>
    /// <param name="limit">Null for none.</param>
    public void Add(string what, IReadOnlyList<double> values, string unit, double? limit = null)
    {
        var sorted = values.Order().ToList();
        var median = sorted[sorted.Count / 2];
        var spread = sorted.Count == 1 ? "" : $" ({sorted[sorted.Count / 10]:0.0#}–{sorted[sorted.Count - 1 - sorted.Count / 10]:0.0#}, {sorted.Count} runs)";
        _rows.Add((what, $"{median:0.0#} {unit}{spread}", limit is null ? "" : $"≤ {limit:0.##} {unit}", median > limit));
    }

    public void Print()
    {
        foreach (var (what, value, limit, isOver) in _rows)
        {
            Console.WriteLine($"{what,-62}  {value,-38}  {limit,-14}  {(limit.Length == 0 ? "" : isOver ? "OVER" : "ok")}");
        }
    }
}
