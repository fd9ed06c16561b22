using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Sidecars.Bench;

/// <summary>A token-refresher that runs, here or in a container of this pod.</summary>
internal sealed partial class Refresher(BenchPod pod, int processId)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Of memory that is no file's.</summary>
    public double AnonymousBytes
        => double.Parse(File.ReadLines($"/proc/{processId}/status").Single(line => line.StartsWith("RssAnon:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], null) * 1024;

    /// <summary>By the process's own clock, which has nanoseconds where /proc has hundredths of a second, and counts threads that have ended.</summary>
    public double CpuMilliseconds
    {
        get
        {
            // As clock_getcpuclockid(3) makes it: the complement of the process's number, and 2 for the scheduler's count.
            Span<long> time = stackalloc long[2];
            return GetTime((~processId << 3) | 2, time) == 0 ? time[0] * 1e3 + time[1] / 1e6 : throw new InvalidOperationException("The process has no clock.");
        }
    }

    /// <summary>Has it mint another token, and waits until that is published and all is quiet again.</summary>
    /// <returns>Milliseconds of CPU.</returns>
    public async Task<double> RefreshAsync()
    {
        var (before, token) = (CpuMilliseconds, await pod.TokenAsync());
        Usage.HangUp(processId);
        await pod.TokenAsync(other: token);
        for (var clock = Stopwatch.StartNew(); CpuMilliseconds is var now;)
        {
            await Task.Delay(100);
            if (now == CpuMilliseconds)
            {
                return now - before;
            }

            if (clock.Elapsed > Patience)
            {
                throw new TimeoutException("token-refresher never came to rest.");
            }
        }

        throw new UnreachableException();
    }

    /// <summary>Waits, and tells what it did meanwhile.</summary>
    /// <returns>Milliseconds of CPU in an hour.</returns>
    public async Task<double> WaitAsync(TimeSpan span)
    {
        var before = CpuMilliseconds;
        await Task.Delay(span);
        return (CpuMilliseconds - before) * (TimeSpan.FromHours(1) / span);
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, Span<long> time);
}
