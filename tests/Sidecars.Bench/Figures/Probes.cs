namespace Sidecars.Bench.Figures;

/// <summary>An exec probe is a start of the program each time.</summary>
internal static class Probes
{
    private const int Runs = 101;

    public static async Task MeasureAsync(BenchPod pod, Table table)
    {
        using var group = new MemoryGroup();
        await pod.WithRefresherAsync(group, [], async refresher =>
        {
            await refresher.RefreshAsync();
            var usages = Enumerable.Range(0, Runs).Select(_ => Usage.Of(pod.Binary("token-refresher"), ["probe", "--ready"], pod.OfRefresher)).ToList();
            table.Add("probe --ready, CPU", [.. usages.Select(usage => usage.CpuMilliseconds)], "ms", 5);
            table.Add("probe --ready, wall", [.. usages.Select(usage => usage.WallMilliseconds)], "ms");
        });
    }
}
