using System.Globalization;

namespace Sidecars.Bench;

/// <summary>The most that a program held at a time, of all its pages: what time(1) tells. Asked by ourselves, the kernel would count our own pages, which a child has until it becomes another program.</summary>
internal static class PeakMemory
{
    private const double KibiBytesInMebiByte = 1024;

    public static double Of(BenchPod pod, string program, IEnumerable<string> arguments)
    {
        Usage.Of("/usr/bin/time", ["--format", "%M", "--output", pod.Path("peak"), program, .. arguments], pod.Variables);
        return double.Parse(File.ReadAllText(pod.Path("peak")), CultureInfo.InvariantCulture) / KibiBytesInMebiByte;
    }
}
