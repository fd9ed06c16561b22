using Sidecars.Apps.Support;

namespace Sidecars.Apps;

/// <summary>git-clone into nothing.</summary>
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
        Assert.Equal("main", await pod.GitAsync("web", "branch", "--show-current"));
        Assert.Equal("origin/main", await pod.GitAsync("web", "rev-parse", "--abbrev-ref", "@{upstream}"));
        Assert.Equal("origin/main", await pod.GitAsync("web", "rev-parse", "--abbrev-ref", "origin"));
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
        pod.Web.Commit("feature/one", "one.txt", "1");
        var head = pod.Web.Commit("feature/one", "one.txt", "2");

        var run = await pod.GitCloneAsync("--dest", pod.Workspace);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal("feature/one", await pod.GitAsync("web", "branch", "--show-current"));
        Assert.Equal(head, await pod.GitAsync("web", "rev-parse", "HEAD"));
        Assert.Equal("3", await pod.GitAsync("web", "rev-list", "--count", "HEAD"));
    }

    [Fact]
    public async Task A_tag_is_checked_out_without_a_branch()
    {
        await using var pod = await Pod.StartWithTokenAsync("acme/web@v1");
        var tagged = pod.Web.Resolve("main")!;
        pod.Web.Tag("v1", tagged);
        pod.Web.Commit("main", "later.txt", "later");

        var run = await pod.GitCloneAsync("--dest", pod.Workspace);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(tagged, await pod.GitAsync("web", "rev-parse", "HEAD"));
        Assert.Equal("", await pod.GitAsync("web", "branch", "--show-current"));
    }

    [Fact]
    public async Task A_commit_alone_is_fetched_without_history()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var pinned = pod.Web.Commit("main", "a.txt", "a");
        pod.Web.Commit("main", "b.txt", "b");

        var run = await pod.GitCloneAsync("--repo", "acme/web", "--commit", pinned, "--dest", $"{pod.Workspace}/web");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(pinned, await pod.GitAsync("web", "rev-parse", "HEAD"));
        Assert.Equal("1", await pod.GitAsync("web", "rev-list", "--count", "HEAD"));
    }

    [Fact]
    public async Task A_commit_and_a_branch_put_that_branch_at_that_commit()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var pinned = pod.Web.Commit("main", "a.txt", "a");
        pod.Web.Commit("main", "b.txt", "b");

        var run = await pod.GitCloneAsync("--repo", "acme/web", "--commit", pinned, "--ref", "main", "--dest", $"{pod.Workspace}/web");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(pinned, await pod.GitAsync("web", "rev-parse", "HEAD"));
        Assert.Equal("main", await pod.GitAsync("web", "branch", "--show-current"));
    }

    [Fact]
    public async Task What_was_left_on_the_server_and_then_checked_out_is_kept()
    {
        await using var pod = await Pod.StartWithTokenAsync();

        var run = await pod.GitCloneAsync("--filter", "blob:none", "--dest", pod.Workspace);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.DoesNotContain("?", await pod.GitAsync("web", "rev-list", "--objects", "--missing=print", "--no-walk", "HEAD"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_server_follows_from_the_API_URL()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        pod.Environment.Remove("GITHUB_SERVER_URL");

        Assert.Equal(0, (await pod.GitCloneAsync("--dest", pod.Workspace)).ExitCode);
    }
}
