using System.Diagnostics;
using System.Runtime.InteropServices;
using GitHubEmulator;
using Sidecars.Apps.Support;

namespace Sidecars.Apps;

/// <summary>git-clone into nothing, into its own clone, and into what it must not touch.</summary>
public sealed class CloneSpecs
{
    [Fact]
    public async Task A_list_is_cloned_side_by_side_each_on_its_default_branch()
    {
        await using var pod = await Pod.StartWithTokenAsync("acme/web acme/api=backend/api");

        var run = await pod.GitCloneAsync("--dest", pod.Workspace);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal("# web\n", File.ReadAllText($"{pod.Workspace}/web/README.md"));
        Assert.Equal("# api\n", File.ReadAllText($"{pod.Workspace}/backend/api/README.md"));
        Assert.Equal("main", await GitAsync(pod, "web", "branch", "--show-current"));
        Assert.Equal("origin/main", await GitAsync(pod, "web", "rev-parse", "--abbrev-ref", "@{upstream}"));
    }

    [Fact]
    public async Task One_repository_is_cloned_into_the_destination_itself()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        pod.Environment["GIT_REPO_URL"] = new Uri(pod.GitHub.ServerUrl, "acme/web").AbsoluteUri;
        pod.Environment["GIT_DEST"] = $"{pod.Workspace}/code";

