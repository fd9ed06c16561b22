namespace Sidecars.Linux;

/// <summary>What the kernel tells of a process in <c>/proc/PID/stat</c>, see proc(5).</summary>
internal static class ProcessStat
{
    /// <summary>The fields from the third on, which is the state: the name before them may hold anything. Null when there is no such process.</summary>
    public static string[]? Fields(int process)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
