using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Sidecars.Apps.Support;

namespace Sidecars.Apps;

/// <summary>Tools of another user's container pick each new token up by themselves: nothing is restarted, and the old token is dead.</summary>
public sealed class RereadingSpecs
{
    private static readonly string[] ForOthers = ["--mint-limit", "100000/1", "--file-mode", "0640", "--publish", "netrc,gitconfig,gitconfig-no-shell,gh,env"];

    [Fact]
    public async Task Git_gh_and_curl_work_over_fifty_refreshes_in_which_the_old_token_is_refused_at_once()
    {
        await using var pod = await OnGitHubLocalhostAsync();
        var app = InApp(pod).WithGitConfig().WithNetrc();
        using var refresher = pod.StartTokenRefresher([.. ForOthers, "--access", "write"]);
        await refresher.SaysAsync("Published a token");
        await app.OutputOfAsync("git", "clone", "--quiet", "http://github.localhost/acme/web.git", Path.Combine(app.Home, "web"));

        for (var refresh = 1; refresh <= 50; refresh++)
        {
            await pod.RefreshAndRevokeAsync(refresher);

            await app.OutputOfAsync("git", "-C", Path.Combine(app.Home, "web"), "commit", "--quiet", "--allow-empty", "--message", $"{refresh}");
            await app.OutputOfAsync("git", "-C", Path.Combine(app.Home, "web"), "push", "--quiet", "origin", "HEAD");
            await app.OutputOfAsync("git", "-C", Path.Combine(app.Home, "web"), "fetch", "--quiet");
            Assert.Contains("acme/web", await app.OutputOfAsync("gh", "api", "/installation/repositories", "--jq", ".repositories[].full_name"), StringComparison.Ordinal);
            Assert.Contains("acme/web", await app.OutputOfAsync("curl", "--silent", "--fail", "--netrc", "http://github.localhost/acme/web.git/info/refs?service=git-upload-pack", "--output", "/dev/null", "--write-out", "%{url}"), StringComparison.Ordinal);
        }

        Assert.Equal(51, pod.GitHub.IssuedTokens.Count);
        await pod.StopAsync(refresher);
    }

    [Theory]
    [InlineData("gitconfig")]
    [InlineData("gitconfig-no-shell")]
    public async Task Git_pushes_over_fifty_refreshes_with_the_configuration_alone(string configuration)
    {
        await using var pod = await OnGitHubLocalhostAsync();

        // No netrc: git would take it first, and never ask the helper.
        var app = InApp(pod).WithGitConfig(configuration);
        var clone = Path.Combine(app.Home, "web");
        using var refresher = pod.StartTokenRefresher([.. ForOthers, "--access", "write"]);
        await refresher.SaysAsync("Published a token");
        await app.OutputOfAsync("git", "clone", "--quiet", "git@github.localhost:acme/web.git", clone);

        for (var refresh = 1; refresh <= 50; refresh++)
        {
            await pod.RefreshAndRevokeAsync(refresher);

            await app.OutputOfAsync("git", "-C", clone, "commit", "--quiet", "--allow-empty", "--message", $"{refresh}");
            await app.OutputOfAsync("git", "-C", clone, "push", "--quiet", "origin", "HEAD");
        }

        Assert.Equal(51, pod.GitHub.IssuedTokens.Count);
        await pod.StopAsync(refresher);
    }

    [Theory]
    [InlineData("git with the helper")]
    [InlineData("git with the helper, no netrc, ssh URL")]
    [InlineData("git without a shell")]
    [InlineData("git with the netrc")]
    [InlineData("gh")]
    [InlineData("curl")]
    [InlineData("wget")]
    [InlineData("gh as git's helper")]
    public async Task It_works_before_and_after(string consumer)
    {
        await using var pod = await OnGitHubLocalhostAsync();
        var app = InApp(pod);
        const string url = "http://github.localhost/acme/web.git";
        var refs = $"{url}/info/refs?service=git-upload-pack";
        Func<Task> use = consumer switch
        {
            "git with the helper" => () => app.OutputOfAsync("git", "ls-remote", url),
            "git with the helper, no netrc, ssh URL" => () => app.OutputOfAsync("git", "ls-remote", "git@github.localhost:acme/web.git"),
            "git without a shell" => () => app.OutputOfAsync("git", "ls-remote", "ssh://git@github.localhost/acme/web"),
            "git with the netrc" => () => app.OutputOfAsync("git", "ls-remote", url),
            "gh" => () => app.OutputOfAsync("gh", "api", "/repos/acme/web"),
            "curl" => () => app.OutputOfAsync("curl", "--silent", "--fail", "--netrc", refs),
            "wget" => () => app.OutputOfAsync("wget", "--quiet", "--output-document=-", refs),
            "gh as git's helper" => async () => Assert.Contains(
                $"password={pod.Token}", await app.OutputOfAsync("sh", "-c", "printf 'protocol=https\\nhost=github.localhost\\n\\n' | gh auth git-credential get"), StringComparison.Ordinal),
            _ => throw new ArgumentOutOfRangeException(nameof(consumer)),
        };
        _ = consumer switch
        {
            "git with the netrc" or "curl" or "wget" => app.WithNetrc(),
            "git without a shell" => app.WithGitConfig("gitconfig-no-shell"),
            "gh" or "gh as git's helper" => app,
            _ => app.WithGitConfig(),
        };
        using var refresher = pod.StartTokenRefresher(ForOthers);
        await refresher.SaysAsync("Published a token");
        await use();

        await pod.RefreshAndRevokeAsync(refresher);

        await use();
        await pod.StopAsync(refresher);
    }

