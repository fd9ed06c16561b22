using System.Globalization;

namespace Sidecars.Bench;

/// <summary>The memory of some processes as the kernel counts it for a container: a cgroup of version 1 or 2, whichever has the memory here.</summary>
internal sealed class MemoryGroup : IDisposable
{
    private const string Root = "/sys/fs/cgroup";

    private readonly bool _isFirstVersion = Directory.Exists($"{Root}/memory");
    private readonly string _path;

    /// <param name="limit">In bytes; null for none.</param>
    public MemoryGroup(long? limit = null)
    {
        _path = Directory.CreateDirectory($"{Root}/{(_isFirstVersion ? "memory/" : "")}sidecars-bench-{Guid.NewGuid():N}").FullName;
        if (limit is not null)
        {
            File.WriteAllText($"{_path}/{(_isFirstVersion ? "memory.limit_in_bytes" : "memory.max")}", $"{limit}");
        }
    }

    /// <summary>Bytes, the files that were read for it included.</summary>
    public long Usage => Read(_isFirstVersion ? "memory.usage_in_bytes" : "memory.current");

    /// <summary>Bytes that kubelet goes by when it looks for whom to evict, and that kubectl top shows: without files that nobody uses just now.</summary>
    public long WorkingSet => Usage - Statistic(_isFirstVersion ? "total_inactive_file" : "inactive_file");

    /// <summary>How often the kernel has killed somebody for the limit.</summary>
    public long Kills => long.Parse(
        File.ReadLines($"{_path}/{(_isFirstVersion ? "memory.oom_control" : "memory.events")}").Single(line => line.StartsWith("oom_kill ", StringComparison.Ordinal)).Split(' ')[1], CultureInfo.InvariantCulture);

    /// <summary>A command that runs another one in here.</summary>
    /// <remarks>Who reads a file first has it on his account: so that it is us, nobody else may have it in memory.</remarks>
    public string[] ToRun(string program, params IEnumerable<string> arguments)
        => ["-c", "dd if=\"$2\" iflag=nocache count=0 2>/dev/null; echo $$ >\"$1/cgroup.procs\"; shift; exec \"$@\"", "sh", _path, program, .. arguments];

    public void Dispose() => Directory.Delete(_path);

    private long Statistic(string name)
        => long.Parse(File.ReadLines($"{_path}/memory.stat").Single(line => line.StartsWith($"{name} ", StringComparison.Ordinal)).Split(' ')[1], CultureInfo.InvariantCulture);

    private long Read(string file) => long.Parse(File.ReadAllText($"{_path}/{file}"), CultureInfo.InvariantCulture);
}
