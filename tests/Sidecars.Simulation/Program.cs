using System.Diagnostics;
using System.Globalization;
using Sidecars.Simulation;
using Sidecars.Simulation.Report;

// Without an argument it prints what it found out as JSON, for the tests; with a directory it writes its report there.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var clock = Stopwatch.StartNew();
var results = await OneThread.RunAsync(() => Results.RunAsync(Plan.Read(Environment.GetEnvironmentVariable)));
if (args is not [var directory])
{
    Console.WriteLine(results.ToJson());
    return;
}

Directory.CreateDirectory(directory);
File.WriteAllText(Path.Combine(directory, "simulation.md"), new FullReport(results, clock.Elapsed).ToString());
File.WriteAllText(Path.Combine(directory, "simulation.summary.md"), Summary.Of(results));
Console.Write(Summary.Of(results));
