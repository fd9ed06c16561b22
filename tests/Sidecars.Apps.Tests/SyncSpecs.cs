using System.Runtime.InteropServices;
using GitHubEmulator;
using Sidecars.Apps.Support;

namespace Sidecars.Apps;

/// <summary>git-clone --sync: what the server has is published as it changes, and never half of it.</summary>
public sealed class SyncSpecs
{
    [Fact]
    public async Task Each_new_commit_of_the_branch_is_published_and_the_link_leads_to_a_directory_of_its_name()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var first = pod.Greet("hello");
        using var sync = pod.StartSync();
        await pod.PublishedAsync(first);
        Assert.Equal("hello", pod.Greeting);

        var second = pod.Greet("good morning");
        await pod.PublishedAsync(second);

        Assert.Equal("good morning", pod.Greeting);
        Assert.Equal($".worktrees/{second}", new FileInfo(pod.Current).LinkTarget);
        await pod.StopAsync(sync);
    }

    [Fact]
    public async Task Without_a_change_the_server_is_asked_once_and_nothing_is_written()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        using var sync = pod.StartSync("--period", "86400");
        await sync.SaysAsync("Published");
        var before = (Requests: pod.GitHub.Requests.Count, Files: await Snapshot.OfAsync(pod.Workspace));

        sync.Signal(PosixSignal.SIGHUP);
        await Eventually.HoldsAsync(() => pod.GitHub.Requests.Count > before.Requests);
        await pod.StopAsync(sync);

        // The references, as git ls-remote asks for them: a greeting, and a question.
        Assert.InRange(pod.GitHub.Requests.Count - before.Requests, 1, 2);
        Assert.Equal(before.Files, await Snapshot.OfAsync(pod.Workspace));
    }

    [Fact]
    public async Task With_a_private_directory_a_restart_fetches_nothing_when_nothing_has_changed()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        await pod.SyncOnceAsync("--private-dir", pod.PrivateDirectory);
        var (requests, files) = (pod.GitHub.Requests.Count, await Snapshot.OfAsync(pod.Workspace));

        var run = await pod.SyncOnceAsync("--private-dir", pod.PrivateDirectory);

        // The references, as above.
        Assert.InRange(pod.GitHub.Requests.Count - requests, 1, 2);
        Assert.DoesNotContain("Published", run.Error, StringComparison.Ordinal);
        Assert.Equal(files, await Snapshot.OfAsync(pod.Workspace));
    }

    [Fact]
    public async Task Without_one_what_is_published_is_compared_and_left_in_place()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        await pod.SyncOnceAsync();
        var files = await Snapshot.OfAsync($"{pod.Current}/");

        await pod.SyncOnceAsync();

        Assert.Equal(files, await Snapshot.OfAsync($"{pod.Current}/"));
    }

    [Fact]
    public async Task Files_are_as_the_commit_has_them_with_links_modes_and_odd_names()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        pod.Web.Commit("main", Change.File("bin/run", "#!/bin/sh\n", executable: true), Change.Symlink("link", "bin/run"), Change.File("ä \"quoted\"\n", "odd"), Change.File("empty", ""));

        await pod.SyncOnceAsync();

        Assert.True(File.GetUnixFileMode($"{pod.Current}/bin/run").HasFlag(UnixFileMode.UserExecute));
        Assert.Equal("bin/run", new FileInfo($"{pod.Current}/link").LinkTarget);
        Assert.Equal("odd", File.ReadAllText($"{pod.Current}/ä \"quoted\"\n"));
        Assert.Equal("", File.ReadAllText($"{pod.Current}/empty"));
        Assert.False(Path.Exists($"{pod.Current}/.git"));
    }

    [Fact]
    public async Task The_link_works_where_the_volume_is_mounted_at_another_path()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        pod.Greet("hello");
        await pod.SyncOnceAsync();

        var elsewhere = Path.Combine(pod.Root, "mounted-elsewhere");
        Directory.Move(pod.Workspace, elsewhere);

        Assert.Equal("hello", File.ReadAllText($"{elsewhere}/current/greeting"));
    }

    [Fact]
    public async Task The_link_has_the_name_that_is_asked_for()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var commit = pod.Greet("hello");

        await pod.SyncOnceAsync("--link", "site");

        Assert.Equal(commit, SyncedPod.CommitOf($"{pod.Workspace}/site"));
        Assert.False(Path.Exists(pod.Current));
    }

    [Fact]
    public async Task Two_links_in_one_directory_keep_their_commits()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var (main, side) = (pod.Greet("hello"), pod.Greet("from the side", "side"));

        await pod.SyncOnceAsync();
        using var sync = pod.StartSync("--link", "other", "--ref", "side", "--stale-timeout", "1");
        await Eventually.HoldsAsync(() => SyncedPod.CommitOf($"{pod.Workspace}/other") == side);
        pod.Greet("from the side, later", "side");

        // Its own old one goes, and the other link's stays.
        await Eventually.HoldsAsync(() => !Directory.Exists($"{pod.Workspace}/.worktrees/{side}"));
        Assert.Equal(main, pod.PublishedCommit);
        Assert.Equal("hello", pod.Greeting);
        await pod.StopAsync(sync);
    }

    [Fact]
    public async Task Several_repositories_are_kept_in_sync_each_in_its_directory()
    {
        await using var pod = await Pod.StartWithTokenAsync("acme/web acme/api");
        using var sync = pod.StartSync("--repos", "acme/web acme/api acme/web@side=web-side");
        pod.Greet("from the side", "side");
        await Eventually.HoldsAsync(() => File.Exists($"{pod.Workspace}/web-side/current/greeting") && File.Exists($"{pod.Workspace}/web/current/README.md") && File.Exists($"{pod.Workspace}/api/current/README.md"));

        var (web, api) = (pod.Greet("hello"), pod.Commit("api", "greeting", "from api"));

        await Eventually.HoldsAsync(() => SyncedPod.CommitOf($"{pod.Workspace}/web/current") == web && SyncedPod.CommitOf($"{pod.Workspace}/api/current") == api);
        Assert.Equal("from the side", File.ReadAllText($"{pod.Workspace}/web-side/current/greeting"));
        await pod.StopAsync(sync);
    }

    [Fact]
    public async Task What_happens_is_told_in_events_failures_and_successes_alike()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var file = Path.Combine(pod.Root, "events.ndjson");
        using var sync = pod.StartSync("--ref", "feature", "--events-file", file);
        await sync.SaysAsync("has no branch or tag feature");
        var commit = pod.Greet("hello", "feature");
        await pod.PublishedAsync(commit);
        await pod.StopAsync(sync);

        var told = ToldEvent.All(File.ReadAllText(file));
        var error = Assert.Single(told, each => each.Stage == "error");
        Assert.Contains("has no branch or tag feature", error.Message, StringComparison.Ordinal);
        Assert.Equal(9, error.ExitCode);
        Assert.Equal(("done", commit), (told[^1].Stage, told[^1].Commit));
    }
}
