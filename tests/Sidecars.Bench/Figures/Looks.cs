using System.Diagnostics;
using System.Globalization;

namespace Sidecars.Bench.Figures;

/// <summary>git-clone --sync where nothing has changed, beside git ls-remote with the same token in its .netrc.</summary>
internal static class Looks
{
    private const int Batches = 15;
    private const int LooksInBatch = 40;

    /// <summary>Times git's own.</summary>
    private const double Allowed = 1.1;

    public static async Task MeasureAsync(BenchPod pod, Table table)
    {
        Usage.Of(pod.Binary("generate-initial-token"), [], pod.OfGitClone("*"));
        using var process = Usage.Start(pod.Binary("git-clone"), ["--sync", "--period", "86400", "--repo", "acme/web", "--dest", pod.Path("synced")], pod.OfGitClone());
        try
        {
            await SaysAsync(process, "Published ");
            await LookAsync(process, LooksInBatch);
            var (ours, theirs) = (new List<Usage>(), new List<Usage>());
            for (var i = 0; i < Batches; i++)
            {
                ours.Add(await LookAsync(process, LooksInBatch));
                theirs.Add(AskWithGit(pod, LooksInBatch));
            }

            foreach (var (measure, of) in Usage.Measures)
            {
                table.Add($"git-clone --sync, nothing new, {measure}", [.. ours.Select(of)], "ms");
                table.Add($"  git ls-remote, {measure}", [.. theirs.Select(of)], "ms");
                table.Add($"  times git's {measure}", [.. ours.Zip(theirs, (one, other) => of(one) / of(other))], "", Allowed);
            }
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    /// <summary>One look after another, each asked for while the one before is under way: what one of them takes.</summary>
    private static async Task<Usage> LookAsync(Process process, int count)
    {
        Usage.HangUp(process.Id);
        await SaysAsync(process, "as asked");
        Usage.HangUp(process.Id);
        await SaysAsync(process, "as asked");
        var (clock, cpu) = (Stopwatch.StartNew(), CpuMilliseconds(process));
        for (var i = 0; i < count; i++)
        {
            Usage.HangUp(process.Id);
            await SaysAsync(process, "as asked");
        }

        return new(clock.Elapsed.TotalMilliseconds / count, (CpuMilliseconds(process) - cpu) / count);
    }

    private static Usage AskWithGit(BenchPod pod, int count)
    {
        var usages = Enumerable.Range(0, count).Select(_ => Usage.Of("git", ["ls-remote", new Uri(pod.GitHub.ServerUrl, "acme/web.git").AbsoluteUri, "HEAD"], pod.OfGit)).ToList();
        return new(usages.Average(usage => usage.WallMilliseconds), usages.Average(usage => usage.CpuMilliseconds));
    }

    private static async Task SaysAsync(Process process, string text)
    {
        while (await process.StandardError.ReadLineAsync() is var line && line?.Contains(text, StringComparison.Ordinal) != true)
        {
            _ = line ?? throw new InvalidOperationException($"git-clone ended, and never said '{text}'.");
        }
    }

    /// <summary>Of the process and of all its children that have ended.</summary>
    private static double CpuMilliseconds(Process process)
    {
        const double milliseconds = 10;

        // Behind the name, which is in parentheses: user and system time of the process, then of its children, in hundredths of a second.
        var stat = File.ReadAllText($"/proc/{process.Id}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return fields[11..15].Sum(field => double.Parse(field, CultureInfo.InvariantCulture)) * milliseconds;
    }
}
