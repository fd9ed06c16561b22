using System.Diagnostics;
using System.Globalization;
using Sidecars.Simulation;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var days = double.Parse(args[0]);
var clock = Stopwatch.StartNew();
for (ulong seed = 1; seed <= ulong.Parse(args[1]); seed++)
{
    var result = await OneThread.RunAsync(() => Year.RunAsync(seed, TimeSpan.FromDays(days), TimeSpan.FromMinutes(45)));
    Console.WriteLine($"{result} without {result.Without} oracle {result.OracleWithout} beyond {result.LongestBeyond}");
    foreach (var gap in result.Gaps)
    {
        Console.WriteLine($"   {gap}");
    }

    Console.WriteLine($"{clock.Elapsed} {Process.GetCurrentProcess().TotalProcessorTime}");
}
