using Sidecars.Apps.Support;

namespace Sidecars.Apps;

/// <summary>What runs around git, with the published configuration, before and after a refresh in which the old token is revoked.</summary>
public sealed class GitConsumerSpecs
{
    [Theory]
    [InlineData("gitconfig")]
    [InlineData("gitconfig-no-shell")]
    public async Task Submodules_with_SSH_urls_come_over_https_with_the_token_of_the_moment(string configuration)
    {
        await using var pod = await Pod.StartAsync();
        pod.Environment["WORKSPACE_REPOS"] = "acme/web acme/api";
        using var refresher = await StartRefresherAsync(pod, "--access", "write");
        var (super, clone) = (Path.Combine(pod.Home, "super"), Path.Combine(pod.Home, "clone"));
        await GitAsync(pod, configuration, "clone", "--quiet", $"{pod.GitHub.ServerUrl}acme/web.git", super);
        await GitAsync(pod, configuration, "-C", super, "submodule", "--quiet", "add", $"git@{pod.GitHub.ServerUrl.Host}:acme/api.git", "api");
        await GitAsync(pod, configuration, "-C", super, "commit", "--quiet", "--message", "x");
        await GitAsync(pod, configuration, "-C", super, "push", "--quiet", "origin", "HEAD");

        await pod.RefreshAndRevokeAsync(refresher);

        await GitAsync(pod, configuration, "clone", "--quiet", "--recurse-submodules", $"ssh://git@{pod.GitHub.ServerUrl.Host}/acme/web.git", clone);
        Assert.Contains(Directory.GetFiles(Path.Combine(clone, "api")), file => Path.GetFileName(file) != ".git");
        pod.AssertNoSecretIn(string.Concat(Directory.GetFiles(clone, "config", SearchOption.AllDirectories).Select(File.ReadAllText)));
        pod.AssertNoSecretIn(File.ReadAllText(Path.Combine(clone, ".git", "config")) + File.ReadAllText(Path.Combine(clone, ".git", "modules", "api", "config")));
    }

    [Theory]
    [InlineData("gitconfig")]
    [InlineData("gitconfig-no-shell")]
    public async Task Git_lfs_sends_the_token_of_the_moment(string configuration)
    {
        await using var pod = await Pod.StartAsync();
        using var lfs = new BasicAuthServer();
        pod.Environment["GITHUB_SERVER_URL"] = lfs.Url;
        pod.Environment["GITHUB_API_URL"] = pod.GitHub.ApiUrl.AbsoluteUri;
        using var refresher = await StartRefresherAsync(pod);
        var repository = Path.Combine(pod.Home, "web");
        await GitAsync(pod, configuration, "init", "--quiet", repository);
        await GitAsync(pod, configuration, "-C", repository, "remote", "add", "origin", $"{lfs.Url}/acme/web.git");

        await GitAsync(pod, configuration, "-C", repository, "lfs", "locks");
        Assert.Equal(pod.Token, lfs.LastPassword);
        await pod.RefreshAndRevokeAsync(refresher);
        await GitAsync(pod, configuration, "-C", repository, "lfs", "locks");

        Assert.Equal(pod.Token, lfs.LastPassword);
    }

    [Fact]
    public async Task A_netrc_that_may_only_read_shadows_a_helper_that_may_write()
    {
        await using var pod = await Pod.StartWithTokenAsync("acme/web", "--access", "read");
        var writing = pod.GitHub.ServerUrl;
        File.Copy(Path.Combine(pod.Output, ".netrc"), Path.Combine(pod.Home, ".netrc"));
        var clone = Path.Combine(pod.Home, "web");
        await GitAsync(pod, "gitconfig", "clone", "--quiet", $"{writing}acme/web.git", clone);
        Assert.Equal(0, (await pod.GenerateInitialTokenAsync("--access", "write")).ExitCode);
        await GitAsync(pod, "gitconfig", "-C", clone, "commit", "--quiet", "--allow-empty", "--message", "x");

        var shadowed = await RunGitAsync(pod, "gitconfig", "-C", clone, "push", "origin", "HEAD");
        File.Delete(Path.Combine(pod.Home, ".netrc"));
        var pushed = await RunGitAsync(pod, "gitconfig", "-C", clone, "push", "origin", "HEAD");

        Assert.NotEqual(0, shadowed.ExitCode);
        Assert.Contains("403", shadowed.Error, StringComparison.Ordinal);
        Assert.True(pushed.ExitCode == 0, pushed.Error);
    }

    [Theory]
    [InlineData("http://github.localhost/acme/web.git/info/refs?service=git-upload-pack", "200")]
    [InlineData("http://api.github.localhost/installation/repositories", "401")]
    public async Task The_netrc_opens_the_host_of_git_and_not_an_api_on_another_host(string url, string status)
    {
        await using var pod = await Pod.StartAsync();
        pod.Environment["GITHUB_API_URL"] = "http://api.github.localhost";
        pod.Environment.Remove("GITHUB_SERVER_URL");
        pod.Environment["http_proxy"] = pod.GitHub.ServerUrl.AbsoluteUri;
        Assert.Equal(0, (await pod.GenerateInitialTokenAsync()).ExitCode);

        // As on github.com, whose API is at api.github.com.
        var run = await pod.RunAsync("curl", "-q", "--silent", "--netrc-file", Path.Combine(pod.Output, ".netrc"), "--output", "/dev/null", "--write-out", "%{http_code}", url);

        Assert.Equal(status, run.Output.Trim());
    }

    private static async Task<Command> StartRefresherAsync(Pod pod, params string[] arguments)
    {
        var refresher = pod.StartTokenRefresher(["--mint-limit", "1000/1", "--publish", "netrc,gitconfig,gitconfig-no-shell", .. arguments]);
        await refresher.SaysAsync("Published a token");
        return refresher;
    }

    private static async Task GitAsync(Pod pod, string configuration, params string[] arguments)
    {
        var run = await RunGitAsync(pod, configuration, arguments);
        Assert.True(run.ExitCode == 0, $"git {string.Join(' ', arguments)}: {run.Error}");
    }

    /// <summary>With the published configuration included from the user's own, and no netrc unless the test puts one there.</summary>
    private static Task<Run> RunGitAsync(Pod pod, string configuration, params string[] arguments)
    {
        File.WriteAllText(Path.Combine(pod.Home, ".gitconfig"), $"[include]\n\tpath = {pod.Output}/{configuration}\n[user]\n\tname = a\n\temail = a@example.com\n");
        var environment = new Dictionary<string, string> { ["HOME"] = pod.Home, ["LC_ALL"] = "C", ["GIT_CONFIG_NOSYSTEM"] = "1", ["GIT_TERMINAL_PROMPT"] = "0" };
        return Command.RunAsync("git", arguments, environment);
    }
}
