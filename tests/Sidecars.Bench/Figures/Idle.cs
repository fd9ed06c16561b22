namespace Sidecars.Bench.Figures;

/// <summary>token-refresher between two refreshes: what it holds, and what it does; and whether the token programs get by with little.</summary>
internal static class Idle
{
    private const double MegaByte = 1_000_000;
    private const int Runs = 15;

    /// <summary>Until the connections of the refresh are closed and the threads of the start have ended.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(75);

    public static async Task MeasureAsync(BenchPod pod, Table table, TimeSpan span)
    {
        await MeasureAsync(pod, table, "", 5, span, []);
        await MeasureAsync(pod, table, " with --listen", 8, span, ["--listen", "127.0.0.1:0"]);
        await MeasureScriptAsync(pod, table);
        await MeasureLimitedAsync(pod, table);
    }

    private static async Task MeasureAsync(BenchPod pod, Table table, string suffix, double limit, TimeSpan span, string[] arguments)
    {
        using var group = new MemoryGroup();
        await pod.WithRefresherAsync(group, arguments, async refresher =>
        {
            await refresher.RefreshAsync();
            await Task.Delay(Settling);
            var anHour = await refresher.WaitAsync(span);
            table.Add($"idle, anonymous memory after an https refresh{suffix}", [refresher.AnonymousBytes / MegaByte], "MB", limit);
            table.Add($"  its container's memory{suffix}", [group.Usage / MegaByte], "MB");
            table.Add($"  of it the working set{suffix}", [group.WorkingSet / MegaByte], "MB");
            table.Add($"idle, CPU an hour{suffix} (of {span.TotalMinutes:0.#} minutes)", [anHour], "ms", 50);
        });
    }

    /// <summary>The shell that waits to run the script again.</summary>
    private static async Task MeasureScriptAsync(BenchPod pod, Table table)
    {
        using var group = new MemoryGroup();
        using var process = Usage.Start("sh", group.ToRun("bash", "-c", $"bash {BenchPod.Script}; touch {pod.Path("waits")}; read -r <> <(:)"), pod.Variables);
        await pod.FileAsync("waits");
        table.Add("a shell that has run the script and waits, its container's memory", [group.Usage / MegaByte], "MB");
        table.Add("  of it the working set", [group.WorkingSet / MegaByte], "MB");
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>With 32 MB for the container, files included.</summary>
    private static async Task MeasureLimitedAsync(BenchPod pod, Table table)
    {
        using var group = new MemoryGroup(32_000_000);
        for (var run = 0; run < Runs; run++)
        {
            Usage.Of("sh", group.ToRun(pod.Binary("generate-initial-token")), pod.Variables);
        }

        await pod.WithRefresherAsync(group, [], async refresher =>
        {
            for (var run = 0; run < Runs; run++)
            {
                await refresher.RefreshAsync();
            }
        });
        table.Add($"within 32 MB, {Runs} first tokens and {Runs} refreshes: ended by the kernel", [group.Kills], "", limit: 0);
    }
}
