using System.Runtime.InteropServices;
using GitHubEmulator;
using Sidecars.Apps.Support;

namespace Sidecars.Apps;

/// <summary>git-clone --sync when the server, the token or the network fails: what is published stays, and the program goes on.</summary>
public sealed class SyncFailureSpecs
{
    public static TheoryData<string, FaultKind> Outages => new()
    {
        { "502", FaultKind.HtmlError() },
        { "reset", FaultKind.Reset() },
        { "rate limit", FaultKind.RateLimited(TimeSpan.FromSeconds(1)) },
        { "404", FaultKind.Answer(404, "Not Found") },
    };

    [Theory]
    [MemberData(nameof(Outages))]
    public async Task While_the_server_is_away_what_is_published_stays_and_when_it_is_back_the_branch_is_followed(string what, FaultKind outage)
    {
        await using var pod = await Pod.StartWithTokenAsync();
        using var sync = pod.StartSync();
        await pod.PublishedAsync(pod.Greet("hello"));
        pod.Fault(Operation.GitInfoRefs, outage, int.MaxValue);
        var after = pod.Greet($"after {what}");
        await sync.SaysAsync("What is published stays; trying again");

        Assert.Equal("hello", pod.Greeting);
        Assert.False(sync.HasEnded);
        pod.GitHub.Faults.Clear();

        await pod.PublishedAsync(after);
        await pod.StopAsync(sync);
    }

    [Fact]
    public async Task A_failure_is_told_once_and_its_repetitions_only_to_those_who_debug()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        using var sync = pod.StartSync("--log-level", "debug");
        await sync.SaysAsync("Published");
        pod.Fault(Operation.GitInfoRefs, FaultKind.HtmlError(), int.MaxValue);

        await sync.SaysAsync("Still could not sync");

