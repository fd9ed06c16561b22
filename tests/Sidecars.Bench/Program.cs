using System.Globalization;
using Sidecars.Bench;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var binaries = args is [var directory, ..] ? directory : throw new ArgumentException("The directory of the published programs is missing.");
var idleMinutes = args is [_, var minutes] ? double.Parse(minutes, CultureInfo.InvariantCulture) : 2;

await using var pod = await BenchPod.StartAsync(binaries);
var table = new Table();
await StartToToken.MeasureAsync(pod, table);
await Idle.MeasureAsync(pod, table, TimeSpan.FromMinutes(idleMinutes));
Probes.Measure(pod, table);
Sizes.Measure(pod, table);
table.Print();
return table.IsWithinLimits ? 0 : 1;