        var run = await pod.GitCloneAsync();

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.True(File.Exists($"{pod.Workspace}/code/README.md"));
        Assert.Contains(run.Messages, message => message == "Taking the repositories from GIT_REPO_URL");
    }

    [Fact]
    public async Task A_branch_comes_with_its_history_and_is_checked_out()
    {
        await using var pod = await Pod.StartWithTokenAsync("acme/web@feature/one");
        Web(pod).Commit("feature/one", "one.txt", "1");
        var head = Web(pod).Commit("feature/one", "one.txt", "2");

        var run = await pod.GitCloneAsync("--dest", pod.Workspace);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal("feature/one", await GitAsync(pod, "web", "branch", "--show-current"));
        Assert.Equal(head, await GitAsync(pod, "web", "rev-parse", "HEAD"));
        Assert.Equal("3", await GitAsync(pod, "web", "rev-list", "--count", "HEAD"));
    }

    [Fact]
    public async Task A_tag_is_checked_out_without_a_branch()
    {
        await using var pod = await Pod.StartWithTokenAsync("acme/web@v1");
        var tagged = Web(pod).Resolve("main")!;
        Web(pod).Tag("v1", tagged);
        Web(pod).Commit("main", "later.txt", "later");

        var run = await pod.GitCloneAsync("--dest", pod.Workspace);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(tagged, await GitAsync(pod, "web", "rev-parse", "HEAD"));
        Assert.Equal("", await GitAsync(pod, "web", "branch", "--show-current"));
    }

    [Fact]
    public async Task A_commit_alone_is_fetched_without_history()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var pinned = Web(pod).Commit("main", "a.txt", "a");
        Web(pod).Commit("main", "b.txt", "b");

        var run = await pod.GitCloneAsync("--repo", "acme/web", "--commit", pinned, "--dest", $"{pod.Workspace}/web");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(pinned, await GitAsync(pod, "web", "rev-parse", "HEAD"));
        Assert.Equal("1", await GitAsync(pod, "web", "rev-list", "--count", "HEAD"));
    }

    [Fact]
    public async Task A_commit_and_a_branch_put_that_branch_at_that_commit()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var pinned = Web(pod).Commit("main", "a.txt", "a");
        Web(pod).Commit("main", "b.txt", "b");

        var run = await pod.GitCloneAsync("--repo", "acme/web", "--commit", pinned, "--ref", "main", "--dest", $"{pod.Workspace}/web");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(pinned, await GitAsync(pod, "web", "rev-parse", "HEAD"));
        Assert.Equal("main", await GitAsync(pod, "web", "branch", "--show-current"));
    }

    [Fact]
    public async Task A_second_run_brings_its_own_clone_up_to_date()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        await pod.GitCloneAsync("--dest", pod.Workspace);
        var head = Web(pod).Commit("main", "new.txt", "new");

        var run = await pod.GitCloneAsync("--dest", pod.Workspace);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(head, await GitAsync(pod, "web", "rev-parse", "HEAD"));
    }

    [Fact]
    public async Task A_tag_that_was_moved_is_followed()
    {
        await using var pod = await Pod.StartWithTokenAsync("acme/web@v1");
        Web(pod).Tag("v1", Web(pod).Resolve("main")!);
        await pod.GitCloneAsync("--dest", pod.Workspace);
        var moved = Web(pod).Commit("main", "later.txt", "later");
        Web(pod).Tag("v1", moved);

        var run = await pod.GitCloneAsync("--dest", pod.Workspace);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(moved, await GitAsync(pod, "web", "rev-parse", "HEAD"));
    }

    [Fact]
    public async Task A_branch_that_is_gone_is_not_taken_from_the_last_run()
    {
        await using var pod = await Pod.StartWithTokenAsync("acme/web@topic");
        Web(pod).Commit("topic", "a.txt", "a");
        await pod.GitCloneAsync("--dest", pod.Workspace);
        Assert.Equal(0, (await pod.InMainContainerAsync("git", $"--git-dir={Web(pod).Path}", "branch", "-D", "topic")).ExitCode);

        var run = await pod.GitCloneAsync("--dest", pod.Workspace);

        Assert.True(run.ExitCode == 9, run.Error);
    }

    [Fact]
    public async Task A_tag_of_ones_own_is_kept()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        await pod.GitCloneAsync("--dest", pod.Workspace);
        await GitAsync(pod, "web", "tag", "mine");

        Assert.Equal(0, (await pod.GitCloneAsync("--dest", pod.Workspace)).ExitCode);

        Assert.Equal("mine", await GitAsync(pod, "web", "tag", "--list", "mine"));
    }

    [Fact]
    public async Task A_file_that_git_does_not_know_is_not_written_over()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        await pod.GitCloneAsync("--dest", pod.Workspace);
        File.WriteAllText($"{pod.Workspace}/web/notes.txt", "mine");
        Web(pod).Commit("main", "notes.txt", "theirs");

        var run = await pod.GitCloneAsync("--dest", pod.Workspace);

        Assert.True(run.ExitCode == 8, run.Error);
        Assert.Contains("notes.txt", run.LastMessage, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText($"{pod.Workspace}/web/notes.txt"));
    }

    [Fact]
    public async Task A_file_that_git_ignores_is_not_written_over()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        Web(pod).Commit("main", ".gitignore", ".env\n");
        await pod.GitCloneAsync("--dest", pod.Workspace);
        File.WriteAllText($"{pod.Workspace}/web/.env", "mine");
        Web(pod).Commit("main", ".env", "theirs");

        var run = await pod.GitCloneAsync("--dest", pod.Workspace);

        Assert.True(run.ExitCode == 8, run.Error);
        Assert.Equal("mine", File.ReadAllText($"{pod.Workspace}/web/.env"));
    }

    [Fact]
    public async Task A_first_checkout_that_was_cut_short_is_finished()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        await pod.GitCloneAsync("--dest", pod.Workspace);

        // As a kill in the middle leaves it: some files, the last of them half, but no index and no branch yet.
        var commit = await GitAsync(pod, "web", "rev-parse", "HEAD");
        await GitAsync(pod, "web", "update-ref", "-d", "refs/heads/main");
        File.WriteAllText($"{pod.Workspace}/web/.git/git-clone/checkout", $"- {commit} main\n");
        File.Delete($"{pod.Workspace}/web/.git/index");
        File.WriteAllText($"{pod.Workspace}/web/README.md", "# w");

        var run = await pod.GitCloneAsync("--dest", pod.Workspace);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal("", await GitAsync(pod, "web", "status", "--porcelain"));
    }

    [Fact]
    public async Task A_destination_with_a_slash_behind_it_is_no_way_around_a_link()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var elsewhere = Directory.CreateDirectory(Path.Combine(pod.Root, "elsewhere")).FullName;
        Directory.CreateSymbolicLink($"{pod.Workspace}/link", elsewhere);

        var run = await pod.GitCloneAsync("--repo", "acme/web", "--dest", $"{pod.Workspace}/link/");

        Assert.True(run.ExitCode == 8, run.Error);
        Assert.Empty(Directory.EnumerateFileSystemEntries(elsewhere));
    }

    [Fact]
    public async Task A_clone_that_never_got_anything_may_have_its_origin_corrected()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        AgeToken(pod);
        Assert.Equal(5, (await pod.GitCloneAsync("--repo", "acme/wep", "--dest", $"{pod.Workspace}/web")).ExitCode);

        var run = await pod.GitCloneAsync("--repo", "acme/web", "--dest", $"{pod.Workspace}/web");

        Assert.True(run.ExitCode == 0, run.Error);
    }

    [Fact]
    public async Task A_destination_that_is_a_file_is_in_the_way()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        File.WriteAllText($"{pod.Workspace}/web", "mine");

        Assert.Equal(8, (await pod.GitCloneAsync("--dest", pod.Workspace)).ExitCode);
        Assert.Equal("mine", File.ReadAllText($"{pod.Workspace}/web"));
    }

    [Fact]
    public async Task The_server_follows_from_the_API_URL()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        pod.Environment.Remove("GITHUB_SERVER_URL");

        Assert.Equal(0, (await pod.GitCloneAsync("--dest", pod.Workspace)).ExitCode);
    }

    [Fact]
    public async Task A_lock_is_reported_and_not_removed()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        await pod.GitCloneAsync("--dest", pod.Workspace);
        Web(pod).Commit("main", "new.txt", "new");
        File.WriteAllText($"{pod.Workspace}/web/.git/index.lock", "");

        var run = await pod.GitCloneAsync("--dest", pod.Workspace);

        Assert.True(run.ExitCode == 8, run.Error);
        Assert.Contains("index.lock", run.LastMessage, StringComparison.Ordinal);
        Assert.True(File.Exists($"{pod.Workspace}/web/.git/index.lock"));
    }

    [Fact]
    public async Task A_second_run_moves_on_from_one_commit_to_another()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var first = Web(pod).Commit("main", "a.txt", "a");
        var second = Web(pod).Commit("main", "b.txt", "b");
        await pod.GitCloneAsync("--repo", "acme/web", "--commit", first, "--dest", $"{pod.Workspace}/web");

        var run = await pod.GitCloneAsync("--repo", "acme/web", "--commit", second, "--dest", $"{pod.Workspace}/web");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(second, await GitAsync(pod, "web", "rev-parse", "HEAD"));
    }

    [Fact]
    public async Task A_run_that_was_killed_is_finished_by_the_next()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        pod.Fault(Operation.GitUploadPack, FaultKind.Hang(), int.MaxValue);
        using (var killed = Command.Start(Published.GitClone, ["--dest", pod.Workspace], pod.Environment))
        {
            await pod.GitHub.WaitForRequestAsync(request => request.Operation == Operation.GitUploadPack);
        }

        pod.GitHub.Faults.Clear();
        var run = await pod.GitCloneAsync("--dest", pod.Workspace);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.True(File.Exists($"{pod.Workspace}/web/README.md"));
    }

    [Fact]
    public async Task SIGTERM_ends_it_with_143_and_leaves_no_lock()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        pod.Fault(Operation.GitUploadPack, FaultKind.Hang(), int.MaxValue);
        using var clone = Command.Start(Published.GitClone, ["--dest", pod.Workspace], pod.Environment);
        await pod.GitHub.WaitForRequestAsync(request => request.Operation == Operation.GitUploadPack);

        var clock = Stopwatch.StartNew();
        clone.Signal(PosixSignal.SIGTERM);
        var run = await pod.EndAsync(clone);

        Assert.Equal(143, run.ExitCode);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(2), $"It took {clock.Elapsed}.");
        Assert.Empty(Directory.EnumerateFiles(pod.Workspace, "*.lock", SearchOption.AllDirectories));
        Assert.Empty(Directory.EnumerateFileSystemEntries(pod.Temporary));
    }

    public static TheoryData<string> Work => ["a changed file", "a staged file", "a commit", "a commit on another branch"];

    [Theory]
    [MemberData(nameof(Work))]
    public async Task Work_is_left_alone_and_a_pinned_commit_is_refused_over_it(string work)
    {
        await using var pod = await Pod.StartWithTokenAsync();
        await pod.GitCloneAsync("--dest", pod.Workspace);
        await DoWorkAsync(pod, work);
        var before = Snapshot($"{pod.Workspace}/web");
        var head = Web(pod).Commit("main", "new.txt", "new");

        var branch = await pod.GitCloneAsync("--dest", pod.Workspace);
        var pinned = await pod.GitCloneAsync("--repo", "acme/web", "--commit", head, "--dest", $"{pod.Workspace}/web");

        Assert.True(branch.ExitCode == 0, branch.Error);
        Assert.Contains(branch.Messages, message => message.StartsWith($"Left {pod.Workspace}/web alone", StringComparison.Ordinal));
        Assert.True(pinned.ExitCode == 8, pinned.Error);
        Assert.Contains("stays as it is", pinned.LastMessage, StringComparison.Ordinal);
        Assert.Equal(before, Snapshot($"{pod.Workspace}/web"));
    }

    [Fact]
    public async Task A_branch_with_commits_of_its_own_is_not_reset_while_another_is_checked_out()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        await pod.GitCloneAsync("--dest", pod.Workspace);
        await DoWorkAsync(pod, "a commit");
        var mine = await GitAsync(pod, "web", "rev-parse", "main");
        await GitAsync(pod, "web", "checkout", "--quiet", "-b", "another", "origin/main");

        var run = await pod.GitCloneAsync("--dest", pod.Workspace);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(mine, await GitAsync(pod, "web", "rev-parse", "main"));
        Assert.Equal("another", await GitAsync(pod, "web", "branch", "--show-current"));
    }

    [Fact]
    public async Task A_file_that_git_does_not_know_survives_an_update()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        await pod.GitCloneAsync("--dest", pod.Workspace);
        File.WriteAllText($"{pod.Workspace}/web/notes.txt", "mine");
        Web(pod).Commit("main", "new.txt", "new");

        var run = await pod.GitCloneAsync("--dest", pod.Workspace);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal("mine", File.ReadAllText($"{pod.Workspace}/web/notes.txt"));
    }

    public static TheoryData<string> Obstacles => ["a file", "a link to another directory", "a .git file", "a .git link", "another origin", "a configuration that runs programs", "a commondir",
        "a link among the refs", "a link in place of FETCH_HEAD", "a pipe in place of the index", "foreign objects"];

    [Theory]
    [MemberData(nameof(Obstacles))]
    public async Task What_is_no_clone_of_ours_is_not_touched_and_runs_nothing(string obstacle)
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var directory = $"{pod.Workspace}/web";
        var canary = Path.Combine(pod.Root, "canary");
        await PlantAsync(pod, directory, obstacle, canary);
        var before = Snapshot(directory);

        var run = await pod.GitCloneAsync("--dest", pod.Workspace);

        Assert.True(run.ExitCode == 8, run.Error);
        Assert.Contains($"{directory} stays as it is", run.LastMessage, StringComparison.Ordinal);
        Assert.Equal(before, Snapshot(directory));
        Assert.False(File.Exists(canary), "The planted program ran.");
        Assert.Equal(0, pod.GitHub.Requests.Count(request => request.Operation == Operation.GitUploadPack));
    }

    [Fact]
    public async Task A_link_on_the_way_to_a_clone_is_not_followed()
    {
        await using var pod = await Pod.StartWithTokenAsync("acme/web=apps/web");
        var elsewhere = Directory.CreateDirectory(Path.Combine(pod.Root, "elsewhere")).FullName;
        Directory.CreateSymbolicLink($"{pod.Workspace}/apps", elsewhere);

        var run = await pod.GitCloneAsync("--dest", pod.Workspace);

        Assert.True(run.ExitCode == 8, run.Error);
        Assert.Empty(Directory.EnumerateFileSystemEntries(elsewhere));
    }

    [Fact]
    public async Task What_usual_tools_set_in_a_clone_is_no_obstacle()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        await pod.GitCloneAsync("--dest", pod.Workspace);
        foreach (var (name, value) in new[] { ("user.name", "Me"), ("remote.origin.gh-resolved", "base"), ("branch.main.vscode-merge-base", "origin/main"), ("pull.rebase", "true"), ("lfs.repositoryformatversion", "0") })
        {
            await GitAsync(pod, "web", "config", name, value);
        }

        Assert.Equal(0, (await pod.GitCloneAsync("--dest", pod.Workspace)).ExitCode);
    }

    [Fact]
    public async Task Commits_are_not_thrown_away_when_HEAD_is_on_a_branch_without_any()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        await pod.GitCloneAsync("--dest", pod.Workspace);
        await DoWorkAsync(pod, "a commit");
        var mine = await GitAsync(pod, "web", "rev-parse", "main");
        await GitAsync(pod, "web", "switch", "--quiet", "--orphan", "new");

        var run = await pod.GitCloneAsync("--dest", pod.Workspace);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(mine, await GitAsync(pod, "web", "rev-parse", "main"));
    }

    [Fact]
    public async Task A_fresh_volume_may_have_its_lost_and_found()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        Directory.CreateDirectory($"{pod.Workspace}/web/lost+found");

        Assert.Equal(0, (await pod.GitCloneAsync("--dest", pod.Workspace)).ExitCode);
    }

    [Fact]
    public async Task What_git_finds_in_environment_and_home_is_not_used()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var canary = Path.Combine(pod.Root, "canary");
        var program = Script(pod, $"touch {canary}");
        File.WriteAllText(Path.Combine(pod.Home, ".gitconfig"), $"[core]\n\tfsmonitor = {program}\n\tsshCommand = {program}\n[credential]\n\thelper = {program}\n[url \"http://127.0.0.1:1/\"]\n\tinsteadOf = {pod.GitHub.ServerUrl}\n");
        pod.Environment["GIT_SSH_COMMAND"] = program;
        pod.Environment["GIT_ASKPASS"] = program;
        pod.Environment["GIT_PROXY_COMMAND"] = program;
        pod.Environment["GIT_EXEC_PATH"] = pod.Root;
        pod.Environment["GIT_DIR"] = "/nowhere";
        pod.Environment["GIT_TRACE_CURL"] = "1";
        pod.Environment["GIT_CONFIG_COUNT"] = "1";
        pod.Environment["GIT_CONFIG_KEY_0"] = "core.fsmonitor";
        pod.Environment["GIT_CONFIG_VALUE_0"] = program;

        var run = await pod.GitCloneAsync("--dest", pod.Workspace);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.False(File.Exists(canary));
    }

    [Fact]
    public async Task A_git_in_the_current_directory_is_not_run()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var canary = Path.Combine(pod.Root, "canary");
        File.Move(Script(pod, $"touch {canary}"), Path.Combine(pod.Workspace, "git"));

        var run = await pod.RunAsync("env", "--chdir", pod.Workspace, Published.GitClone, "--dest", $"{pod.Workspace}/clones");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.False(File.Exists(canary));
    }

    [Fact]
    public async Task Hooks_in_its_own_clone_are_not_run()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        await pod.GitCloneAsync("--dest", pod.Workspace);
        var canary = Path.Combine(pod.Root, "canary");
        var hooks = Directory.CreateDirectory($"{pod.Workspace}/web/.git/hooks").FullName;
        foreach (var hook in new[] { "post-checkout", "reference-transaction", "post-index-change", "post-merge" })
        {
            File.Copy(Script(pod, $"touch {canary}"), Path.Combine(hooks, hook));
        }

        Web(pod).Commit("main", "new.txt", "new");
        var run = await pod.GitCloneAsync("--dest", pod.Workspace);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.False(File.Exists(canary));
    }

    [Fact]
    public async Task A_mounted_basic_auth_secret_wins_over_the_token()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var secret = Directory.CreateDirectory(Path.Combine(pod.Root, "basic-auth")).FullName;
        File.WriteAllText(Path.Combine(secret, "username"), "x-access-token\n");
        File.WriteAllText(Path.Combine(secret, "password"), pod.Token + "\n");
        File.Delete(Path.Combine(pod.Output, "..data"));

        var run = await pod.GitCloneAsync("--git-credentials-dir", secret, "--dest", pod.Workspace);

        Assert.True(run.ExitCode == 0, run.Error);
    }

    [Fact]
    public async Task A_404_right_after_the_mint_is_tried_again()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        pod.Fault(Operation.GitInfoRefs, FaultKind.Answer(404, "Repository not found."));

        var run = await pod.GitCloneAsync("--dest", pod.Workspace);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains(run.Messages, message => message.StartsWith("Trying again in", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_in_trouble_is_tried_again()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        pod.Fault(Operation.GitInfoRefs, FaultKind.HtmlError(503));
        pod.Fault(Operation.GitUploadPack, FaultKind.Reset());

        var run = await pod.GitCloneAsync("--dest", pod.Workspace);

        Assert.True(run.ExitCode == 0, run.Error);
    }

    [Fact]
    public async Task A_repository_that_the_token_does_not_open_is_reported_once_the_token_is_old_enough()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        AgeToken(pod);

        var run = await pod.GitCloneAsync("--repos", "acme/missing", "--dest", pod.Workspace);

        Assert.True(run.ExitCode == 5, run.Error);
        Assert.Contains("Repository not found", run.LastMessage, StringComparison.Ordinal);
        Assert.Contains("the token has no access to it", run.LastMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dead_token_is_called_that_although_git_only_misses_a_user_name()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        pod.GitHub.Revoke(pod.Token);
        AgeToken(pod);

        var run = await pod.GitCloneAsync("--dest", pod.Workspace);

        Assert.True(run.ExitCode == 5, run.Error);
        Assert.Contains("GitHub rejected the token (401)", run.LastMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_is_not_followed_with_the_credential()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        await using var elsewhere = await GitHubServer.StartAsync();
        AgeToken(pod);
        pod.Fault(Operation.GitInfoRefs, FaultKind.RedirectTo(new Uri(elsewhere.ServerUrl, "acme/web.git/info/refs?service=git-upload-pack")), int.MaxValue);

        var run = await pod.GitCloneAsync("--dest", pod.Workspace);

        Assert.True(run.ExitCode == 5, run.Error);
        Assert.Empty(elsewhere.Requests);
    }

    public static TheoryData<string[], int, string> Mistakes => new()
    {
        { ["--repo", "acme/web", "--ref", "no-such-branch"], 9, "There is no such branch or tag" },
        { ["--repo", "acme/web", "--commit", "0123456789012345678901234567890123456789"], 9, "no such commit" },
        { ["--repo", "acme/web", "--commit", "0123456789012345678901234567890123456789", "--ref", "no-such-branch"], 9, "There is no such branch or tag" },
        { ["--repo", "acme/web", "--commit", "0123456"], 3, "not a full commit SHA" },
        { ["--repo", "acme/web", "--ref", "--upload-pack=touch /tmp/x"], 3, "not a branch or tag that git allows" },
        { ["--repo", "ext::sh -c touch% /tmp/x"], 3, "names no repository" },
        { ["--repo", "file:///etc"], 3, "is not an https URL" },
        { ["--repo", "--upload-pack=x/y"], 3, "names no repository" },
        { ["--repos", "acme/web=same acme/api=same"], 3, "two repositories would go to" },
        { ["--repos", "*"], 3, "list them" },
        { ["--repos", "acme/web", "--ref", "main"], 3, "write owner/repo@ref" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task A_mistake_is_one_sentence_and_a_code(string[] arguments, int exitCode, string sentence)
    {
        await using var pod = await Pod.StartWithTokenAsync();
        AgeToken(pod);

        var run = await pod.GitCloneAsync([.. arguments, "--dest", $"{pod.Workspace}/x"]);

        Assert.True(run.ExitCode == exitCode, run.Error);
        Assert.Contains(sentence, run.LastMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_any_credential_it_says_where_one_was_expected()
    {
        await using var pod = await Pod.StartAsync();

        var run = await pod.GitCloneAsync("--dest", pod.Workspace);

        Assert.Equal(3, run.ExitCode);
        Assert.Contains($"There is no credential at {pod.Output}/token", run.LastMessage, StringComparison.Ordinal);
    }

    private static Repository Web(Pod pod) => pod.Repositories["web"];

    /// <summary>For half a minute a refusal may mean that GitHub has not spread the token yet; afterwards it means no.</summary>
    private static void AgeToken(Pod pod) => File.SetLastWriteTimeUtc(Path.Combine(pod.Output, "..data", "token"), DateTime.UtcNow.AddMinutes(-5));

    private static async Task<string> GitAsync(Pod pod, string clone, params string[] arguments)
    {
        var run = await pod.InMainContainerAsync("git", ["-C", $"{pod.Workspace}/{clone}", .. arguments]);
        Assert.True(run.ExitCode == 0, run.Error);
        return run.Output.Trim();
    }

    private static async Task DoWorkAsync(Pod pod, string work)
    {
        File.AppendAllText($"{pod.Workspace}/web/README.md", "mine\n");
        if (work != "a changed file")
        {
            await GitAsync(pod, "web", "add", ".");
        }

        if (work == "a commit on another branch")
        {
            await GitAsync(pod, "web", "checkout", "--quiet", "-b", "mine");
        }

        if (work.StartsWith("a commit", StringComparison.Ordinal))
        {
            await GitAsync(pod, "web", "commit", "--quiet", "--message", "mine");
        }

        if (work == "a commit on another branch")
        {
            await GitAsync(pod, "web", "checkout", "--quiet", "main");
        }
    }

    private static async Task PlantAsync(Pod pod, string directory, string obstacle, string canary)
    {
        var elsewhere = Directory.CreateDirectory(Path.Combine(pod.Root, "elsewhere")).FullName;
        Assert.Equal(0, (await pod.InMainContainerAsync("git", "init", "--quiet", elsewhere)).ExitCode);
        Directory.CreateDirectory(Path.GetDirectoryName(directory)!);
        if (obstacle == "a link to another directory")
        {
            Directory.CreateSymbolicLink(directory, elsewhere);
            return;
        }

        Directory.CreateDirectory(directory);
        switch (obstacle)
        {
            case "a file":
                File.WriteAllText($"{directory}/thesis.txt", "years of work");
                return;
            case "a .git file":
                File.WriteAllText($"{directory}/.git", $"gitdir: {elsewhere}/.git\n");
                return;
            case "a .git link":
                Directory.CreateSymbolicLink($"{directory}/.git", $"{elsewhere}/.git");
                return;
        }

        Assert.Equal(0, (await pod.InMainContainerAsync("git", "init", "--quiet", directory)).ExitCode);
        var origin = obstacle == "another origin" ? "https://github.com/other/repo.git" : $"{pod.GitHub.ServerUrl}acme/web.git";
        await GitAsync(pod, "web", "config", "remote.origin.url", origin);
        if (obstacle == "a configuration that runs programs")
        {
            await GitAsync(pod, "web", "config", "core.fsmonitor", Script(pod, $"touch {canary}"));
        }

        switch (obstacle)
        {
            case "another origin":
                await GitAsync(pod, "web", "commit", "--quiet", "--allow-empty", "--message", "theirs");
                break;
            case "a commondir":
                File.WriteAllText($"{directory}/.git/commondir", $"{elsewhere}/.git");
                break;
            case "foreign objects":
                File.WriteAllText($"{directory}/.git/objects/info/alternates", $"{elsewhere}/.git/objects\n");
                break;
            case "a link among the refs":
                Directory.CreateSymbolicLink($"{directory}/.git/refs/remotes", elsewhere);
                break;
            case "a link in place of FETCH_HEAD":
                File.CreateSymbolicLink($"{directory}/.git/FETCH_HEAD", $"{elsewhere}/victim");
                break;
            case "a pipe in place of the index":
                Assert.Equal(0, (await pod.RunAsync("mkfifo", $"{directory}/.git/index")).ExitCode);
                break;
        }
    }

    private static string Script(Pod pod, string command)
    {
        var path = Path.Combine(pod.Root, "planted");
        File.WriteAllText(path, $"#!/bin/sh\n{command}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    /// <summary>Every file of the work tree and what work .git holds, by name and content.</summary>
    private static string Snapshot(string directory)
        => string.Join('\n', Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/.git/", StringComparison.Ordinal) || file.Contains("/.git/refs/heads", StringComparison.Ordinal) || file.EndsWith("/.git/HEAD", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(file => $"{file}: {Convert.ToBase64String(File.ReadAllBytes(file))}"));
}
