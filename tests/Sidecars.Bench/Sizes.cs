namespace Sidecars.Bench;

internal static class Sizes
{
    public static void Measure(BenchPod pod, Table table)
    {
        foreach (var (program, limit) in new[] { ("generate-initial-token", 15.5), ("token-refresher", 15.5), ("git-clone", 15.5), ("secret-sync", 15.5) })
        {
            table.Add($"size, {program}", [new FileInfo(pod.Binary(program)).Length / Table.MebiByte], "MiB", limit);
        }
    }
}