    [Fact]
    public async Task Who_sourced_the_variables_keeps_the_old_token()
    {
        await using var pod = await OnGitHubLocalhostAsync();
        var app = InApp(pod);
        using var refresher = pod.StartTokenRefresher(ForOthers);
        await refresher.SaysAsync("Published a token");
        var env = Path.Combine(pod.Output, "env");

        var (first, go) = (pod.Token, Path.Combine(pod.Root, "go"));

        using var shell = Command.Start("sh", ["-c", $". {env}; echo sourced >&2; until test -e {go}; do sleep 0.01; done; echo \"$GITHUB_TOKEN\"; . {env}; echo \"$GITHUB_TOKEN\""], app.Environment);
        await shell.SaysAsync("sourced");
        await pod.RefreshAndRevokeAsync(refresher);
        File.WriteAllText(go, "");

        Assert.Equal([first, pod.Token], (await shell.EndAsync()).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        await pod.StopAsync(refresher);
    }

    [Fact]
    public async Task Gh_writes_nothing_and_asks_nothing_else()
    {
        await using var pod = await OnGitHubLocalhostAsync();
        var app = InApp(pod);
        using var refresher = pod.StartTokenRefresher(ForOthers);
        await refresher.SaysAsync("Published a token");
        var before = pod.GitHub.Requests.Count;

        await app.OutputOfAsync("gh", "api", "/repos/acme/web");

        Assert.Equal(before + 1, pod.GitHub.Requests.Count);
        Assert.Equal(["config.yml", "hosts.yml"], Directory.GetFiles(Path.Combine(pod.Output, "gh")).Select(path => Path.GetFileName(path)).Order());
        Assert.Contains("user: \"workspace-bot[bot]\"", File.ReadAllText(Path.Combine(pod.Output, "gh", "hosts.yml")), StringComparison.Ordinal);
        await pod.StopAsync(refresher);
    }

    [Fact]
    public async Task Exec_sets_the_paths_for_its_command()
    {
        await using var pod = await OnGitHubLocalhostAsync();
        var app = InApp(pod);
        app.Environment["GITHUB_TOKEN_DIR"] = pod.Output;
        using var refresher = pod.StartTokenRefresher(ForOthers);
        await refresher.SaysAsync("Published a token");

        await app.OutputOfAsync(Published.TokenRefresher, "exec", "--", "git", "ls-remote", "http://github.localhost/acme/web.git");
        await app.OutputOfAsync(Published.TokenRefresher, "exec", "--", "gh", "api", "/repos/acme/web");
        Assert.Equal(pod.Token, (await app.OutputOfAsync(Published.TokenRefresher, "exec", "--export", "MY_TOKEN", "--", "sh", "-c", "printf %s \"$MY_TOKEN\"")).Trim());
        Assert.Equal("unlimited", (await app.OutputOfAsync(Published.TokenRefresher, "exec", "--", "sh", "-c", "ulimit -Hc")).Trim());
        Assert.Equal(42, (await app.RunAsync(Published.TokenRefresher, "exec", "--", "sh", "-c", "exit 42")).ExitCode);
        Assert.Equal(127, (await app.RunAsync(Published.TokenRefresher, "exec", "--", "no-such-command")).ExitCode);
        Assert.Equal(126, (await app.RunAsync(Published.TokenRefresher, "exec", "--", pod.Output)).ExitCode);
        Assert.Equal(2, (await app.RunAsync(Published.TokenRefresher, "exec")).ExitCode);
        await pod.StopAsync(refresher);
    }

    [Fact]
    public async Task Exec_becomes_its_command()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        using var command = Command.Start(Published.TokenRefresher, ["exec", "--", "sh", "-c", "trap 'exit 7' TERM; echo $$ >&2; while :; do sleep 0.01; done"], pod.Environment);
        await command.SaysAsync($"{command.Id}");

        command.Signal(PosixSignal.SIGTERM);

        Assert.Equal(7, (await command.EndAsync()).ExitCode);
    }

