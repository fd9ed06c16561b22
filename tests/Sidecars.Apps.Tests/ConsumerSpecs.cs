using Sidecars.Apps.Support;

namespace Sidecars.Apps;

/// <summary>Tools of the main container with the published files.</summary>
public sealed class ConsumerSpecs
{
    [Fact]
    public async Task Git_fetches_with_the_netrc()
    {
        await using var pod = await Pod.StartWithTokenAsync();

        var run = await pod.InMainContainerAsync("git", "ls-remote", $"{pod.GitHub.ServerUrl}acme/web.git");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("refs/heads/main", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Git_is_refused_another_repository_of_the_same_installation()
    {
        await using var pod = await Pod.StartWithTokenAsync();

        var run = await pod.InMainContainerAsync("git", "ls-remote", $"{pod.GitHub.ServerUrl}acme/api.git");

        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("Repository not found", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("read", false)]
    [InlineData("write", true)]
    public async Task Git_pushes_with_write_access_only(string access, bool isAccepted)
    {
        await using var pod = await Pod.StartWithTokenAsync("acme/web", "--access", access);
        var clone = $"{pod.Workspace}/web";
        Assert.Equal(0, (await pod.GitCloneAsync("--dest", pod.Workspace)).ExitCode);
        await pod.InMainContainerAsync("git", "-C", clone, "commit", "--quiet", "--allow-empty", "--message", "x");

        var run = await pod.InMainContainerAsync("git", "-C", clone, "push", "--quiet", "origin", "HEAD");

        Assert.True(isAccepted == (run.ExitCode == 0), run.Error);
    }

    [Fact]
    public async Task Curl_calls_the_API_with_the_netrc()
    {
        await using var pod = await Pod.StartWithTokenAsync();

        var run = await pod.InMainContainerAsync("curl", "--silent", "--fail", "--netrc", $"{pod.GitHub.ApiUrl.AbsoluteUri.TrimEnd('/')}/installation/repositories");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("\"acme/web\"", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("\"acme/api\"", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gh_calls_the_API_with_the_token()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var environment = new Dictionary<string, string>
        {
            ["HOME"] = pod.Home,
            ["GH_HOST"] = "github.localhost",
            ["GH_TOKEN"] = pod.Token,
            ["GH_NO_UPDATE_NOTIFIER"] = "1",
            ["HTTP_PROXY"] = pod.GitHub.ServerUrl.AbsoluteUri,
        };

        var run = await Command.RunAsync("gh", ["api", "/installation/repositories", "--jq", ".repositories[].full_name"], environment);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal("acme/web", run.Output.Trim());
    }
}