        Assert.Single(sync.Error.Split('\n'), line => line.Contains("Could not sync", StringComparison.Ordinal));
        pod.GitHub.Faults.Clear();
        await pod.StopAsync(sync);
    }

    [Fact]
    public async Task A_connection_that_breaks_in_the_middle_leaves_nothing_behind_and_is_made_again()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        using var sync = pod.StartSyncAgain();
        await sync.SaysAsync("Published");
        var big = StartingStates.Noise(1 << 20);

        // Of the answers to fetches alone: those about references are shorter.
        pod.Fault(Operation.GitUploadPack, FaultKind.ResetAfter(1 << 19), times: 3);
        var commit = pod.Web.Commit("main", Change.File("big", big));

        await pod.PublishedAsync(commit);
        await pod.StopAsync(sync);
        Assert.Empty(Directory.EnumerateFiles(pod.PrivateDirectory, "tmp_*", SearchOption.AllDirectories));
        Assert.Equal(big, File.ReadAllBytes($"{pod.Current}/big"));
    }

    [Fact]
    public async Task A_token_that_is_refused_is_no_end_and_the_next_one_is_used()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        using var sync = pod.StartSync();
        await pod.PublishedAsync(pod.Greet("hello"));
        pod.GitHub.Revoke(pod.Token);
        var commit = pod.Greet("good morning");
        await sync.SaysAsync("rejected the token");
        Assert.Equal("hello", pod.Greeting);

        await pod.GenerateInitialTokenAsync();

        await pod.PublishedAsync(commit);
        await pod.StopAsync(sync);
    }

    [Fact]
    public async Task Each_look_reads_the_token_anew_so_one_that_is_bad_every_other_time_only_delays()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        pod.Environment["GIT_CREDENTIALS_DIR"] = Directory.CreateDirectory(Path.Combine(pod.Root, "basic-auth")).FullName;
        Use(pod, "wrong");
        using var sync = pod.StartSync();
        await sync.SaysAsync("Could not sync");
        Assert.False(Path.Exists(pod.Current));

        foreach (var greeting in new[] { "hello", "good morning", "good evening" })
        {
            var published = sync.SaysNextAsync($"Published {pod.Greet(greeting)}");
            Use(pod, pod.Token);

            // Not the link: git has work to do after it, with the password that is there then.
            await published;
            var told = sync.SaysNextAsync("Could not sync");
            Use(pod, "wrong");
            await told;
            Assert.Equal(greeting, pod.Greeting);
        }

        await pod.StopAsync(sync);

        static void Use(Pod pod, string password)
        {
            // As kubelet does it: nobody finds a file that is half written.
            foreach (var (file, text) in new[] { ("username", "x-access-token"), ("password", password) })
            {
                File.WriteAllText(Path.Combine(pod.Root, file), text);
                File.Move(Path.Combine(pod.Root, file), Path.Combine(pod.Environment["GIT_CREDENTIALS_DIR"], file), overwrite: true);
            }
        }
    }

    [Fact]
    public async Task Asked_for_once_a_wrong_password_of_a_mounted_Secret_ends_with_exit_code_5_and_the_right_one_publishes()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var secret = Directory.CreateDirectory(Path.Combine(pod.Root, "basic-auth")).FullName;
        pod.Environment["GIT_CREDENTIALS_DIR"] = secret;
        File.WriteAllText($"{secret}/username", "x-access-token");
        File.WriteAllText($"{secret}/password", "wrong");
        var refused = await pod.SyncOnceAsync();
        Assert.Equal(5, refused.ExitCode);
        Assert.False(Path.Exists(pod.Current));

        File.WriteAllText($"{secret}/password", pod.Token);
        var run = await pod.SyncOnceAsync();

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.True(Path.Exists(pod.Current));
    }

    [Fact]
    public async Task A_password_in_the_URL_is_refused_and_not_repeated()
    {
        await using var pod = await Pod.StartWithTokenAsync();

        var run = await pod.SyncOnceAsync("--repo", $"http://user:{pod.Token}@127.0.0.1:{pod.GitHub.ServerUrl.Port}/acme/web.git");

        Assert.Equal(3, run.ExitCode);
        Assert.False(Path.Exists(pod.Current));
    }

    [Fact]
    public async Task A_token_that_cannot_be_read_is_waited_for_at_the_start_and_later()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var aside = Path.Combine(pod.Root, "aside");
        Directory.Move(pod.Output, aside);
        Directory.CreateDirectory(pod.Output);
        using var sync = pod.StartSync();
        await sync.SaysAsync("There is no credential");

        await BackAsync(pod.Greet("hello"));
        Directory.Move(pod.Output, aside);
        Directory.CreateDirectory(pod.Output);
        await sync.SaysNextAsync("There is no credential");
        await BackAsync(pod.Greet("good morning"));

        await pod.StopAsync(sync);

        Task BackAsync(string commit)
        {
            Directory.Delete(pod.Output);
            Directory.Move(aside, pod.Output);
            return pod.PublishedAsync(commit);
        }
    }

    [Fact]
    public async Task By_default_a_server_that_is_away_at_the_start_is_waited_for()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        pod.Fault(Operation.GitInfoRefs, FaultKind.HtmlError(), times: 2);
        var commit = pod.Greet("hello");

        // Not for as long as from one look to the next.
        using var sync = pod.StartSync("--period", "86400");
        await sync.SaysAsync("Could not sync");

        await pod.PublishedAsync(commit);
        await pod.StopAsync(sync);
    }

    [Fact]
    public async Task A_server_that_hangs_is_given_up_on_after_half_a_minute_and_asked_again()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        pod.Fault(Operation.GitUploadPack, FaultKind.Hang());
        var commit = pod.Greet("hello");

        using var sync = pod.StartSync();
        Assert.Contains("too slow", await sync.SaysAsync("Could not sync"), StringComparison.Ordinal);
        Assert.False(Path.Exists(pod.Current));

        await pod.PublishedAsync(commit);
        await pod.StopAsync(sync);
    }

    [Fact]
    public async Task A_server_that_is_slow_is_listened_to_as_long_as_it_says_something()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        using var sync = pod.StartSync();
        await sync.SaysAsync("Published");
        pod.Fault(Operation.GitUploadPack, FaultKind.SlowDrip(TimeSpan.FromMilliseconds(20)), int.MaxValue);

        var commit = pod.Web.Commit("main", Change.File("noise", StartingStates.Noise(500)));

        await pod.PublishedAsync(commit);
        await pod.StopAsync(sync);
        Assert.DoesNotContain("Could not sync", sync.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--one-time", "true")]
    [InlineData("--first-sync", "fail")]
    public async Task Where_the_first_sync_must_not_fail_what_only_a_person_can_change_ends_the_program(string option, string value)
    {
        await using var pod = await Pod.StartWithTokenAsync();
        pod.AgeToken();

        var run = await pod.RunAsync(Published.GitClone, pod.ToSync("--repo", "acme/nowhere", option, value));

        Assert.Equal(5, run.ExitCode);
        Assert.Contains("Repository not found", run.LastMessage, StringComparison.Ordinal);
        Assert.StartsWith(File.ReadAllText(pod.TerminationLog).Trim(), run.LastMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--one-time", "true")]
    [InlineData("--first-sync", "fail")]
    public async Task And_what_passes_by_itself_is_waited_for_also_a_token_that_GitHub_does_not_know_yet(string option, string value)
    {
        await using var pod = await Pod.StartWithTokenAsync();
        pod.Fault(Operation.GitInfoRefs, FaultKind.HtmlError());
        pod.Fault(Operation.GitInfoRefs, FaultKind.Answer(404, "Repository not found."));
        var commit = pod.Greet("hello");

        using var sync = Command.Start(Published.GitClone, pod.ToSync(option, value), pod.Environment);

        await pod.PublishedAsync(commit);
    }

    [Fact]
    public async Task After_the_first_sync_no_policy_ends_it()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        using var sync = pod.StartSync("--first-sync", "fail");
        await sync.SaysAsync("Published");
        pod.AgeToken();
        pod.Fault(Operation.GitInfoRefs, FaultKind.Answer(404, "Repository not found."), int.MaxValue);
        await sync.SaysAsync("Could not sync");
        pod.GitHub.Faults.Clear();

        await pod.PublishedAsync(pod.Greet("hello"));
        await pod.StopAsync(sync);
    }

    [Fact]
    public async Task One_repository_that_fails_holds_no_other_one_up()
    {
        await using var pod = await Pod.StartWithTokenAsync("acme/web acme/api");
        using var sync = pod.StartSync("--repos", "acme/nowhere acme/web acme/api", "--jobs", "1");
        await sync.SaysAsync("Repository not found");

        var (web, api) = (pod.Greet("hello"), pod.Commit("api", "greeting", "from api"));

        await Eventually.HoldsAsync(() => SyncedPod.CommitOf($"{pod.Workspace}/web/current") == web && SyncedPod.CommitOf($"{pod.Workspace}/api/current") == api);
        await pod.StopAsync(sync);
    }

    [Fact]
    public async Task Asked_for_once_the_others_are_published_all_the_same()
    {
        await using var pod = await Pod.StartWithTokenAsync("acme/web acme/api");
        pod.AgeToken();

        var run = await pod.SyncOnceAsync("--repos", "acme/nowhere acme/web");

        Assert.Equal(5, run.ExitCode);
        Assert.True(File.Exists($"{pod.Workspace}/web/current/README.md"));
    }

    [Fact]
    public async Task SIGTERM_in_the_middle_ends_it_at_once_with_0_and_git_with_it()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        using var sync = pod.StartSync();
        await sync.SaysAsync("Published");
        pod.Fault(Operation.GitUploadPack, FaultKind.Hang(), int.MaxValue);
        var asked = pod.Count(Operation.GitUploadPack);
        sync.Signal(PosixSignal.SIGHUP);
        await Eventually.HoldsAsync(() => pod.Count(Operation.GitUploadPack) > asked);

        Assert.InRange(await pod.StopAsync(sync), TimeSpan.Zero, TimeSpan.FromSeconds(3));
        Assert.Empty(Directory.EnumerateFileSystemEntries(pod.Temporary));
    }
}
