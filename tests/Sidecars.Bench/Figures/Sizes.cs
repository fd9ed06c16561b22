namespace Sidecars.Bench.Figures;

internal static class Sizes
{
    private const double MostMebiBytes = 15.5;

    public static void Measure(BenchPod pod, Table table)
    {
        foreach (var program in new[] { "generate-initial-token", "token-refresher", "git-clone", "secret-sync" })
        {
            table.Add($"size, {program}", [new FileInfo(pod.Binary(program)).Length / Table.MebiByte], "MiB", MostMebiBytes);
        }
    }
}
