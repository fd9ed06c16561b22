using System.Runtime.InteropServices;
using GitHubEmulator;
using Sidecars.Apps.Support;

namespace Sidecars.Apps;

/// <summary>What kubelet and Prometheus see of git-clone --sync.</summary>
public sealed class SyncStatusSpecs
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false });

    [Fact]
    public async Task Before_the_first_sync_it_is_alive_and_not_started_and_then_ready()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        pod.Fault(Operation.GitInfoRefs, FaultKind.HtmlError(), int.MaxValue);
        using var sync = pod.StartSync("--listen", "127.0.0.1:0");
        var address = await AddressAsync(sync);
        await sync.SaysAsync("Could not sync");
        Assert.Equal((503, 503, 200), await StatusAsync(address));
        Assert.Contains("acme/web was never synced", await WhyNotAsync(address), StringComparison.Ordinal);
        Assert.Contains("result=\"failure\",class=\"unavailable\"} ", await Http.GetStringAsync(new Uri(address, "/metrics")), StringComparison.Ordinal);

        pod.GitHub.Faults.Clear();

        await Eventually.HoldsAsync(async () => await StatusAsync(address) == (200, 200, 200));
        Assert.NotNull(pod.PublishedCommit);
        await pod.StopAsync(sync);
    }

    [Fact]
    public async Task After_a_restart_it_is_ready_when_it_has_looked_even_though_nothing_was_new()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        await pod.SyncOnceAsync("--private-dir", pod.PrivateDirectory);
        pod.Fault(Operation.GitInfoRefs, FaultKind.Late(TimeSpan.FromSeconds(2)));
        using var sync = pod.StartSyncAgain("--listen", "127.0.0.1:0");
        var address = await AddressAsync(sync);
        Assert.Equal((503, 503, 200), await StatusAsync(address));

        await Eventually.HoldsAsync(async () => await StatusAsync(address) == (200, 200, 200));

        Assert.DoesNotContain("Published", sync.Error, StringComparison.Ordinal);
        await pod.StopAsync(sync);
    }

    [Fact]
    public async Task While_the_server_is_away_for_too_long_it_is_not_ready_and_says_why_and_afterwards_it_is_again()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        using var sync = pod.StartSync("--listen", "127.0.0.1:0", "--max-staleness", "3");
        var address = await AddressAsync(sync);
        await Eventually.HoldsAsync(async () => await StatusAsync(address) == (200, 200, 200));
        pod.Fault(Operation.GitInfoRefs, FaultKind.HtmlError(), int.MaxValue);

        await Eventually.HoldsAsync(async () => await StatusAsync(address) == (200, 503, 200));
        Assert.Equal("acme/web was not synced for more than 3 s.\n", await WhyNotAsync(address));
        Assert.Contains("git_clone_ready 0\n", await Http.GetStringAsync(new Uri(address, "/metrics")), StringComparison.Ordinal);

        pod.GitHub.Faults.Clear();
        await Eventually.HoldsAsync(async () => await StatusAsync(address) == (200, 200, 200));
        await pod.StopAsync(sync);
    }

    [Fact]
    public async Task With_several_repositories_it_is_ready_when_all_are()
    {
        await using var pod = await Pod.StartWithTokenAsync("acme/web acme/api");
        using var sync = pod.StartSync("--repos", "acme/web acme/api@feature", "--listen", "127.0.0.1:0");
        var address = await AddressAsync(sync);
        await sync.SaysAsync("Published");
        await sync.SaysAsync("has no branch or tag feature");
        Assert.Equal((503, 503, 200), await StatusAsync(address));

        pod.Repositories["api"].Commit("feature", "a", "a");

        await Eventually.HoldsAsync(async () => await StatusAsync(address) == (200, 200, 200));
        await pod.StopAsync(sync);
    }

    [Fact]
    public async Task The_metrics_please_promtool_and_tell_what_is_published_and_how_each_look_ended()
    {
        await using var pod = await Pod.StartWithTokenAsync("acme/web acme/api");
        pod.Greet("from the side", "side");
        var commit = pod.Greet("hello");
        using var sync = pod.StartSync("--repos", "acme/web acme/web@side=side acme/api@nowhere", "--period", "86400", "--listen", "127.0.0.1:0");
        var address = await AddressAsync(sync);
        await sync.SaysAsync("has no branch or tag nowhere");
        await Eventually.HoldsAsync(async () => (await Http.GetStringAsync(new Uri(address, "/metrics"))).Split("git_clone_commit_info{").Length == 3);
        sync.Signal(PosixSignal.SIGHUP);
        var web = $"repo=\"acme/web\",directory=\"{pod.Workspace}/web\"";
        await Eventually.HoldsAsync(async () => (await Http.GetStringAsync(new Uri(address, "/metrics"))).Contains($"git_clone_syncs_total{{{web},result=\"unchanged\",class=\"none\"}} 1\n", StringComparison.Ordinal));

        var metrics = await Http.GetStringAsync(new Uri(address, "/metrics"));

        pod.AssertNoSecretIn(metrics);
        Assert.Contains($"git_clone_commit_info{{{web},commit=\"{commit}\"}} 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains($"git_clone_syncs_total{{{web},result=\"updated\",class=\"none\"}} 1\n", metrics, StringComparison.Ordinal);
        Assert.Matches($"git_clone_last_sync_timestamp_seconds{{{web}}} {DateTimeOffset.UtcNow.ToUnixTimeSeconds() / 1000}[0-9]+\n", metrics);
        Assert.Matches("repo=\"acme/api\",directory=\"[^\"]+\",result=\"failure\",class=\"wrong_commit\"} [1-9]", metrics);
        var file = Path.Combine(pod.Root, "metrics");
        File.WriteAllText(file, metrics);
        var run = await Command.RunAsync("sh", ["-c", $"promtool check metrics < {file}"], pod.Environment);
        Assert.True(run.ExitCode == 0, run.Error + run.Output);
        Assert.Equal("", (run.Output + run.Error).Trim());
        await pod.StopAsync(sync);
    }

    private static async Task<(int Startup, int Ready, int Live)> StatusAsync(Uri address)
        => (await OneStatusAsync(address, "/startup"), await OneStatusAsync(address, "/readyz"), await OneStatusAsync(address, "/livez"));

    private static async Task<int> OneStatusAsync(Uri address, string path)
    {
        using var response = await Http.GetAsync(new Uri(address, path));
        return (int)response.StatusCode;
    }

    private static async Task<string> WhyNotAsync(Uri address)
    {
        using var response = await Http.GetAsync(new Uri(address, "/readyz"));
        return await response.Content.ReadAsStringAsync();
    }

    private static async Task<Uri> AddressAsync(Command sync) => new($"http://{Run.MessageOf(await sync.SaysAsync("Answering probes")).Split(' ')[^1]}");
}
