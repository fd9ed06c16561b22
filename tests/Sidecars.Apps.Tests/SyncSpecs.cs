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

    [Theory]
    [InlineData(null)]
    [InlineData("main")]
    [InlineData("release/1.x")]
    public async Task A_branch_is_followed_forward_and_after_a_forced_push_backward(string? branch)
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var first = pod.Greet("hello", branch ?? "main");
        using var sync = pod.StartSync(branch is null ? [] : ["--ref", branch]);
        await pod.PublishedAsync(first);
        await pod.PublishedAsync(pod.Greet("good morning", branch ?? "main"));
        Assert.Equal("good morning", pod.Greeting);

        pod.Web.Branch(branch ?? "main", first);

        await pod.PublishedAsync(first);
        Assert.Equal("hello", pod.Greeting);
        await pod.StopAsync(sync);
    }

    [Fact]
    public async Task When_the_repository_gets_another_default_branch_that_one_is_published()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        using var sync = pod.StartSync();
        await pod.PublishedAsync(pod.Greet("from main"));
        var trunk = pod.Greet("from trunk", "trunk");

        pod.Web.DefaultBranch("trunk");

        await pod.PublishedAsync(trunk);
        await pod.PublishedAsync(pod.Greet("from trunk, later", "trunk"));
        await pod.StopAsync(sync);
    }

    [Fact]
    public async Task What_a_deleted_branch_had_stays_published_and_when_the_branch_is_back_it_is_followed_again()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var first = pod.Greet("hello", "feature");
        using var sync = pod.StartSync("--ref", "feature");
        await pod.PublishedAsync(first);

        pod.Web.Unbranch("feature");
        await sync.SaysAsync("has no branch or tag feature");
        Assert.Equal("hello", pod.Greeting);

        await pod.PublishedAsync(pod.Greet("I am back", "feature"));
        await pod.StopAsync(sync);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_tag_is_followed_when_it_is_moved_and_stays_when_only_the_branch_goes_on(bool annotated)
    {
        await using var pod = await Pod.StartWithTokenAsync();
        Action<string, string> tag = annotated ? pod.Web.AnnotatedTag : pod.Web.Tag;
        var first = pod.Greet("hello");
        tag("v1", first);
        using var sync = pod.StartSync("--ref", "v1");
        await pod.PublishedAsync(first);

        var second = pod.Greet("good morning");
        tag("v1", second);
        await pod.PublishedAsync(second);
        tag("v1", first);
        await pod.PublishedAsync(first);

        pod.Greet("after the tag");
        await sync.LookAsync();
        Assert.Equal("hello", pod.Greeting);
        await pod.StopAsync(sync);
    }

    [Fact]
    public async Task A_tag_on_another_branch_is_followed_too()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var first = pod.Greet("hello", "side");
        pod.Web.AnnotatedTag("v1", first);
        using var sync = pod.StartSync("--ref", "v1");
        await pod.PublishedAsync(first);

        var second = pod.Greet("good morning", "side");
        pod.Web.AnnotatedTag("v1", second);

        await pod.PublishedAsync(second);
        await pod.StopAsync(sync);
    }

    [Fact]
    public async Task A_commit_that_is_named_is_published_and_the_server_is_not_asked_again()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var first = pod.Greet("hello");
        pod.Greet("good morning");
        using var sync = pod.StartSync("--commit", first);
        await pod.PublishedAsync(first);
        await sync.SaysAsync("Published");
        var requests = pod.GitHub.Requests.Count;

        pod.Greet("good evening");
        sync.Signal(PosixSignal.SIGHUP);
        await sync.SaysAsync("as asked");

        await pod.StopAsync(sync);
        Assert.Equal(requests, pod.GitHub.Requests.Count);
        Assert.Equal("hello", pod.Greeting);
    }

    [Fact]
    public async Task Asked_for_once_a_commit_is_published_and_the_program_ends()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var commit = pod.Greet("hello");
        pod.Greet("good morning");

        var run = await pod.SyncOnceAsync("--commit", commit);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(commit, pod.PublishedCommit);
        Assert.Equal("hello", pod.Greeting);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_next_run_may_name_another_commit_be_it_known_already_or_not(bool isKnown)
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var (first, greeting) = (pod.Greet("hello"), "hello");
        var second = isKnown ? pod.Greet("good morning") : null;
        if (isKnown)
        {
            // Ten deep, a commit brings those before it.
            (first, greeting) = (pod.Greet("good evening"), "good evening");
        }

        await pod.SyncOnceAsync("--commit", first, "--private-dir", pod.PrivateDirectory, "--depth", "10");
        Assert.Equal(greeting, pod.Greeting);
        second ??= pod.Greet("good morning");
        var requests = pod.GitHub.Requests.Count;

        var run = await pod.SyncOnceAsync("--commit", second, "--private-dir", pod.PrivateDirectory, "--depth", "10");

        Assert.Equal(isKnown, pod.GitHub.Requests.Count == requests);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal("good morning", pod.Greeting);
    }

    [Fact]
    public async Task The_next_run_may_follow_another_branch()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        pod.Greet("from main");
        await pod.SyncOnceAsync("--ref", "main", "--private-dir", pod.PrivateDirectory);
        Assert.Equal("from main", pod.Greeting);
        pod.Greet("from the side", "side");

        await pod.SyncOnceAsync("--ref", "side", "--private-dir", pod.PrivateDirectory);

        Assert.Equal("from the side", pod.Greeting);
    }

    [Fact]
    public async Task The_next_run_may_publish_another_repository_there()
    {
        await using var pod = await Pod.StartWithTokenAsync("acme/web acme/api");
        pod.Greet("from web");
        await pod.SyncOnceAsync("--repo", "acme/web", "--private-dir", pod.PrivateDirectory);
        Assert.Equal("from web", pod.Greeting);
        pod.Commit("api", "greeting", "from api");

        await pod.SyncOnceAsync("--repo", "acme/api", "--private-dir", pod.PrivateDirectory);

        Assert.Equal("from api", pod.Greeting);
    }

    [Theory]
    [InlineData("--ref", "nowhere", "has no branch or tag nowhere")]
    [InlineData("--commit", "1234567890123456789012345678901234567890", "no such commit")]
    public async Task Asked_for_once_what_is_not_there_ends_with_exit_code_9_and_nothing_is_published(string option, string value, string sentence)
    {
        await using var pod = await Pod.StartWithTokenAsync();

        var run = await pod.SyncOnceAsync(option, value);

        Assert.Equal(9, run.ExitCode);
        Assert.Contains(sentence, run.LastMessage, StringComparison.Ordinal);
        Assert.False(Path.Exists(pod.Current));
    }

    [Fact]
    public async Task Without_a_change_the_server_is_asked_once_and_nothing_is_written()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        using var sync = pod.StartSync("--period", "86400");
        await sync.SaysAsync("Published");
        var before = (Requests: pod.GitHub.Requests.Count, Files: Snapshot(pod));

        sync.Signal(PosixSignal.SIGHUP);
        await Eventually.HoldsAsync(() => pod.GitHub.Requests.Count > before.Requests);
        await pod.StopAsync(sync);

        // The references, as git ls-remote asks for them: a greeting, and a question.
        Assert.InRange(pod.GitHub.Requests.Count - before.Requests, 1, 2);
        Assert.Equal(before.Files, Snapshot(pod));
    }

    [Fact]
    public async Task With_a_private_directory_a_restart_fetches_nothing_when_nothing_has_changed()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        await pod.SyncOnceAsync("--private-dir", pod.PrivateDirectory);
        var (requests, files) = (pod.GitHub.Requests.Count, Snapshot(pod));

        var run = await pod.SyncOnceAsync("--private-dir", pod.PrivateDirectory);

        // The references, as above.
        Assert.InRange(pod.GitHub.Requests.Count - requests, 1, 2);
        Assert.DoesNotContain("Published", run.Error, StringComparison.Ordinal);
        Assert.Equal(files, Snapshot(pod));
    }

    [Fact]
    public async Task Without_one_what_is_published_is_compared_and_left_in_place()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        await pod.SyncOnceAsync();
        var files = Snapshot(pod.Current);

        await pod.SyncOnceAsync();

        Assert.Equal(files, Snapshot(pod.Current));
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
    public async Task Of_a_long_history_one_commit_is_fetched()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        pod.Web.CommitMany("main", 500);
        using var sync = pod.StartSyncAgain();
        await sync.SaysAsync("Published");
        Assert.Equal(1, await pod.FetchedCommitsAsync());
        var before = pod.GitHub.Requests.Count;

        await pod.PublishedAsync(pod.Greet("hello"));

        // One file and its directory: what was there already does not come again.
        Assert.InRange(pod.GitHub.Requests.Skip(before).Sum(request => request.BytesSent), 1, 20_000);
        await pod.StopAsync(sync);
    }

    [Fact]
    public async Task A_depth_holds_across_updates_and_can_be_changed_at_the_next_start()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        pod.Web.CommitMany("main", 10);
        using (var sync = pod.StartSyncAgain("--depth", "3"))
        {
            await sync.SaysAsync("Published");
            Assert.Equal(3, await pod.FetchedCommitsAsync());
            await sync.SaysAsync($"Published {pod.Greet("hello")}");
            Assert.Equal(3, await pod.FetchedCommitsAsync());
            await pod.StopAsync(sync);
        }

        var commit = pod.Greet("good morning");
        await pod.SyncOnceAsync("--private-dir", pod.PrivateDirectory, "--depth", "1");

        Assert.Equal(1, await pod.FetchedCommitsAsync());
        Assert.Equal(commit, pod.PublishedCommit);

        commit = pod.Greet("good evening");
        await pod.SyncOnceAsync("--private-dir", pod.PrivateDirectory, "--depth", "5");

        Assert.Equal(5, await pod.FetchedCommitsAsync());
        Assert.Equal(commit, pod.PublishedCommit);
    }

    [Fact]
    public async Task Sparse_only_the_directories_that_are_named_are_published_and_the_files_at_the_top()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        using var sync = pod.StartSync("--sparse", "docs src/app");
        await pod.PublishedAsync(pod.Web.Commit(
            "main", Change.File("docs/a.md", "a"), Change.File("src/app/b.cs", "b"), Change.File("src/lib/c.cs", "c"), Change.File("tests/d.cs", "d")));

        Assert.Equal(["README.md", "docs/a.md", "src/app/b.cs"], Files(pod.Current));
        await pod.StopAsync(sync);
    }

    [Fact]
    public async Task With_a_filter_what_is_not_checked_out_is_not_fetched()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        pod.Web.Commit("main", Change.File("media/big.bin", StartingStates.Noise(1_000_000)), Change.File("src/a.cs", "a"));
        var before = pod.GitHub.Requests.Count;

        using var sync = pod.StartSync("--filter", "blob:none", "--sparse", "src");
        await sync.SaysAsync("Published");
        await pod.PublishedAsync(pod.Web.Commit("main", "src/a.cs", "b"));

        Assert.Equal("b", File.ReadAllText($"{pod.Current}/src/a.cs"));
        Assert.InRange(pod.GitHub.Requests.Skip(before).Sum(request => request.BytesSent), 1, 100_000);
        await pod.StopAsync(sync);
    }

    [Fact]
    public async Task A_server_that_gives_no_commit_by_its_name_is_asked_for_the_branch()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        pod.Web.RefuseUnadvertisedCommits();
        using var sync = pod.StartSync();
        await pod.PublishedAsync(pod.Greet("hello"));

        await pod.PublishedAsync(pod.Greet("good morning"));

        await pod.StopAsync(sync);
    }

    [Fact]
    public async Task Submodules_are_published_with_the_commit_that_contains_them()
    {
        await using var pod = await Pod.StartWithTokenAsync("acme/web acme/api");
        var (web, api) = (pod.Repositories["web"], pod.Repositories["api"]);
        var contained = web.Commit("main", Change.File(".gitmodules", "[submodule \"api\"]\n\tpath = libs/api\n\turl = ../api.git\n"), Change.Submodule("libs/api", api.Resolve("main")!));
        using var sync = pod.StartSync("--submodules");
        await pod.PublishedAsync(contained);
        Assert.Equal("# api\n", File.ReadAllText($"{pod.Current}/libs/api/README.md"));

        var moved = web.Commit("main", Change.Submodule("libs/api", api.Commit("main", "new.txt", "new")));
        await pod.PublishedAsync(moved);

        Assert.Equal("new", File.ReadAllText($"{pod.Current}/libs/api/new.txt"));
        await pod.StopAsync(sync);
    }

    [Fact]
    public async Task Submodules_stay_empty_unless_they_are_asked_for()
    {
        await using var pod = await Pod.StartWithTokenAsync("acme/web acme/api");
        var api = pod.Repositories["api"].Resolve("main")!;
        pod.Web.Commit("main", Change.File(".gitmodules", "[submodule \"api\"]\n\tpath = libs/api\n\turl = ../api.git\n"), Change.Submodule("libs/api", api));

        var run = await pod.SyncOnceAsync();

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Empty(Directory.EnumerateFileSystemEntries($"{pod.Current}/libs/api"));
    }

    [Fact]
    public async Task A_commit_that_nobody_signed_whom_we_trust_is_not_published()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var signer = await Signer.CreateAsync(pod);
        var trusted = await signer.CommitAsync("greeting", "signed");
        using var sync = pod.StartSync("--allowed-signers", signer.AllowedSigners);
        await pod.PublishedAsync(trusted);

        pod.Greet("not signed");
        await sync.SaysAsync("is not signed by any key");
        Assert.Equal("signed", pod.Greeting);

        await pod.PublishedAsync(await signer.CommitAsync("greeting", "signed again"));
        await pod.StopAsync(sync);
    }

    [Fact]
    public async Task Over_https_the_server_has_to_be_who_it_says()
    {
        using var authority = new Authority();
        await using var pod = await Pod.StartAsync(new GitHubServerOptions { Certificate = authority.ServerCertificate });
        File.WriteAllText(Path.Combine(pod.Root, "ca.pem"), authority.Pem);
        await pod.GenerateInitialTokenAsync("--ca-file", Path.Combine(pod.Root, "ca.pem"));
        var commit = pod.Greet("hello");

        using (var stranger = pod.StartSync())
        {
            await stranger.SaysAsync("certificate");
            Assert.False(Path.Exists(pod.Current));
        }

        var run = await pod.SyncOnceAsync("--ca-file", Path.Combine(pod.Root, "ca.pem"));

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(commit, pod.PublishedCommit);
    }

    [Theory]
    [InlineData("4711")]
    [InlineData("client ID")]
    public async Task The_token_of_an_App_opens_its_private_repositories(string app)
    {
        await using var pod = await Pod.StartAsync();
        pod.Secret("app-id", app == "client ID" ? pod.App.ClientId : app);
        await pod.GenerateInitialTokenAsync();
        var commit = pod.Greet("hello");

        var run = await pod.SyncOnceAsync();

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(commit, pod.PublishedCommit);
        Assert.All(pod.GitHub.Requests.Where(request => request.Operation is Operation.GitInfoRefs or Operation.GitUploadPack), request => Assert.Equal(pod.GitHub.IssuedTokens[0].Sha256, request.TokenSha256));
    }

    [Theory]
    [InlineData("git@{host}:acme/web.git")]
    [InlineData("ssh://git@{host}/acme/web.git")]
    public async Task A_repository_that_is_named_by_an_SSH_URL_is_fetched_with_the_token_and_needs_no_key(string url)
    {
        await using var pod = await Pod.StartWithTokenAsync();
        using var sync = pod.StartSync("--repo", url.Replace("{host}", pod.GitHub.ServerUrl.Host, StringComparison.Ordinal));
        await pod.PublishedAsync(pod.Greet("hello"));

        await pod.PublishedAsync(pod.Greet("good morning"));

        Assert.All(pod.GitHub.Requests.Where(request => request.Operation is Operation.GitInfoRefs or Operation.GitUploadPack), request => Assert.Equal(pod.GitHub.IssuedTokens[0].Sha256, request.TokenSha256));
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

    [Fact]
    public async Task The_directory_may_be_given_by_a_path_that_goes_up_and_down_again()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var commit = pod.Greet("hello");
        var up = string.Concat(Enumerable.Repeat("../", 30));

        var run = await pod.RunAsync(Published.GitClone, "--sync", "--one-time", "--repo", "acme/web", "--dest", $"{up}{pod.Root}/home/../../{Path.GetFileName(pod.Root)}//workspace/./");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(commit, pod.PublishedCommit);
    }

    [Fact]
    public async Task The_path_may_lead_through_a_link_of_the_container_and_not_through_one_on_a_volume()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var commit = pod.Greet("hello");

        // A disk, and no volume of its own.
        var container = Directory.CreateDirectory($"/var/tmp/{Path.GetFileName(pod.Root)}");
        try
        {
            File.CreateSymbolicLink($"{container.FullName}/link", pod.Root);
            var run = await pod.RunAsync(Published.GitClone, "--sync", "--one-time", "--repo", "acme/web", "--dest", $"{container.FullName}/link/workspace");
            Assert.True(run.ExitCode == 0, run.Error);
            Assert.Equal(commit, pod.PublishedCommit);
        }
        finally
        {
            container.Delete(recursive: true);
        }

        File.CreateSymbolicLink($"{pod.Root}/link", pod.Workspace);
        var before = Snapshot(pod);
        foreach (var path in new[] { "link", "link/below" })
        {
            var refused = await pod.RunAsync(Published.GitClone, "--sync", "--one-time", "--repo", "acme/web", "--dest", $"{pod.Root}/{path}");
            Assert.Equal(8, refused.ExitCode);
            Assert.Contains($"{pod.Root}/link is a symbolic link", refused.LastMessage, StringComparison.Ordinal);
        }

        Assert.Equal(before, Snapshot(pod));
    }

    [Fact]
    public async Task The_directory_may_lie_within_a_work_tree_of_others_which_stays_as_it_is()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var commit = pod.Greet("hello");
        var directory = Directory.CreateDirectory($"{pod.Workspace}/theirs/root").FullName;
        await Command.OutputOfAsync("sh", "-c", $"cd {pod.Workspace} && git init --quiet && echo theirs > theirs/root/file && git add --all");
        var theirs = await Support.Snapshot.OfAsync($"{pod.Workspace}/.git");

        var run = await pod.RunAsync(Published.GitClone, "--sync", "--one-time", "--repo", "acme/web", "--dest", directory);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(commit, SyncedPod.CommitOf($"{directory}/current"));
        Assert.Equal("theirs\n", File.ReadAllText($"{directory}/file"));
        Assert.Equal(theirs, await Support.Snapshot.OfAsync($"{pod.Workspace}/.git"));
    }

    [Theory]
    [InlineData("a HEAD that leads nowhere", "git init --quiet && echo ref: refs/heads/nowhere > .git/HEAD")]
    [InlineData("no HEAD at all", "git init --quiet && rm .git/HEAD")]
    [InlineData("a file", "echo garbage > .git")]
    public async Task A_damaged_git_directory_that_stands_there_is_not_asked_and_stays(string damage, string command)
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var commit = pod.Greet(damage);
        await Command.OutputOfAsync("sh", "-c", $"cd {pod.Workspace} && {command}");
        var before = await Support.Snapshot.OfAsync($"{pod.Workspace}/.git");

        var run = await pod.SyncOnceAsync();

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(commit, pod.PublishedCommit);
        Assert.Equal(before, await Support.Snapshot.OfAsync($"{pod.Workspace}/.git"));
    }

    [Theory]
    [InlineData("echo mine > COMMIT", true)]
    [InlineData("echo mine > .worktrees/COMMIT", false)]
    [InlineData("mkdir .worktrees/COMMIT && echo mine > .worktrees/COMMIT/greeting", false)]
    public async Task What_somebody_gave_the_name_of_a_commit_is_not_taken_for_it(string command, bool stays)
    {
        await using var pod = await Pod.StartWithTokenAsync();
        pod.Greet("hello");
        await pod.SyncOnceAsync();
        var commit = pod.Greet("good morning");
        await Command.OutputOfAsync("sh", "-c", $"cd {pod.Workspace} && {command.Replace("COMMIT", commit, StringComparison.Ordinal)}");

        var run = await pod.SyncOnceAsync("--commit", commit);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(commit, pod.PublishedCommit);
        Assert.Equal("good morning", pod.Greeting);
        Assert.Equal(stays, File.Exists($"{pod.Workspace}/{commit}"));
    }

    [Fact]
    public async Task Readers_look_where_the_directory_and_the_link_say_and_gits_own_data_lie_elsewhere()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var commit = pod.Greet("hello");
        var directory = $"{pod.Workspace}/other/dir";

        var run = await pod.RunAsync(Published.GitClone, "--sync", "--one-time", "--repo", "acme/web", "--dest", directory, "--link", "site", "--private-dir", pod.PrivateDirectory);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(commit, SyncedPod.CommitOf($"{directory}/site"));
        Assert.Equal("hello", File.ReadAllText($"{directory}/site/greeting"));
        Assert.Equal([".worktrees", "site"], Directory.EnumerateFileSystemEntries(directory).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(["other"], Directory.EnumerateFileSystemEntries(pod.Workspace).Select(Path.GetFileName));
        Assert.NotEmpty(Directory.EnumerateFiles(pod.PrivateDirectory, "*.pack", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task What_git_sync_has_published_there_goes_on_without_a_break_for_its_readers()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var first = pod.Greet("hello");

        // As its version 4 has it: a repository, a work tree of it for the commit, and a link to that.
        await Command.OutputOfAsync("sh", "-c", $"cd {pod.Workspace} && git clone --quiet --no-checkout {pod.Web.Path} . && git worktree add --quiet --detach .worktrees/{first} && ln -s .worktrees/{first} current");
        var before = Snapshot(pod.Current);
        using var sync = pod.StartSync("--stale-timeout", "1");
        await sync.SaysAsync("Published");
        Assert.Equal(before, Snapshot(pod.Current));

        var second = pod.Greet("good morning");

        await pod.PublishedAsync(second);
        Assert.Equal("good morning", pod.Greeting);
        await Eventually.HoldsAsync(() => !Path.Exists($"{pod.Workspace}/.worktrees/{first}"));
        Assert.True(File.Exists($"{pod.Workspace}/.git/HEAD"));
        await pod.StopAsync(sync);
    }

    private static string[] Files(string directory)
        => [.. Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(directory, path)).Order(StringComparer.Ordinal)];

    private static string Snapshot(Pod pod) => Snapshot(pod.Workspace);

    private static string Snapshot(string directory)
        => string.Join('\n', Directory.EnumerateFileSystemEntries(directory, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(path => $"{path} {File.GetLastWriteTimeUtc(path):O}"));
}
