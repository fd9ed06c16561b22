using System.Diagnostics;
using System.Runtime.InteropServices;
using GitHubEmulator;
using Sidecars.Apps.Support;

namespace Sidecars.Apps;

/// <summary>When git-clone --sync looks at the server, whom it tells, what it cleans up, and what kubelet and Prometheus see of it.</summary>
public sealed class SyncWatchSpecs
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false });

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

    [Theory]
    [InlineData("--touch-file", "touched", "absolute path")]
    [InlineData("--link", "a/b", "is not a name for a link")]
    [InlineData("--link", ".hidden", "is not a name for a link")]
    [InlineData("--first-sync", "maybe", "write wait or fail")]
    [InlineData("--period", "0", "is not a number from 1")]
    [InlineData("--private-dir", "/nowhere", "there is no directory /nowhere")]
    [InlineData("--webhook-url", "ftp://127.0.0.1/", "is not an http or https URL")]
    [InlineData("--webhook-url", "http://user:password@127.0.0.1/", "is not an http or https URL")]
    [InlineData("--listen", "nowhere", "is not ADDRESS:PORT")]
    public async Task A_setting_that_makes_no_sense_is_a_configuration_error(string option, string value, string sentence)
    {
        await using var pod = await Pod.StartWithTokenAsync();

        var run = await pod.RunAsync(Published.GitClone, pod.ToSync(option, value));

        Assert.Equal(3, run.ExitCode);
        Assert.Contains(sentence, run.LastMessage, StringComparison.Ordinal);
        Assert.Contains(option, run.LastMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--one-time")]
    [InlineData("--in-place")]
    [InlineData("--period", "5")]
    [InlineData("--link", "site")]
    public async Task A_setting_of_sync_without_it_is_a_configuration_error(params string[] arguments)
    {
        await using var pod = await Pod.StartWithTokenAsync();

        var run = await pod.GitCloneAsync(["--dest", pod.Workspace, .. arguments]);

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("this goes with --sync", run.LastMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("workspace/private")]
    [InlineData("")]
    public async Task A_private_directory_that_readers_can_reach_is_a_configuration_error(string directory)
    {
        await using var pod = await Pod.StartWithTokenAsync();
        Directory.CreateDirectory(Path.Combine(pod.Root, directory));

        var run = await pod.SyncOnceAsync("--private-dir", Path.Combine(pod.Root, directory));

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("one inside of the other", run.LastMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_webhook_hears_of_each_update_with_repository_and_commit()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        using var hook = new Hook();
        var first = pod.Greet("hello");
        using var sync = pod.StartSync("--ref", "main", "--webhook-url", hook.Url);
        await hook.HearsAsync(first);

        var second = pod.Greet("good morning");
        await hook.HearsAsync(second);
        Assert.Equal(second, pod.PublishedCommit);
        await sync.LookAsync();

        await pod.StopAsync(sync);
        var url = new Uri(pod.GitHub.ServerUrl, "acme/web.git");
        Assert.Equal([Body(first), Body(second)], hook.Posts);

        string Body(string commit) => $$"""{"kind":"sync","repo":"{{url}}","ref":"main","commit":"{{commit}}"}""";
    }

    [Fact]
    public async Task A_webhook_that_fails_is_told_again_until_it_takes_it()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        using var hook = new Hook { Status = 500 };
        var commit = pod.Greet("hello");
        using var sync = pod.StartSync("--webhook-url", hook.Url);
        await Eventually.HoldsAsync(() => hook.Posts.Count >= 2);
        Assert.Equal("hello", pod.Greeting);

        hook.Status = 204;
        var before = hook.Posts.Count;
        await Eventually.HoldsAsync(() => hook.Posts.Count > before);
        await sync.LookAsync();

        Assert.Equal(before + 1, hook.Posts.Count);
        Assert.All(hook.Posts, post => Assert.Contains(commit, post, StringComparison.Ordinal));
        await pod.StopAsync(sync);
    }

    [Fact]
    public async Task What_a_webhook_did_not_take_gives_way_to_the_next_update()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        using var hook = new Hook { Status = 500 };
        var first = pod.Greet("hello");
        using var sync = pod.StartSync("--webhook-url", hook.Url);
        await hook.HearsAsync(first);
        var second = pod.Greet("good morning");
        await hook.HearsAsync(second);

        hook.Status = 200;
        var before = hook.Posts.Count;
        await Eventually.HoldsAsync(() => hook.Posts.Count > before);

        Assert.All(hook.Posts.Skip(before), post => Assert.Contains(second, post, StringComparison.Ordinal));
        await pod.StopAsync(sync);
    }

    [Fact]
    public async Task After_a_restart_a_webhook_hears_what_is_published_for_it_may_have_missed_it()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        using var hook = new Hook();
        var commit = pod.Greet("hello");
        await pod.SyncOnceAsync("--private-dir", pod.PrivateDirectory);

        using var sync = pod.StartSyncAgain("--webhook-url", hook.Url);
        await hook.HearsAsync(commit);
        await sync.LookAsync();

        Assert.Single(hook.Posts);
        await pod.StopAsync(sync);
    }

    [Fact]
    public async Task Asked_for_once_it_ends_when_webhook_and_file_were_told()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        using var hook = new Hook();
        var commit = pod.Greet("hello");
        var file = Path.Combine(pod.Root, "touched");

        var run = await pod.SyncOnceAsync("--webhook-url", hook.Url, "--touch-file", file);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains(commit, Assert.Single(hook.Posts), StringComparison.Ordinal);
        Assert.True(File.Exists(file));
    }

    [Fact]
    public async Task Asked_for_once_a_webhook_that_never_takes_it_ends_the_program_with_exit_code_6_and_what_is_published_stays()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        using var hook = new Hook { Status = 500 };
        var commit = pod.Greet("hello");

        var run = await pod.SyncOnceAsync("--webhook-url", hook.Url);

        Assert.Equal(6, run.ExitCode);
        Assert.Contains("did not take it", run.LastMessage, StringComparison.Ordinal);
        Assert.Equal(commit, pod.PublishedCommit);
        Assert.InRange(hook.Posts.Count, 3, 20);
    }

    [Fact]
    public async Task A_webhook_that_does_not_listen_holds_nothing_up()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        using var sync = pod.StartSync("--webhook-url", "http://127.0.0.1:1/hook");
        await sync.SaysAsync("The webhook at http://127.0.0.1:1 was not told");

        await pod.PublishedAsync(pod.Greet("hello"));

        Assert.InRange(await pod.StopAsync(sync), TimeSpan.Zero, TimeSpan.FromSeconds(4));
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

    [Fact]
    public async Task Before_the_first_sync_it_is_alive_and_not_started_and_then_ready()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        pod.Fault(Operation.GitInfoRefs, FaultKind.HtmlError(), int.MaxValue);
        using var sync = pod.StartSync("--listen", "127.0.0.1:0");
        var address = await AddressAsync(sync);
        await sync.SaysAsync("Could not sync");
        Assert.Equal((503, 503, 200), await StatusAsync(address));
        Assert.Contains("acme/web was never synced", await WhyNotAsync(address), StringComparison.Ordinal);
        Assert.Contains("result=\"failure\",class=\"unavailable\"} ", await Http.GetStringAsync(new Uri(address, "/metrics")), StringComparison.Ordinal);

        pod.GitHub.Faults.Clear();

        await Eventually.HoldsAsync(async () => await StatusAsync(address) == (200, 200, 200));
        Assert.NotNull(pod.PublishedCommit);
        await pod.StopAsync(sync);
    }

    [Fact]
    public async Task After_a_restart_it_is_ready_when_it_has_looked_even_though_nothing_was_new()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        await pod.SyncOnceAsync("--private-dir", pod.PrivateDirectory);
        pod.Fault(Operation.GitInfoRefs, FaultKind.Late(TimeSpan.FromSeconds(2)));
        using var sync = pod.StartSyncAgain("--listen", "127.0.0.1:0");
        var address = await AddressAsync(sync);
        Assert.Equal((503, 503, 200), await StatusAsync(address));

        await Eventually.HoldsAsync(async () => await StatusAsync(address) == (200, 200, 200));

        Assert.DoesNotContain("Published", sync.Error, StringComparison.Ordinal);
        await pod.StopAsync(sync);
    }

    [Fact]
    public async Task While_the_server_is_away_for_too_long_it_is_not_ready_and_says_why_and_afterwards_it_is_again()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        using var sync = pod.StartSync("--listen", "127.0.0.1:0", "--max-staleness", "3");
        var address = await AddressAsync(sync);
        await Eventually.HoldsAsync(async () => await StatusAsync(address) == (200, 200, 200));
        pod.Fault(Operation.GitInfoRefs, FaultKind.HtmlError(), int.MaxValue);

        await Eventually.HoldsAsync(async () => await StatusAsync(address) == (200, 503, 200));
        Assert.Equal("acme/web was not synced for more than 3 s.\n", await WhyNotAsync(address));
        Assert.Contains("git_clone_ready 0\n", await Http.GetStringAsync(new Uri(address, "/metrics")), StringComparison.Ordinal);

        pod.GitHub.Faults.Clear();
        await Eventually.HoldsAsync(async () => await StatusAsync(address) == (200, 200, 200));
        await pod.StopAsync(sync);
    }

    [Fact]
    public async Task With_several_repositories_it_is_ready_when_all_are()
    {
        await using var pod = await Pod.StartWithTokenAsync("acme/web acme/api");
        using var sync = pod.StartSync("--repos", "acme/web acme/api@feature", "--listen", "127.0.0.1:0");
        var address = await AddressAsync(sync);
        await sync.SaysAsync("Published");
        await sync.SaysAsync("has no branch or tag feature");
        Assert.Equal((503, 503, 200), await StatusAsync(address));

        pod.Repositories["api"].Commit("feature", "a", "a");

        await Eventually.HoldsAsync(async () => await StatusAsync(address) == (200, 200, 200));
        await pod.StopAsync(sync);
    }

    [Fact]
    public async Task The_metrics_please_promtool_and_tell_what_is_published_and_how_each_look_ended()
    {
        await using var pod = await Pod.StartWithTokenAsync("acme/web acme/api");
        pod.Greet("from the side", "side");
        var commit = pod.Greet("hello");
        using var sync = pod.StartSync("--repos", "acme/web acme/web@side=side acme/api@nowhere", "--period", "86400", "--listen", "127.0.0.1:0");
        var address = await AddressAsync(sync);
        await sync.SaysAsync("has no branch or tag nowhere");
        await Eventually.HoldsAsync(async () => (await Http.GetStringAsync(new Uri(address, "/metrics"))).Split("git_clone_commit_info{").Length == 3);
        sync.Signal(PosixSignal.SIGHUP);
        var web = $"repo=\"acme/web\",directory=\"{pod.Workspace}/web\"";
        await Eventually.HoldsAsync(async () => (await Http.GetStringAsync(new Uri(address, "/metrics"))).Contains($"git_clone_syncs_total{{{web},result=\"unchanged\",class=\"none\"}} 1\n", StringComparison.Ordinal));

        var metrics = await Http.GetStringAsync(new Uri(address, "/metrics"));

        pod.AssertNoSecretIn(metrics);
        Assert.Contains($"git_clone_commit_info{{{web},commit=\"{commit}\"}} 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains($"git_clone_syncs_total{{{web},result=\"updated\",class=\"none\"}} 1\n", metrics, StringComparison.Ordinal);
        Assert.Matches($"git_clone_last_sync_timestamp_seconds{{{web}}} {DateTimeOffset.UtcNow.ToUnixTimeSeconds() / 1000}[0-9]+\n", metrics);
        Assert.Matches("repo=\"acme/api\",directory=\"[^\"]+\",result=\"failure\",class=\"wrong_commit\"} [1-9]", metrics);
        var file = Path.Combine(pod.Root, "metrics");
        File.WriteAllText(file, metrics);
        var run = await Command.RunAsync("sh", ["-c", $"promtool check metrics < {file}"], pod.Environment);
        Assert.True(run.ExitCode == 0, run.Error + run.Output);
        Assert.Equal("", (run.Output + run.Error).Trim());
        await pod.StopAsync(sync);
    }

    private static async Task<(int Startup, int Ready, int Live)> StatusAsync(Uri address)
        => (await OneStatusAsync(address, "/startup"), await OneStatusAsync(address, "/readyz"), await OneStatusAsync(address, "/livez"));

    private static async Task<int> OneStatusAsync(Uri address, string path)
    {
        using var response = await Http.GetAsync(new Uri(address, path));
        return (int)response.StatusCode;
    }

    private static async Task<string> WhyNotAsync(Uri address)
    {
        using var response = await Http.GetAsync(new Uri(address, "/readyz"));
        return await response.Content.ReadAsStringAsync();
    }

    private static async Task<Uri> AddressAsync(Command sync) => new($"http://{Run.MessageOf(await sync.SaysAsync("Answering probes")).Split(' ')[^1]}");
}
