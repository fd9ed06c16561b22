using System.Diagnostics;
using System.Runtime.InteropServices;
using GitHubEmulator;
using Sidecars.Apps.Support;

namespace Sidecars.Apps;

/// <summary>Scope that changes while the pod runs, by files that somebody outside of the pod writes.</summary>
public sealed class ScopeSpecs
{
    private static readonly string[] Unlimited = ["--mint-limit", "1000/1"];

    [Fact]
    public async Task From_read_to_write_and_back_a_push_is_refused_accepted_and_refused()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var config = pod.MountConfigMap();
        config.Write("access", "read");
        using var refresher = pod.StartTokenRefresher(config, "--access-file", config["access"], "--max-access", "write");
        await refresher.SaysAsync("Published a token");
        Assert.Equal(0, (await pod.GitCloneAsync("--dest", pod.Workspace)).ExitCode);
        Assert.False(await PushAsync(pod));

        var clock = Stopwatch.StartNew();
        config.Write("access", "write");
        while (!await PushAsync(pod))
        {
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(3), $"It took longer than 3 seconds. {refresher.Error}");
        }

        var wide = pod.Token;
        config.Write("access", "read\n");
        await refresher.SaysAsync("Audit: revoked");

        Assert.NotEqual(wide, pod.Token);
        Assert.True(pod.GitHub.IssuedTokens.Single(token => token.Value == wide).IsRevoked);
        Assert.False(await PushAsync(pod));
        Assert.DoesNotContain("GitHub still takes it", refresher.Error, StringComparison.Ordinal);
        await pod.StopAsync(refresher);
    }

    [Fact]
    public async Task Access_beyond_the_limit_is_refused_and_logged()
    {
        await using var pod = await Pod.StartAsync();
        var config = pod.MountConfigMap();
        config.Write("access", "read");
        using var refresher = pod.StartTokenRefresher(config, "--access-file", config["access"]);
        await refresher.SaysAsync("Published a token");

        config.Write("access", "write");
        var said = Run.MessageOf(await refresher.SaysAsync("was not followed"));

        Assert.Contains("write is beyond --max-access. What held before still holds", said, StringComparison.Ordinal);
        await pod.StopAsync(refresher);
        Assert.Equal(1, pod.Count(Operation.Mint));
    }

    [Fact]
    public async Task A_file_on_a_mount_that_can_be_written_is_refused_and_logged()
    {
        await using var pod = await Pod.StartAsync();
        var config = pod.MountConfigMap();
        config.Write("access", "write");
        using var refresher = pod.StartTokenRefresher("--access-file", Path.Combine(config.Source, "access"), "--max-access", "write");

        Assert.Contains("on a mount that can be written to", await refresher.SaysAsync("was not followed"), StringComparison.Ordinal);
        await refresher.SaysAsync("Published a token");

        await pod.StopAsync(refresher);
        Assert.Equal("read", Assert.Single(pod.GitHub.IssuedTokens).Permissions["contents"]);
    }

    [Fact]
    public async Task Repositories_come_and_go_within_the_limit()
    {
        await using var pod = await Pod.StartAsync();
        pod.AddOwner("umbrella", "corp");
        var config = pod.MountConfigMap();
        config.Write("repos", "acme/web");
        using var refresher = pod.StartTokenRefresher(config, [.. Unlimited, "--repos-file", config["repos"], "--max-repos", "acme/* umbrella/corp"]);
        await refresher.SaysAsync("Published a token");

        config.Write("repos", "acme/web acme/api umbrella/corp");
        await refresher.SaysAsync("Changed the scope as was asked, to acme/api acme/web");
        var wide = pod.Token;
        Assert.Equal(["acme/api", "acme/web"], pod.GitHub.IssuedTokens.Single(token => token.Value == wide).Repositories!.Order());
        var umbrella = pod.TokenOf("umbrella");

        config.Write("repos", "acme/web umbrella/secret");
        await refresher.SaysAsync("umbrella/secret is beyond --max-repos");
        Assert.Equal(wide, pod.Token);

        config.Write("repos", "acme/web");
        await refresher.SaysAsync("to acme/web (contents: read)");
        await pod.TokenChangesAsync(wide);
        await RevokedAsync(pod, wide);
        await RevokedAsync(pod, umbrella);
        Assert.False(Path.Exists(Path.Combine(pod.Output, "tokens", "umbrella")));
        await pod.StopAsync(refresher);
    }

    [Fact]
    public async Task A_change_that_GitHub_refuses_leaves_everything_as_it_was_and_says_what_to_grant()
    {
        await using var pod = await Pod.StartAsync();
        pod.AddOwner("umbrella", "corp").Suspended = true;
        var config = pod.MountConfigMap();
        config.Write("repos", "acme/web");
        using var refresher = pod.StartTokenRefresher(config, [.. Unlimited, "--repos-file", config["repos"], "--max-repos", "*"]);
        await refresher.SaysAsync("Published a token");
        var token = pod.Token;

        config.Write("repos", "acme/web acme/api umbrella/corp");
        var said = Run.MessageOf(await refresher.SaysAsync("Could not change the scope"));

        Assert.Contains("suspended", said, StringComparison.Ordinal);
        Assert.Equal(token, pod.Token);
        Assert.False(Path.Exists(Path.Combine(pod.Output, "tokens", "umbrella")));
        Assert.All(pod.GitHub.IssuedTokens.Where(issued => issued.Value != token), issued => Assert.True(issued.IsRevoked));
        await pod.StopAsync(refresher);
    }

    [Fact]
    public async Task A_wider_access_ends_after_its_time_and_after_a_restart_only_a_change_gives_it_again()
    {
        await using var pod = await Pod.StartAsync();
        pod.KeepState();
        var config = pod.MountConfigMap();
        config.Write("access", "read");
        string[] arguments = [.. Unlimited, "--access-file", config["access"], "--max-access", "write", "--access-ttl", "0.05"];
        using (var refresher = pod.StartTokenRefresher(config, arguments))
        {
            await refresher.SaysAsync("Published a token");
            config.Write("access", "write");
            await refresher.SaysAsync("to acme/web (contents: write");
            var wide = pod.Token;

            await refresher.SaysAsync("The wider access");
            await pod.TokenChangesAsync(wide);
            await RevokedAsync(pod, wide);
            await pod.StopAsync(refresher);
        }

        using var restarted = pod.StartTokenRefresher(config, arguments);
        await restarted.SaysAsync("only a change of the file gives it");
        await restarted.SaysAsync("Published a token");
        Assert.Equal("read", IssuedFor(pod, pod.Token).Permissions["contents"]);

        config.Write("access", "read");
        await Eventually.HoldsAsync(() => File.ReadAllText(Path.Combine(pod.State, "state.json")).Contains("\"text\":\"read\"", StringComparison.Ordinal));
        config.Write("access", "write");
        await restarted.SaysAsync("to acme/web (contents: write");
        Assert.Equal("write", IssuedFor(pod, pod.Token).Permissions["contents"]);
        await pod.StopAsync(restarted);
    }

    [Fact]
    public async Task A_wider_token_of_the_run_before_is_revoked()
    {
        await using var pod = await Pod.StartAsync();
        pod.KeepState();
        var config = pod.MountConfigMap();
        config.Write("access", "write");
        string[] arguments = [.. Unlimited, "--access-file", config["access"], "--max-access", "write"];
        string wide;
        using (var refresher = pod.StartTokenRefresher(config, arguments))
        {
            await refresher.SaysAsync("Published a token");
            wide = pod.Token;
        }

        config.Write("access", "read");
        using var restarted = pod.StartTokenRefresher(config, arguments);
        await restarted.SaysAsync("Audit: revoked");

        Assert.NotEqual(wide, pod.Token);
        Assert.True(IssuedFor(pod, wide).IsRevoked);
        await pod.StopAsync(restarted);
    }

    [Fact]
    public async Task A_pod_may_start_before_its_repositories_are_assigned()
    {
        await using var pod = await Pod.StartAsync();
        pod.Environment.Remove("WORKSPACE_REPOS");
        var config = pod.MountConfigMap();
        using var refresher = pod.StartTokenRefresher(config, "--await-repos", "--repos-file", config["repos"], "--max-repos", "acme/*");
        await refresher.SaysAsync("No repositories are assigned yet");
        Assert.Empty(Directory.EnumerateFileSystemEntries(pod.Output));

        config.Write("repos", "acme/api");
        await refresher.SaysAsync("Published a token for acme");

        Assert.Equal(["acme/api"], IssuedFor(pod, pod.Token).Repositories!);
        config.Write("repos", "");
        await refresher.SaysAsync("Audit: revoked");
        Assert.Empty(Directory.EnumerateFileSystemEntries(pod.Output));
        await pod.StopAsync(refresher);
    }

    [Fact]
    public async Task At_the_end_the_files_are_taken_away_and_the_tokens_revoked_when_that_is_wanted()
    {
        await using var pod = await Pod.StartAsync();
        pod.KeepState();
        using var refresher = pod.StartTokenRefresher([.. Unlimited, "--revoke-on-exit"]);
        await refresher.SaysAsync("Published a token");
        var first = pod.Token;
        refresher.Signal(PosixSignal.SIGHUP);
        await pod.TokenChangesAsync(first);

        await pod.StopAsync(refresher);

        Assert.Equal(2, pod.GitHub.IssuedTokens.Count);
        Assert.All(pod.GitHub.IssuedTokens, token => Assert.True(token.IsRevoked));
        Assert.Empty(Directory.EnumerateFileSystemEntries(pod.Output));
        Assert.Empty(Canary(pod, pod.State));
    }

    [Fact]
    public async Task The_end_never_waits_longer_than_two_seconds_for_a_revocation()
    {
        await using var pod = await Pod.StartAsync();
        using var refresher = pod.StartTokenRefresher("--revoke-on-exit");
        await refresher.SaysAsync("Published a token");
        pod.Fault(Operation.Revoke, FaultKind.Hang());

        Assert.InRange(await pod.StopAsync(refresher), TimeSpan.FromSeconds(1.4), TimeSpan.FromSeconds(2));
        Assert.Empty(Directory.EnumerateFileSystemEntries(pod.Output));
    }

    private static IEnumerable<string> Canary(Pod pod, string directory)
        => Directory.EnumerateFiles(directory).Where(path => pod.GitHub.IssuedTokens.Any(token => File.ReadAllText(path).Contains(token.Value, StringComparison.Ordinal)));

    private static IssuedToken IssuedFor(Pod pod, string value) => pod.GitHub.IssuedTokens.Single(token => token.Value == value);

    private static Task RevokedAsync(Pod pod, string value) => Eventually.HoldsAsync(() => IssuedFor(pod, value).IsRevoked);

    private static async Task<bool> PushAsync(Pod pod)
    {
        var clone = Path.Combine(pod.Workspace, "web");
        await pod.InMainContainerAsync("git", "-C", clone, "commit", "--quiet", "--allow-empty", "--message", "x");
        return (await pod.InMainContainerAsync("git", "-C", clone, "push", "--quiet", "origin", "HEAD")).ExitCode == 0;
    }
}
