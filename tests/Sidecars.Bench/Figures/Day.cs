using System.Globalization;

namespace Sidecars.Bench.Figures;

/// <summary>What a pod's sidecar takes in a day with the chart's defaults: refreshes, probes (each a program that runc starts in the container), and waiting in between.</summary>
internal static class Day
{
    private const int Runs = 21;
    private static readonly TimeSpan OneDay = TimeSpan.FromDays(1);

    public static async Task MeasureAsync(BenchPod pod, Table table)
    {
        var defaults = File.ReadAllLines(Path.Combine(pod.Binaries, "..", "..", "charts", "sidecars", "values.yaml"));
        var probes = OneDay / TimeSpan.FromSeconds(Value("livenessPeriodSeconds"));
        var refreshes = OneDay / TimeSpan.FromMinutes(Value("refreshIntervalMinutes"));

        var containers = new Containers(pod);
        File.Delete(pod.Path("github/token"));
        using var container = containers.Start(containers.Prepare("token-refresher", ["/token-refresher"], pod.OfRefresher));
        var refresher = new Refresher(pod, container.ProcessId);
        await pod.TokenAsync();
        var refresh = new List<double>();
        for (var run = 0; run < Runs; run++)
        {
            refresh.Add(await refresher.RefreshAsync());
        }

        var waiting = await refresher.WaitAsync(TimeSpan.FromMinutes(2));
        var probe = Enumerable.Range(0, Runs).Select(_ => container.Execute("/token-refresher", "probe", "--live").CpuMilliseconds).ToList();
        var script = Enumerable.Range(0, Runs).Select(_ => Usage.Of("bash", [BenchPod.Script], pod.Variables).CpuMilliseconds).ToList();

        table.Add("a refresh, CPU", refresh, "ms");
        table.Add("  the script, CPU", script, "ms");
        table.Add("  times the script's CPU", [.. refresh.Zip(script, (one, other) => one / other)], "");
        table.Add("a liveness probe, CPU, runc's start included", probe, "ms");
        table.Add($"CPU a day: {refreshes:0} refreshes", [.. refresh.Select(value => value * refreshes / 1e3)], "s");
        table.Add("  the script, as often", [.. script.Select(value => value * refreshes / 1e3)], "s");
        table.Add($"CPU a day: {probes:0} liveness probes", [.. probe.Select(value => value * probes / 1e3)], "s");
        table.Add("CPU a day: waiting", [waiting * (OneDay / TimeSpan.FromHours(1)) / 1e3], "s");

        double Value(string name)
            => double.Parse(defaults.Single(line => line.TrimStart().StartsWith($"{name}:", StringComparison.Ordinal)).Split(':')[1].Split('#')[0], CultureInfo.InvariantCulture);
    }
}
