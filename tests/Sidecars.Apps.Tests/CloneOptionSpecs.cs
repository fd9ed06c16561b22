using GitHubEmulator;
using Sidecars.Apps.Support;

namespace Sidecars.Apps;

/// <summary>Clones of less than everything: what comes, what is in the work tree, and that plain git goes on with it.</summary>
public sealed class CloneOptionSpecs
{
    [Fact]
    public async Task A_first_clone_asks_the_server_three_times()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var before = pod.GitHub.Requests.Count;

        Assert.Equal(0, (await pod.GitCloneAsync("--dest", pod.Workspace)).ExitCode);

        // What it speaks, which branches there are, and the data.
        Assert.Equal([Operation.GitInfoRefs, Operation.GitUploadPack, Operation.GitUploadPack], pod.GitHub.Requests.Skip(before).Select(request => request.Operation));
    }

    [Theory]
    [InlineData]
    [InlineData("--ref", "main")]
    public async Task With_a_depth_come_so_many_commits(params string[] which)
    {
        await using var pod = await Pod.StartWithTokenAsync();
        pod.Web.CommitMany("main", 300);
        var whole = await BytesAsync(pod, "whole");

        var shallow = await BytesAsync(pod, "web", [.. which, "--depth", "3"]);

        Assert.True(shallow < whole / 2, $"{shallow} of {whole} bytes");
        Assert.Equal("3", await PlainGitAsync(pod, "rev-list", "--count", "--all"));
        Assert.Equal("main", await PlainGitAsync(pod, "branch", "--show-current"));

        var next = pod.Web.Commit("main", "next.txt", "next");
        await PlainGitAsync(pod, "pull", "--quiet", "--ff-only");
        Assert.Equal(next, await PlainGitAsync(pod, "rev-parse", "HEAD"));
        await PlainGitAsync(pod, "fetch", "--quiet", "--unshallow");
        Assert.Equal("302", await PlainGitAsync(pod, "rev-list", "--count", "HEAD"));
    }

    [Fact]
    public async Task With_a_filter_files_stay_on_the_server_until_git_needs_them()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var before = pod.Web.Commit("main", "large.txt", Noise(1));
        pod.Web.Commit("main", "large.txt", Noise(2));
        var whole = await BytesAsync(pod, "whole");

        var partial = await BytesAsync(pod, "web", "--filter", "blob:none");

        Assert.True(partial < whole * 2 / 3, $"{partial} of {whole} bytes");
        Assert.Equal(Noise(2), File.ReadAllText($"{pod.Workspace}/web/large.txt"));
        Assert.Equal("", await PlainGitAsync(pod, "status", "--porcelain"));

        Assert.Equal(Noise(1), await PlainGitAsync(pod, "show", $"{before}:large.txt"));
        await PlainGitAsync(pod, "fetch", "--quiet");
        Assert.Equal("3", await PlainGitAsync(pod, "rev-list", "--count", "HEAD"));
    }

    [Fact]
    public async Task Of_some_directories_there_are_these_and_what_is_at_the_top()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        pod.Web.Commit("main", Change.File("docs/a.txt", "a"), Change.File("src/app/b.txt", "b"), Change.File("src/lib/c.txt", Noise(1)), Change.File("src/d.txt", "d"));
        var whole = await BytesAsync(pod, "whole");

        var sparse = await BytesAsync(pod, "web", "--sparse", "docs src/app", "--filter", "blob:none");

        Assert.True(sparse < whole / 2, $"{sparse} of {whole} bytes");
        Assert.Equal("docs\nsrc/app", await PlainGitAsync(pod, "sparse-checkout", "list"));
        Assert.Equal(["README.md", "docs/a.txt", "src/app/b.txt", "src/d.txt"], Files(pod));
        Assert.Equal("", await PlainGitAsync(pod, "status", "--porcelain"));

        await PlainGitAsync(pod, "sparse-checkout", "add", "src/lib");
        Assert.Equal(Noise(1), File.ReadAllText($"{pod.Workspace}/web/src/lib/c.txt"));
        Assert.Equal("Write docs/a.txt, src/app/b.txt, src/lib/c.txt, src/d.txt", await PlainGitAsync(pod, "log", "-1", "--format=%s"));
    }

    [Fact]
    public async Task No_more_are_cloned_at_a_time_than_jobs_are_allowed()
    {
        await using var pod = await Pod.StartWithTokenAsync("acme/web acme/api");
        var release = new TaskCompletionSource();
        pod.Fault(Operation.GitUploadPack, FaultKind.Held(bytes: 0, release.Task), int.MaxValue);
        var before = pod.Count(Operation.GitInfoRefs);
        using var clone = Command.Start(Published.GitClone, ["--jobs", "1", "--dest", pod.Workspace], pod.Environment);
        await Eventually.HoldsAsync(() => pod.Count(Operation.GitUploadPack) == 1);

        Assert.Equal(before + 1, pod.Count(Operation.GitInfoRefs));
        release.SetResult();
        var run = await pod.EndAsync(clone);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(["starting", "done", "starting", "done"], ToldEvent.All(run.Output).Select(told => told.Stage).Where(stage => stage != "cloning"));
    }

    [Theory]
    [InlineData]
    [InlineData("--depth", "1")]
    public async Task The_default_branch_is_the_servers_whatever_it_is_called(params string[] depth)
    {
        await using var pod = await Pod.StartWithTokenAsync();
        pod.Web.Commit("trunk", "a.txt", "a");
        await OnServerAsync(pod, "symbolic-ref", "HEAD", "refs/heads/trunk");

        Assert.Equal(0, (await CloneAsync(pod, "web", depth)).ExitCode);

        Assert.Equal("trunk", await PlainGitAsync(pod, "branch", "--show-current"));
        Assert.Equal(pod.Web.Resolve("trunk"), await PlainGitAsync(pod, "rev-parse", "@{upstream}"));
    }

    [Theory]
    [InlineData]
    [InlineData("--depth", "1")]
    public async Task A_branch_wins_over_a_tag_of_its_name(params string[] depth)
    {
        await using var pod = await Pod.StartWithTokenAsync();
        pod.Web.Tag("same", pod.Web.Resolve("main")!);
        var branch = pod.Web.Commit("same", "a.txt", "a");

        Assert.Equal(0, (await CloneAsync(pod, "web", ["--ref", "same", .. depth])).ExitCode);

        Assert.Equal(branch, await PlainGitAsync(pod, "rev-parse", "HEAD"));
        Assert.Equal("same", await PlainGitAsync(pod, "branch", "--show-current"));
    }

    [Theory]
    [InlineData]
    [InlineData("--depth", "1")]
    public async Task A_tag_of_a_file_is_nothing_to_check_out(params string[] depth)
    {
        await using var pod = await Pod.StartWithTokenAsync();
        await OnServerAsync(pod, "tag", "file", "main:README.md");

        var run = await CloneAsync(pod, "web", ["--ref", "file", .. depth]);

        Assert.True(run.ExitCode == 9, run.Error);
        Assert.Contains("has a tag file, but it is not of a commit: check the ref.", run.LastMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("--depth", "1")]
    public async Task A_repository_without_a_commit_is_nothing_to_check_out(params string[] depth)
    {
        await using var pod = await Pod.StartWithTokenAsync();
        await OnServerAsync(pod, "update-ref", "-d", "refs/heads/main");

        var run = await CloneAsync(pod, "web", depth);

        Assert.True(run.ExitCode == 9, run.Error);
        Assert.Contains("has no commit yet, so there is nothing to check out.", run.LastMessage, StringComparison.Ordinal);
    }

    private static Task<Run> CloneAsync(Pod pod, string directory, params string[] arguments)
        => pod.GitCloneAsync(["--repo", "acme/web", "--dest", $"{pod.Workspace}/{directory}", .. arguments]);

    /// <summary>Clones, and says how much the server has sent for it.</summary>
    private static async Task<long> BytesAsync(Pod pod, string directory, params string[] arguments)
    {
        var before = pod.GitHub.Requests.Count;
        var run = await CloneAsync(pod, directory, arguments);
        Assert.True(run.ExitCode == 0, run.Error);
        return pod.GitHub.Requests.Skip(before).Sum(request => request.BytesSent);
    }

    /// <summary>Runs git in the clone as somebody does in the workspace: with the published configuration.</summary>
    private static async Task<string> PlainGitAsync(Pod pod, params string[] arguments)
    {
        var environment = new Dictionary<string, string>
        {
            ["HOME"] = pod.Home, ["LC_ALL"] = "C", ["GIT_TERMINAL_PROMPT"] = "0", ["GIT_CONFIG_NOSYSTEM"] = "1",
            ["GIT_CONFIG_COUNT"] = "1", ["GIT_CONFIG_KEY_0"] = "include.path", ["GIT_CONFIG_VALUE_0"] = Path.Combine(pod.Output, "gitconfig"),
        };
        var run = await Command.RunAsync("git", ["-C", $"{pod.Workspace}/web", .. arguments], environment);
        Assert.True(run.ExitCode == 0, $"git {string.Join(' ', arguments)}: {run.Error}");
        return run.Output.Trim();
    }

    private static async Task OnServerAsync(Pod pod, params string[] arguments)
        => Assert.Equal(0, (await pod.InMainContainerAsync("git", ["--git-dir", pod.Web.Path, .. arguments])).ExitCode);

    private static IEnumerable<string> Files(Pod pod)
        => Directory.EnumerateFiles($"{pod.Workspace}/web", "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath($"{pod.Workspace}/web", file))
            .Where(file => !file.StartsWith(".git/", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    /// <summary>Text that does not get smaller in a pack.</summary>
    private static string Noise(int seed)
    {
        var bytes = new byte[60_000];
        new Random(seed).NextBytes(bytes);
        return Convert.ToBase64String(bytes);
    }
}
