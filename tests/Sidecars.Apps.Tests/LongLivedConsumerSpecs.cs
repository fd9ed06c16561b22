using Sidecars.Apps.Support;

namespace Sidecars.Apps;

/// <summary>Programs that live longer than a token, in tests/consumers: what goes on by itself, and what has to be told.</summary>
public sealed class LongLivedConsumerSpecs
{
    [Theory]
    [InlineData("requests_netrc.py")]
    [InlineData("libgit2.py")]
    [InlineData("simple-git.mjs")]
    [InlineData("octokit-hook.mjs")]
    public async Task It_goes_on_with_the_next_token_in_the_same_process(string script)
    {
        await using var pod = await Pod.StartAsync();
        using var refresher = await StartRefresherAsync(pod);
        using var program = await StartAsync(pod, script);
        await program.SaysAsync("did it once");

        await pod.RefreshAndRevokeAsync(refresher);
        File.WriteAllText(Go(pod), "");

        await program.SaysAsync("did it twice");
        Assert.Equal(0, (await program.EndAsync()).ExitCode);
    }

    [Fact]
    public async Task Octokit_with_a_fixed_token_is_refused_after_a_refresh()
    {
        await using var pod = await Pod.StartAsync();
        using var refresher = await StartRefresherAsync(pod);
        using var program = await StartAsync(pod, "octokit-fixed.mjs");
        await program.SaysAsync("did it once");

        await pod.RefreshAndRevokeAsync(refresher);
        File.WriteAllText(Go(pod), "");

        await program.SaysAsync("refused: 401");
        Assert.Equal(9, (await program.EndAsync()).ExitCode);
    }

    [Fact]
    public async Task Libgit2_finds_neither_the_helper_nor_the_netrc_by_itself()
    {
        await using var pod = await Pod.StartAsync();
        using var refresher = await StartRefresherAsync(pod);
        using var program = await StartAsync(pod, "libgit2.py", "TOKEN_FILE");

        var run = await program.EndAsync();

        Assert.NotEqual(0, run.ExitCode);
        Assert.DoesNotContain("did it once", run.Error, StringComparison.Ordinal);
        Assert.Contains("credential", run.Error, StringComparison.OrdinalIgnoreCase);
    }

    private static async Task<Command> StartRefresherAsync(Pod pod)
    {
        var refresher = pod.StartTokenRefresher("--mint-limit", "1000/1");
        await refresher.SaysAsync("Published a token");
        return refresher;
    }

    private static async Task<Command> StartAsync(Pod pod, string script, params string[] withoutVariables)
    {
        var environment = new Dictionary<string, string>
        {
            ["HOME"] = pod.Home, ["TMPDIR"] = pod.Temporary, ["LC_ALL"] = "C.UTF-8", ["GIT_CONFIG_NOSYSTEM"] = "1", ["GIT_TERMINAL_PROMPT"] = "0",
            ["PYTHONDONTWRITEBYTECODE"] = "1",
            ["TOKEN_FILE"] = Path.Combine(pod.Output, "token"), ["NETRC"] = Path.Combine(pod.Output, ".netrc"), ["GO"] = Go(pod),
            ["API_URL"] = pod.GitHub.ApiUrl.AbsoluteUri.TrimEnd('/'), ["REPOSITORY_URL"] = $"{pod.GitHub.ServerUrl}acme/web.git",
        };
        withoutVariables.ToList().ForEach(name => environment.Remove(name));

        // In a file of the user's, as an image may have it.
        File.WriteAllText(Path.Combine(pod.Home, ".gitconfig"), $"[include]\n\tpath = {pod.Output}/gitconfig\n");
        var isNode = script.EndsWith(".mjs", StringComparison.Ordinal);
        return Command.Start(isNode ? "node" : "/usr/bin/python3", [Path.Combine(await Consumers.DirectoryAsync(isNode), script)], environment);
    }

    private static string Go(Pod pod) => Path.Combine(pod.Root, "go");
}
