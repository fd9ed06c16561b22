namespace Sidecars.Linux;

/// <summary>A program that we started, with those it started in turn.</summary>
internal sealed class ProcessFamily(int process)
{
    /// <summary>Asks all of them to stop: a child may wait for somebody and outlive the rest.</summary>
    public void Terminate() => Members(process).ToList().ForEach(Libc.Terminate);

    /// <summary>The CPU time of all of them, in the kernel's ticks. While it stays the same, they wait.</summary>
    public long Ticks => Members(process).Sum(TicksOf);

    /// <summary>Whether one of them is a program whose name begins so.</summary>
    public bool Has(string name) => Members(process).Any(member => Read(member, "comm").StartsWith(name, StringComparison.Ordinal));

    private static IEnumerable<int> Members(int process)
        => Read(process, $"task/{process}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse).SelectMany(Members).Append(process);

    /// <summary>Its own, and of the children that have ended.</summary>
    private static long TicksOf(int process)
    {
        // utime, stime, cutime, cstime: the 14th to the 17th field.
        return ProcessStat.Fields(process)?[11..15].Sum(long.Parse) ?? 0;
    }

    /// <summary>Empty for a process that has ended by itself.</summary>
    private static string Read(int process, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/{file}");
        }
        catch (IOException)
        {
            return "";
        }
    }
}
