namespace Sidecars.Bench;

/// <summary>An exec probe is a start of the program each time.</summary>
internal static class Probes
{
    private const int Runs = 101;

    public static void Measure(BenchPod pod, Table table)
    {
        var variables = new Dictionary<string, string>(pod.Variables) { ["GITHUB_STATE_DIR"] = pod.Path("state") };
        using var process = Usage.Start(pod.Binary("token-refresher"), [], variables);
        try
        {
            _ = process.StandardError.ReadToEndAsync();
            for (var tries = 0; !Passes(pod, variables); tries++)
            {
                if (tries > 200)
                {
                    throw new TimeoutException("The probe never passed.");
                }

                Thread.Sleep(50);
            }

            var usages = Enumerable.Range(0, Runs).Select(_ => Usage.Of(pod.Binary("token-refresher"), ["probe", "--ready"], variables)).ToList();
            table.Add("probe --ready, CPU", [.. usages.Select(usage => usage.CpuMilliseconds)], "ms", 5);
            table.Add("probe --ready, wall", [.. usages.Select(usage => usage.WallMilliseconds)], "ms");
        }
        finally
        {
            process.Kill();
            process.WaitForExit();
        }
    }

    private static bool Passes(BenchPod pod, Dictionary<string, string> variables)
    {
        using var probe = Usage.Start(pod.Binary("token-refresher"), ["probe", "--ready"], variables);
        probe.WaitForExit();
        return probe.ExitCode == 0;
    }
}
