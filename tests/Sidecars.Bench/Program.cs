using System.Globalization;
using Sidecars.Bench;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var binaries = args is [var directory, ..] ? directory : throw new ArgumentException("The directory of the published programs is missing.");

await using var pod = await BenchPod.StartAsync(binaries);
var table = new Table();
var parts = new Dictionary<string, Func<Task>>
{
    ["token"] = () => StartToToken.MeasureAsync(pod, table),
    ["clones"] = () => Task.Run(() => Clones.Measure(pod, table)),
    ["looks"] = () => Looks.MeasureAsync(pod, table),
    ["idle"] = () => Idle.MeasureAsync(pod, table, TimeSpan.FromMinutes(2)),
    ["probes"] = () => Task.Run(() => Probes.Measure(pod, table)),
    ["secrets"] = () => Syncing.MeasureAsync(pod, table),
    ["sizes"] = () => Task.Run(() => Sizes.Measure(pod, table)),
};
foreach (var part in args.Length > 1 ? args[1..] : [.. parts.Keys])
{
    await parts[part]();
}

table.Print();
return table.IsWithinLimits ? 0 : 1;
