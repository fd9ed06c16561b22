using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Sidecars.Bench;

/// <summary>What a run of a program took, its children included, and nobody else: the GitHub it talks to runs in this process.</summary>
internal sealed partial record Usage(double WallMilliseconds, double CpuMilliseconds)
{
    private const int Output = 1;
    private const int Error = 2;

    /// <summary>O_WRONLY, O_CREAT and O_TRUNC of Linux.</summary>
    private const int WriteAnew = 0x241;

    public static IReadOnlyList<(string Name, Func<Usage, double> Of)> Measures { get; } = [("wall", usage => usage.WallMilliseconds), ("CPU", usage => usage.CpuMilliseconds)];

    /// <summary>That came from GitHub, where they were counted.</summary>
    public long Bytes { get; init; }

    public static Usage Of(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        // Not .NET's Process: it does not tell what a child has used, only what all of them have.
        var said = $"/dev/shm/sidecars-bench-said-{Environment.ProcessId}";
        Span<long> actions = stackalloc long[10];
        Check(PrepareActions(actions));
        Check(AddOpen(actions, Output, "/dev/null", WriteAnew, 0));
        Check(AddOpen(actions, Error, said, WriteAnew, 0x180));
        var clock = Stopwatch.StartNew();
        Check(Spawn(out var child, program, actions, 0, [program, .. arguments, null], [.. environment.Select(variable => $"{variable.Key}={variable.Value}"), null]));

        // struct rusage of Linux: seconds and microseconds in user mode, then in the kernel; 144 bytes in all.
        Span<long> used = stackalloc long[18];
        Check(Wait(child, out var status, 0, used) == child ? 0 : -1);
        var usage = new Usage(clock.Elapsed.TotalMilliseconds, (used[0] + used[2]) * 1e3 + (used[1] + used[3]) / 1e3);
        var error = File.ReadAllText(said);
        File.Delete(said);
        return status == 0 ? usage : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {status >> 8}: {error}");
    }

    /// <summary>Its log is for the caller to read.</summary>
    public static Process Start(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment.Clear();
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        _ = process.StandardOutput.ReadToEndAsync();
        return process;
    }

    /// <summary>What a program says that is asked something.</summary>
    public static string OutputOf(string program, params IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        return process.StandardOutput.ReadToEnd();
    }

    /// <summary>SIGHUP: refresh, or look, now.</summary>
    public static void HangUp(int processId)
    {
        const int hangUp = 1;
        Check(Kill(processId, hangUp));
    }

    private static void Check(int result)
    {
        if (result != 0)
        {
            throw new InvalidOperationException("A program could not be started, told or waited for.");
        }
    }

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    private static partial int PrepareActions(Span<long> actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addopen", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int AddOpen(Span<long> actions, int descriptor, string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "posix_spawnp", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Spawn(out int child, string program, Span<long> actions, nint attributes, string?[] arguments, string?[] environment);

    [LibraryImport("libc", EntryPoint = "wait4")]
    private static partial int Wait(int child, out int status, int options, Span<long> usage);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
