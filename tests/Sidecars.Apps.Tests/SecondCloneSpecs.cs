using Sidecars.Apps.Support;

namespace Sidecars.Apps;

/// <summary>git-clone into what an earlier run left.</summary>
public sealed class SecondCloneSpecs
{
    [Fact]
    public async Task A_second_run_brings_its_own_clone_up_to_date()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        await pod.GitCloneAsync("--dest", pod.Workspace);
        var head = pod.Web.Commit("main", "new.txt", "new");

        var run = await pod.GitCloneAsync("--dest", pod.Workspace);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(head, await pod.GitAsync("web", "rev-parse", "HEAD"));
    }

    [Fact]
    public async Task A_second_run_moves_on_from_one_commit_to_another()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var first = pod.Web.Commit("main", "a.txt", "a");
        var second = pod.Web.Commit("main", "b.txt", "b");
        await pod.GitCloneAsync("--repo", "acme/web", "--commit", first, "--dest", $"{pod.Workspace}/web");

        var run = await pod.GitCloneAsync("--repo", "acme/web", "--commit", second, "--dest", $"{pod.Workspace}/web");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(second, await pod.GitAsync("web", "rev-parse", "HEAD"));
    }

    [Fact]
    public async Task A_clone_with_a_short_history_is_brought_up_to_date_however_much_came_since()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        await pod.GitCloneAsync("--repo", "acme/web", "--depth", "1", "--dest", $"{pod.Workspace}/web");
        var head = pod.Web.CommitMany("main", 5);

        var run = await pod.GitCloneAsync("--repo", "acme/web", "--depth", "1", "--dest", $"{pod.Workspace}/web");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(head, await pod.GitAsync("web", "rev-parse", "HEAD"));
    }

    [Theory]
    [InlineData("feature", "feature/part")]
    [InlineData("feature/part", "feature")]
    public async Task A_branch_whose_name_begins_as_that_of_one_that_is_gone_takes_its_place(string gone, string now)
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var head = pod.Web.Resolve("main")!;
        pod.Web.Branch(gone, head);
        await pod.GitCloneAsync("--dest", pod.Workspace);

        // As people's own git fetch leaves it: by itself, and not among the packed ones.
        await Command.OutputOfAsync("sh", "-c", $"cd '{pod.Workspace}/web/.git/refs/remotes/origin' && mkdir -p $(dirname {gone}) && echo {head} > {gone}");
        pod.Web.Unbranch(gone);
        pod.Web.Branch(now, head);

        for (var i = 0; i < 2; i++)
        {
            var run = await pod.GitCloneAsync("--dest", pod.Workspace);
            Assert.True(run.ExitCode == 0, run.Error);
        }

        Assert.Equal(["origin/HEAD", $"origin/{now}", "origin/main"], (await pod.GitAsync("web", "for-each-ref", "--format=%(refname:lstrip=2)", "refs/remotes")).Split('\n').Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_commit_of_ones_own_stays_in_a_clone_with_a_short_history_too()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        await pod.GitCloneAsync("--repo", "acme/web", "--depth", "1", "--dest", $"{pod.Workspace}/web");
        await pod.GitAsync("web", "commit", "--quiet", "--allow-empty", "--message", "Mine");
        var mine = await pod.GitAsync("web", "rev-parse", "HEAD");
        pod.Web.CommitMany("main", 5);

        var run = await pod.GitCloneAsync("--repo", "acme/web", "--depth", "1", "--dest", $"{pod.Workspace}/web");

        Assert.Contains("1 commit that is not on the server", run.Error, StringComparison.Ordinal);
        Assert.Equal(mine, await pod.GitAsync("web", "rev-parse", "HEAD"));
    }

    [Fact]
    public async Task A_tag_that_was_moved_is_followed()
    {
        await using var pod = await Pod.StartWithTokenAsync("acme/web@v1");
        pod.Web.Tag("v1", pod.Web.Resolve("main")!);
        await pod.GitCloneAsync("--dest", pod.Workspace);
        var moved = pod.Web.Commit("main", "later.txt", "later");
        pod.Web.Tag("v1", moved);

        var run = await pod.GitCloneAsync("--dest", pod.Workspace);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(moved, await pod.GitAsync("web", "rev-parse", "HEAD"));
    }

    [Fact]
    public async Task A_branch_that_is_gone_is_not_taken_from_the_last_run()
    {
        await using var pod = await Pod.StartWithTokenAsync("acme/web@topic");
        pod.Web.Commit("topic", "a.txt", "a");
        await pod.GitCloneAsync("--dest", pod.Workspace);
        Assert.Equal(0, (await pod.InMainContainerAsync("git", $"--git-dir={pod.Web.Path}", "branch", "-D", "topic")).ExitCode);

        var run = await pod.GitCloneAsync("--dest", pod.Workspace);

        Assert.True(run.ExitCode == 9, run.Error);
    }

    [Fact]
    public async Task A_tag_of_ones_own_is_kept()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        await pod.GitCloneAsync("--dest", pod.Workspace);
        await pod.GitAsync("web", "tag", "mine");

        Assert.Equal(0, (await pod.GitCloneAsync("--dest", pod.Workspace)).ExitCode);

        Assert.Equal("mine", await pod.GitAsync("web", "tag", "--list", "mine"));
    }

    [Fact]
    public async Task A_clone_that_never_got_anything_may_have_its_origin_corrected()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        pod.AgeToken();
        Assert.Equal(5, (await pod.GitCloneAsync("--repo", "acme/wep", "--dest", $"{pod.Workspace}/web")).ExitCode);

        var run = await pod.GitCloneAsync("--repo", "acme/web", "--dest", $"{pod.Workspace}/web");

        Assert.True(run.ExitCode == 0, run.Error);
    }

    [Fact]
    public async Task What_usual_tools_set_in_a_clone_is_no_obstacle()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        await pod.GitCloneAsync("--dest", pod.Workspace);
        foreach (var (name, value) in new[] { ("user.name", "Me"), ("remote.origin.gh-resolved", "base"), ("branch.main.vscode-merge-base", "origin/main"), ("pull.rebase", "true"), ("lfs.repositoryformatversion", "0") })
        {
            await pod.GitAsync("web", "config", name, value);
        }

        Assert.Equal(0, (await pod.GitCloneAsync("--dest", pod.Workspace)).ExitCode);
    }

    [Fact]
    public async Task A_shallow_clone_gets_its_history_when_a_branch_is_wanted()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        pod.Web.CommitMany("main", 20);
        var commit = pod.Web.Resolve("main")!;
        await pod.GitCloneAsync("--repo", "acme/web", "--commit", commit, "--dest", $"{pod.Workspace}/web");
        pod.Web.Commit("main", "new.txt", "new");

        Assert.Equal(0, (await pod.GitCloneAsync("--dest", pod.Workspace)).ExitCode);

        Assert.Equal("22", await pod.GitAsync("web", "rev-list", "--count", "HEAD"));
        Assert.Equal("false", await pod.GitAsync("web", "rev-parse", "--is-shallow-repository"));
    }

    [Fact]
    public async Task What_is_discarded_of_commits_is_kept_by_a_reference_to_the_last_of_them()
    {
        await using var scene = await Scene.StartAsync();
        await scene.CloneAsync();
        await scene.CommitAsync("one.txt");
        await scene.CommitAsync("two.txt");
        var mine = await scene.GitAsync("rev-parse", "HEAD");

        Assert.Equal(0, (await scene.RunAsync(Wish.Discarded)).ExitCode);

        Assert.Equal($"refs/sidecars/set-aside/{mine}", await scene.GitAsync("for-each-ref", "--format=%(refname)", "refs/sidecars/set-aside"));
        Assert.Equal(scene.Wanted, await scene.GitAsync("rev-parse", "main"));
        Assert.Contains("is at", (await scene.RunAsync(Wish.Discarded)).LastMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_merge_that_was_discarded_waits_for_nobody_any_more()
    {
        await using var scene = await Scene.StartAsync();
        await StartingStates.MergeAsync(scene);

        Assert.Equal(0, (await scene.RunAsync(Wish.Discarded)).ExitCode);

        Assert.DoesNotContain("merg", await scene.GitAsync("status"), StringComparison.Ordinal);
        Assert.Equal(2, (await scene.GitAsync("for-each-ref", "--format=%(refname)", "refs/sidecars/set-aside")).Split('\n').Length);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_commit_that_cannot_be_written_leaves_nothing_and_stops_no_other(bool isSecond)
    {
        await using var pod = await Pod.StartWithTokenAsync();
        if (isSecond)
        {
            await pod.GitCloneAsync("--dest", pod.Workspace);
        }

        var good = pod.Web.Resolve("main")!;
        pod.Web.Commit("main", "a/b.txt", "b");
        pod.Web.Commit("main", new string('x', 300), "x");
        var failure = await pod.GitCloneAsync("--dest", pod.Workspace);
        var left = Directory.EnumerateFileSystemEntries($"{pod.Workspace}/web").Select(Path.GetFileName).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(0, (await pod.InMainContainerAsync("git", $"--git-dir={pod.Web.Path}", "update-ref", "refs/heads/main", good)).ExitCode);
        var head = pod.Web.Commit("main", "c.txt", "c");

        var run = await pod.GitCloneAsync("--dest", pod.Workspace);

        Assert.True(failure.ExitCode == 9, failure.Error);
        Assert.Contains("too long", failure.LastMessage, StringComparison.Ordinal);
        Assert.Equal(isSecond ? [".git", "README.md"] : [".git"], left);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(head, await pod.GitAsync("web", "rev-parse", "HEAD"));
        Assert.Equal("", await pod.GitAsync("web", "status", "--porcelain"));
    }

    [Fact]
    public async Task A_directory_may_have_a_colon_in_its_name()
    {
        await using var pod = await Pod.StartWithTokenAsync("acme/web=a:b");
        await pod.GitCloneAsync("--dest", pod.Workspace);
        pod.Web.Commit("main", "new.txt", "new");

        var run = await pod.GitCloneAsync("--dest", pod.Workspace);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.True(File.Exists($"{pod.Workspace}/a:b/new.txt"));
    }
}
