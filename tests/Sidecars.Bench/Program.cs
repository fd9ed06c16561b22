using System.Globalization;
using Sidecars.Bench;
using Sidecars.Bench.Figures;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var (binaries, reports, chosen) = args is [var first, var second, .. var rest] ? (first, second, rest) : throw new ArgumentException("Say where the published programs are, and where the reports go.");

await using var pod = await BenchPod.StartAsync(binaries, withTls: true);
await using var plainPod = await BenchPod.StartAsync(binaries, withTls: false);
var table = new Table();
var parts = new Dictionary<string, Func<Task>>
{
    ["token"] = () => Task.Run(() => StartToToken.Measure(pod, table)),
    ["token-http"] = () => Task.Run(() => StartToToken.Measure(plainPod, table)),
    ["pod"] = () => Task.Run(() => PodStart.Measure(pod, table)),
    ["clones"] = () => Task.Run(() => Clones.Measure(pod, table)),
    ["looks"] = () => Looks.MeasureAsync(pod, table),
    ["idle"] = () => Idle.MeasureAsync(pod, table, TimeSpan.FromMinutes(2)),
    ["probes"] = () => Probes.MeasureAsync(pod, table),
    ["day"] = () => Day.MeasureAsync(pod, table),
    ["secrets"] = () => Syncing.MeasureAsync(pod, table),
    ["sizes"] = () => Task.Run(() => Sizes.Measure(pod, table)),
};
foreach (var part in chosen.Length > 0 ? chosen : [.. parts.Keys])
{
    await parts[part]();
}

table.Print();
if (chosen.Length == 0)
{
    table.Write(reports);
}

return table.IsWithinLimits ? 0 : 1;
