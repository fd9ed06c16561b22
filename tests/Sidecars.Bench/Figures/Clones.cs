using GitHubEmulator;

namespace Sidecars.Bench.Figures;

/// <summary>git-clone beside plain git with the same token in its .netrc, on tmpfs.</summary>
internal static class Clones
{
    private const int WarmUps = 3;
    private const int Runs = 21;

    /// <summary>The most: so much of git's own time, and so many milliseconds.</summary>
    private const double AllowedShare = 1.05;
    private const double AllowedBeyond = 30;

    private const int History = 20_000;
    private const int Many = 20;
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(50);

    public static void Measure(BenchPod pod, Table table)
    {
        var shop = pod.GitHub.AddRepository("acme", "shop");
        shop.CommitMany("main", 2_000);
        shop.Commit("main", [.. Enumerable.Range(0, 1_000).Select(i => Change.File($"src/{i % 40}/{i}.txt", string.Concat(Enumerable.Repeat($"line {i}\n", 100))))]);
        Usage.Of(pod.Binary("generate-initial-token"), [], pod.OfGitClone("*"));

        OneRepository(pod, table, "one commit", "web", []);
        OneRepository(pod, table, "2,000 commits, 1,100 files", "shop", []);
        OneRepository(pod, table, "the same, --depth 1", "shop", ["--depth", "1"]);
        PinnedCommit(pod, table);
        ManyRepositories(pod, table);
    }

    private static void OneRepository(BenchPod pod, Table table, string what, string name, string[] depth)
    {
        var (ours, theirs) = Compare(
            pod, WarmUps, Runs,
            () => Usage.Of(pod.Binary("git-clone"), ["--repo", $"acme/{name}", "--dest", pod.Path("clones/ours"), .. depth], pod.OfGitClone()),
            () => Usage.Of("git", ["clone", "--quiet", .. depth, Url(pod, name), pod.Path("clones/theirs")], pod.OfGit));
        foreach (var (measure, of) in Usage.Measures)
        {
            table.Add($"git-clone, {what}, {measure}", [.. ours.Select(of)], "ms");
            table.Add($"  git clone, {measure}", [.. theirs.Select(of)], "ms");
            table.Add($"  beyond {AllowedShare} × git's, {measure}", [.. ours.Zip(theirs, (one, other) => of(one) - AllowedShare * of(other))], "ms", AllowedBeyond);
        }
    }

    private static void PinnedCommit(BenchPod pod, Table table)
    {
        var commit = pod.GitHub.AddRepository("acme", "long").CommitMany("main", History);
        var (ours, theirs) = Compare(
            pod, warmUps: 1, runs: 15,
            () => Counted(pod, () => Usage.Of(pod.Binary("git-clone"), ["--repo", "acme/long", "--commit", commit, "--dest", pod.Path("clones/ours")], pod.OfGitClone())),
            () => Counted(pod, () => Usage.Of("sh", ["-c", $"git clone --quiet --no-checkout {Url(pod, "long")} {pod.Path("clones/theirs")} && git -C {pod.Path("clones/theirs")} checkout --quiet {commit}"], pod.OfGit)));
        table.Add($"git-clone, one of {History:N0} commits, wall", [.. ours.Select(usage => usage.WallMilliseconds)], "ms");
        table.Add("  git clone && git checkout, wall", [.. theirs.Select(usage => usage.WallMilliseconds)], "ms");
        table.Add("  times faster", [.. ours.Zip(theirs, (one, other) => other.WallMilliseconds / one.WallMilliseconds)], "", least: 3);
        table.Add("  times fewer bytes", [.. ours.Zip(theirs, (one, other) => (double)other.Bytes / one.Bytes)], "", least: 5);
    }

    private static void ManyRepositories(BenchPod pod, Table table)
    {
        var names = Enumerable.Range(1, Many).Select(i => $"part-{i}").ToList();
        names.ForEach(name => pod.GitHub.AddRepository("acme", name));
        foreach (var operation in new[] { Operation.GitInfoRefs, Operation.GitUploadPack })
        {
            pod.GitHub.Faults.Add(new Fault { On = operation, Kind = FaultKind.Late(Latency), Times = int.MaxValue });
        }

        var script = string.Join(" && ", names.Select(name => $"git clone --quiet {Url(pod, name)} {pod.Path("clones")}/theirs/{name}"));
        var (ours, theirs) = Compare(
            pod, warmUps: 1, runs: 15,
            () => Usage.Of(pod.Binary("git-clone"), ["--repos", string.Join(' ', names.Select(name => $"acme/{name}")), "--dest", pod.Path("clones/ours")], pod.OfGitClone()),
            () => Usage.Of("sh", ["-c", script], pod.OfGit));
        pod.GitHub.Faults.Clear();
        table.Add($"git-clone, {Many} repositories, 50 ms late, wall", [.. ours.Select(usage => usage.WallMilliseconds)], "ms");
        table.Add("  git clone, one after another, wall", [.. theirs.Select(usage => usage.WallMilliseconds)], "ms");
        table.Add("  times faster", [.. ours.Zip(theirs, (one, other) => other.WallMilliseconds / one.WallMilliseconds)], "", least: 4);
    }

    /// <summary>One of ours, one of theirs, and so on: what else the machine does meets both.</summary>
    private static (IReadOnlyList<Usage> Ours, IReadOnlyList<Usage> Theirs) Compare(BenchPod pod, int warmUps, int runs, Func<Usage> run, Func<Usage> other)
    {
        var (ours, theirs) = (new List<Usage>(), new List<Usage>());
        for (var i = 0; i < warmUps + runs; i++)
        {
            Directory.CreateDirectory(pod.Path("clones"));
            ours.Add(run());
            theirs.Add(other());
            Directory.Delete(pod.Path("clones"), recursive: true);
        }

        return (ours[warmUps..], theirs[warmUps..]);
    }

    /// <summary>What GitHub has sent meanwhile, of answers' bodies.</summary>
    private static Usage Counted(BenchPod pod, Func<Usage> run)
    {
        var before = pod.GitHub.Requests.Count;
        return run() with { Bytes = pod.GitHub.Requests.Skip(before).Sum(request => request.BytesSent) };
    }

    private static string Url(BenchPod pod, string name) => new Uri(pod.GitHub.ServerUrl, $"acme/{name}.git").AbsoluteUri;
}
