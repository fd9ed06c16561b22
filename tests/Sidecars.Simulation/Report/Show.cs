namespace Sidecars.Simulation.Report;

/// <summary>How figures are written.</summary>
internal static class Show
{
    public static string Minutes(TimeSpan span) => $"{span.TotalMinutes:0.0}";

    public static string Hours(TimeSpan span) => $"{span.TotalHours:0.0}";

    public static string Clock(TimeSpan? span) => span is { } known ? $"{(int)known.TotalMinutes}:{known.Seconds:00}" : "never";

    /// <summary>Of what there is room for: rounded down.</summary>
    public static string Hundreds(double count) => $"{Math.Floor(count / 100) * 100:N0}";

    public static string Row(params object[] cells) => $"| {string.Join(" | ", cells)} |\n";

    public static string Head(params string[] names) => Row([.. names]) + Row([.. names.Select((_, index) => index == 0 ? "---" : "---:")]);
}
