using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Sidecars.Bench;

/// <summary>What a run of a program took, its children included.</summary>
internal sealed partial record Usage(double WallMilliseconds, double CpuMilliseconds)
{
    private const int Children = -1;

    public static Usage Of(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var before = CpuOfChildren();
        var clock = Stopwatch.StartNew();
        using var process = Start(program, arguments, environment);
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        var usage = new Usage(clock.Elapsed.TotalMilliseconds, CpuOfChildren() - before);
        return process.ExitCode == 0 ? usage : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {error}");
    }

    public static Process Start(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = false };
        start.Environment.Clear();
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    private static double CpuOfChildren()
    {
        // struct rusage of Linux: seconds and microseconds in user mode, then in the kernel; 144 bytes in all.
        Span<long> usage = stackalloc long[18];
        return GetUsage(Children, usage) == 0 ? (usage[0] + usage[2]) * 1e3 + (usage[1] + usage[3]) / 1e3 : throw new InvalidOperationException("getrusage failed.");
    }

    [LibraryImport("libc", EntryPoint = "getrusage")]
    private static partial int GetUsage(int who, Span<long> usage);
}
