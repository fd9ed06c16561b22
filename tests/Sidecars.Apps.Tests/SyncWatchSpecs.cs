using System.Diagnostics;
using System.Runtime.InteropServices;
using GitHubEmulator;
using Sidecars.Apps.Support;

namespace Sidecars.Apps;

/// <summary>When git-clone --sync looks at the server, when it cleans up, and what readers see meanwhile.</summary>
public sealed class SyncWatchSpecs
{
    [Fact]
    public async Task SIGHUP_has_it_look_now_however_long_the_period_is()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        using var sync = pod.StartSync("--period", "86400");
        await sync.SaysAsync("Published");
        var commit = pod.Greet("hello");

        sync.Signal(PosixSignal.SIGHUP);

        await pod.PublishedAsync(commit);
        await pod.StopAsync(sync);
    }

    [Fact]
    public async Task It_looks_once_in_a_period_and_up_to_a_tenth_earlier()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        using var sync = pod.StartSync("--period", "2");
        await sync.SaysAsync("Published");
        var first = pod.GitHub.Requests.Count;
        await Eventually.HoldsAsync(() => Looks(pod, first).Count >= 6);

        // A look itself takes a moment, here and more so on a busy machine.
        Assert.All(Looks(pod, first).Zip(Looks(pod, first).Skip(1), (one, next) => next - one), interval => Assert.InRange(interval, TimeSpan.FromSeconds(1.8), TimeSpan.FromSeconds(4)));
        await pod.StopAsync(sync);

        static List<DateTimeOffset> Looks(Pod pod, int first) => [.. pod.GitHub.Requests.Skip(first).Where(request => request.Operation == Operation.GitInfoRefs).Select(request => request.At)];
    }

    [Fact]
    public async Task A_file_is_touched_after_each_update_and_at_the_start_and_not_in_between()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var file = Path.Combine(pod.Root, "touched");
        var first = pod.Greet("hello");
        using var sync = pod.StartSync("--period", "86400", "--touch-file", file);
        await Eventually.HoldsAsync(() => File.Exists(file));
        Assert.Equal(first, pod.PublishedCommit);
        File.Delete(file);

        await sync.LookAsync();
        Assert.False(File.Exists(file));

        foreach (var commit in new[] { pod.Greet("good morning"), first })
        {
            pod.Web.Branch("main", commit);
            sync.Signal(PosixSignal.SIGHUP);
            await Eventually.HoldsAsync(() => File.Exists(file));
            Assert.Equal(commit, pod.PublishedCommit);
            File.Delete(file);
        }

        await pod.StopAsync(sync);
    }

    [Fact]
    public async Task An_old_commit_stays_for_the_stale_timeout_and_then_goes_also_when_no_look_is_due()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var first = pod.Greet("hello");
        using var sync = pod.StartSync("--period", "86400", "--stale-timeout", "3");
        await sync.SaysAsync("Published");
        var second = pod.Greet("good morning");
        sync.Signal(PosixSignal.SIGHUP);
        await pod.PublishedAsync(second);
        var clock = Stopwatch.StartNew();

        await Eventually.HoldsAsync(() => !Directory.Exists($"{pod.Workspace}/.worktrees/{first}"));

        // The link was swapped a moment before we saw it.
        Assert.InRange(clock.Elapsed, TimeSpan.FromSeconds(2.5), TimeSpan.FromSeconds(20));
        Assert.Equal("good morning", pod.Greeting);
        await pod.StopAsync(sync);
    }

    [Fact]
    public async Task Old_commits_go_in_the_order_in_which_they_were_left()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var (first, second) = (pod.Greet("1"), "");
        using var sync = pod.StartSync("--stale-timeout", "4");
        await pod.PublishedAsync(first);
        await pod.PublishedAsync(second = pod.Greet("2"));
        var third = pod.Greet("3");
        await pod.PublishedAsync(third);
        Assert.Equal([first, second, third], new[] { first, second, third }.Where(commit => Directory.Exists($"{pod.Workspace}/.worktrees/{commit}")));

        await Eventually.HoldsAsync(() => !Directory.Exists($"{pod.Workspace}/.worktrees/{first}"));
        await Eventually.HoldsAsync(() => !Directory.Exists($"{pod.Workspace}/.worktrees/{second}"));
        Assert.Equal(third, pod.PublishedCommit);
        await pod.StopAsync(sync);
    }

    [Fact]
    public async Task The_stale_timeout_holds_across_runs_that_end_at_once()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var first = pod.Greet("hello");
        await pod.SyncOnceAsync("--stale-timeout", "3");
        pod.Greet("good morning");
        var clock = Stopwatch.StartNew();
        await pod.SyncOnceAsync("--stale-timeout", "3");
        Assert.True(clock.Elapsed > TimeSpan.FromSeconds(3) || Directory.Exists($"{pod.Workspace}/.worktrees/{first}"));

        await Eventually.HoldsAsync(async () =>
        {
            await pod.SyncOnceAsync("--stale-timeout", "3");
            return !Directory.Exists($"{pod.Workspace}/.worktrees/{first}");
        });

        Assert.True(clock.Elapsed > TimeSpan.FromSeconds(3), $"It was gone after {clock.Elapsed}.");
        Assert.Equal("good morning", pod.Greeting);
    }

    [Fact]
    public async Task A_reader_that_follows_the_link_once_sees_one_commit_whole()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        Commit(0);
        using var sync = pod.StartSync();
        await sync.SaysAsync("Published");
        using var end = new CancellationTokenSource();
        var mixed = 0;
        var reader = Task.Run(() =>
        {
            var seen = new HashSet<string>();
            while (!end.IsCancellationRequested)
            {
                var tree = Path.Combine(pod.Workspace, new FileInfo(pod.Current).LinkTarget!);
                mixed += File.ReadAllText($"{tree}/a") == File.ReadAllText($"{tree}/z/z") ? 0 : 1;
                seen.Add(tree);
            }

            return seen.Count;
        });

        for (var i = 1; i < 6; i++)
        {
            await pod.PublishedAsync(Commit(i));
        }

        await end.CancelAsync();
        Assert.InRange(await reader, 4, 6);
        Assert.Equal(0, mixed);
        await pod.StopAsync(sync);

        string Commit(int number) => pod.Web.Commit("main", [Change.File("a", $"{number}"), Change.File("z/z", $"{number}"), .. Enumerable.Range(0, 200).Select(i => Change.File($"m/{i}", $"{number}"))]);
    }
}
