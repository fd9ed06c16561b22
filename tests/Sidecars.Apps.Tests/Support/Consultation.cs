namespace Sidecars.Apps.Support;

/// <summary>What <c>token-refresher doctor</c> said, line by line.</summary>
internal sealed class Consultation
{
    private const string Fix = "fix: ";

    private Consultation(Run run)
    {
        Run = run;
        var lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        foreach (var line in lines.SkipLast(1))
        {
            if (line[..VerdictWidth].Trim() is { Length: > 0 } verdict)
            {
                Rows.Add(new(verdict, line[VerdictWidth..], null));
            }
            else
            {
                Assert.StartsWith(Fix, line.Trim(), StringComparison.Ordinal);
                Assert.Null(Rows[^1].Fix);
                Rows[^1] = Rows[^1] with { Fix = line.Trim()[Fix.Length..] };
            }
        }

        // Whatever is wrong has one fix, and nothing else has.
        Assert.NotEmpty(Rows);
        Assert.All(Rows, row => Assert.Equal(row.Verdict is "FAIL" or "warn", row.Fix is { Length: > 10 }));
        Assert.DoesNotContain(run.Output, c => char.IsControl(c) && c != '\n');
    }

    private const int VerdictWidth = 9;

    public Run Run { get; }

    public List<Row> Rows { get; } = [];

    public IEnumerable<Row> Failures => Rows.Where(row => row.Verdict == "FAIL");

    public static async Task<Consultation> OfAsync(Pod pod, params string[] arguments) => new(await pod.RunAsync(Published.TokenRefresher, ["doctor", .. arguments]));

    public static async Task<Consultation> OfAsync(Pod pod, Command command) => new(await pod.EndAsync(command));

    /// <summary>The one line of this check.</summary>
    public Row this[string name] => Assert.Single(Rows, row => row.IsOf(name));

    public void AssertFails(string name, int exitCode, string finding, string fix)
    {
        var row = Failures.First();
        Assert.True(row.IsOf(name), Run.Output);
        Assert.Contains(finding, row.Text, StringComparison.Ordinal);
        Assert.Contains(fix, row.Fix, StringComparison.Ordinal);
        Assert.Equal(exitCode, Run.ExitCode);
    }

    public void AssertWarns(string name, string finding, string fix)
    {
        var row = Assert.Single(Rows, row => row.Verdict == "warn" && row.IsOf(name));
        Assert.Contains(finding, row.Text, StringComparison.Ordinal);
        Assert.Contains(fix, row.Fix, StringComparison.Ordinal);
        Assert.Empty(Failures);
        Assert.Equal(0, Run.ExitCode);
    }

    /// <param name="Text">Name and finding.</param>
    internal sealed record Row(string Verdict, string Text, string? Fix)
    {
        public bool IsOf(string name) => Text.StartsWith($"{name} ", StringComparison.Ordinal);
    }
}
