using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Sidecars.Bench;

/// <summary>token-refresher between two refreshes: what it holds, and what it does.</summary>
internal static partial class Idle
{
    private const double MegaByte = 1_000_000;

    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(75);

    public static async Task MeasureAsync(BenchPod pod, Table table, TimeSpan span)
    {
        await MeasureAsync(pod, table, "", 5, span, []);
        await MeasureAsync(pod, table, " with --listen", 8, span, ["--listen", "127.0.0.1:0"]);
    }

    private static async Task MeasureAsync(BenchPod pod, Table table, string suffix, double limit, TimeSpan span, string[] arguments)
    {
        File.Delete(pod.Path("github/token"));
        var variables = new Dictionary<string, string>(pod.Variables) { ["GITHUB_STATE_DIR"] = pod.Path("state") };
        using var process = Usage.Start(pod.Binary("token-refresher"), arguments, variables);
        try
        {
            _ = process.StandardError.ReadToEndAsync();
            await TokenIsThereAsync(pod, other: null);
            var first = File.ReadAllText(pod.Path("github/token"));
            Usage.HangUp(process);
            await TokenIsThereAsync(pod, first);

            // Until the connections of the refresh are closed and the threads of the start have ended.
            await Task.Delay(Settling);
            var before = CpuMilliseconds(process);
            await Task.Delay(span);
            var anHour = (CpuMilliseconds(process) - before) * (TimeSpan.FromHours(1) / span);
            table.Add($"idle, anonymous memory after an https refresh{suffix}", [AnonymousBytes(process) / MegaByte], "MB", limit);
            table.Add($"idle, CPU an hour{suffix} (of {span.TotalMinutes:0.#} minutes)", [anHour], "ms", 50);
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
            File.Delete(pod.Path("state/state.json"));
        }
    }

    private static async Task TokenIsThereAsync(BenchPod pod, string? other)
    {
        for (var clock = Stopwatch.StartNew(); !File.Exists(pod.Path("github/token")) || File.ReadAllText(pod.Path("github/token")) == other; await Task.Delay(10))
        {
            if (clock.Elapsed > TimeSpan.FromSeconds(20))
            {
                throw new TimeoutException("token-refresher published no token.");
            }
        }
    }

    private static double AnonymousBytes(Process process)
        => double.Parse(File.ReadLines($"/proc/{process.Id}/status").Single(line => line.StartsWith("RssAnon:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], null) * 1024;

    /// <summary>By the process's own clock, which has nanoseconds where /proc has hundredths of a second, and counts threads that have ended.</summary>
    private static double CpuMilliseconds(Process process)
    {
        // As clock_getcpuclockid(3) makes it: the complement of the process's number, and 2 for the scheduler's count.
        Span<long> time = stackalloc long[2];
        return GetTime((~process.Id << 3) | 2, time) == 0 ? time[0] * 1e3 + time[1] / 1e6 : throw new InvalidOperationException("The process has no clock.");
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, Span<long> time);
}