    [Fact]
    public async Task A_file_is_touched_after_each_publish()
    {
        await using var pod = await Pod.StartAsync();
        var file = Path.Combine(pod.Root, "notified");
        using var refresher = pod.StartTokenRefresher("--notify", file, "--mint-limit", "1000/1");
        await Eventually.HoldsAsync(() => File.Exists(file));
        File.Delete(file);

        refresher.Signal(PosixSignal.SIGHUP);

        await Eventually.HoldsAsync(() => File.Exists(file));
        await pod.StopAsync(refresher);
    }

    [Fact]
    public async Task A_url_of_the_pod_gets_a_post_after_each_publish()
    {
        await using var pod = await Pod.StartAsync();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var refresher = pod.StartTokenRefresher("--notify", $"http://{listener.LocalEndpoint}/reload", "--mint-limit", "1000/1");
        Assert.Equal("POST /reload HTTP/1.1", await PostedAsync(listener));

        refresher.Signal(PosixSignal.SIGHUP);

        Assert.Equal("POST /reload HTTP/1.1", await PostedAsync(listener));
        await pod.StopAsync(refresher);
        Assert.DoesNotContain("Could not notify", refresher.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_process_of_the_same_user_is_signalled_after_each_publish()
    {
        await using var pod = await Pod.StartAsync();
        var name = $"app{Environment.ProcessId}";
        File.Copy("/bin/sh", Path.Combine(pod.Root, name));
        using var app = Command.Start(Path.Combine(pod.Root, name), ["-c", "trap 'echo heard >&2; exit' HUP; echo ready >&2; while :; do sleep 0.01; done"], pod.Environment);
        await app.SaysAsync("ready");

        using var refresher = pod.StartTokenRefresher("--notify", $"SIGHUP:{name}");

        await refresher.SaysAsync("only to those of this user");
        await app.SaysAsync("heard");
        await pod.StopAsync(refresher);
    }

    [Theory]
    [InlineData("http://example.com/")]
    [InlineData("relative/file")]
    [InlineData("SIGKILL:app")]
    public async Task Who_cannot_be_told_is_a_configuration_error(string target)
    {
        await using var pod = await Pod.StartAsync();

        var run = await pod.RunAsync(Published.TokenRefresher, "--notify", target);

        Assert.Equal(3, run.ExitCode);
        Assert.Empty(pod.GitHub.Requests);
    }

    /// <summary>The first line of the next request, which is answered.</summary>
    private static async Task<string?> PostedAsync(TcpListener listener)
    {
        using var client = await listener.AcceptTcpClientAsync().WaitAsync(TimeSpan.FromSeconds(20));
        await using var stream = client.GetStream();
        using var reader = new StreamReader(stream);
        var first = await reader.ReadLineAsync();
        while (await reader.ReadLineAsync() is { Length: > 0 })
        {
        }

        await stream.WriteAsync("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"u8.ToArray());
        return first;
    }

    /// <summary>gh knows no other name of a GitHub on this machine, and reaches it only through a proxy.</summary>
    private static async Task<Pod> OnGitHubLocalhostAsync()
    {
        var pod = await Pod.StartAsync();
        pod.Environment["GITHUB_API_URL"] = "http://api.github.localhost";
        pod.Environment.Remove("GITHUB_SERVER_URL");
        pod.Environment["http_proxy"] = pod.GitHub.ServerUrl.AbsoluteUri;
        return pod;
    }

    private static MainContainer InApp(Pod pod)
    {
        var app = new MainContainer(pod);
        app.Environment["GH_CONFIG_DIR"] = Path.Combine(pod.Output, "gh");
        app.Environment["GH_HOST"] = "github.localhost";
        app.Environment["GH_NO_UPDATE_NOTIFIER"] = "1";
        app.Environment["http_proxy"] = app.Environment["HTTP_PROXY"] = pod.GitHub.ServerUrl.AbsoluteUri;
        return app;
    }
}
