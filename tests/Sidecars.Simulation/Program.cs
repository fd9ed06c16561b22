using System.Diagnostics;
using System.Globalization;
using Sidecars.Simulation;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var clock = Stopwatch.StartNew();
if (args[0] == "year")
{
    for (ulong seed = 1; seed <= ulong.Parse(args[2]); seed++)
    {
        var result = await OneThread.RunAsync(() => Year.RunAsync(seed, TimeSpan.FromDays(double.Parse(args[1])), TimeSpan.FromMinutes(45)));
        Console.WriteLine($"{result} without {result.Without} oracle {result.OracleWithout} beyond {result.LongestBeyond}");
        foreach (var gap in result.Gaps)
        {
            Console.WriteLine($"   {gap}");
        }

        Console.WriteLine($"{clock.Elapsed} {Process.GetCurrentProcess().TotalProcessorTime}");
    }
}
else
{
    foreach (var (jitter, looksUp) in new[] { (true, true), (false, true), (true, false) })
    {
        var result = await OneThread.RunAsync(() => Fleet.RunAsync(new("fleet", int.Parse(args[1]), TimeSpan.FromHours(4)) { Jitter = jitter, LooksUp = looksUp, HasBroker = args.Length > 2 }, 1));
        Console.WriteLine(result);
        foreach (var gap in result.Failures)
        {
            Console.WriteLine($"   {gap}");
        }

        Console.WriteLine($"{clock.Elapsed} {Process.GetCurrentProcess().TotalProcessorTime}");
    }
}
