using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using GitHubEmulator;
using Sidecars.Apps.Hostile;
using Sidecars.Apps.Pods;
using Sidecars.Apps.Support;

namespace Sidecars.Apps;

/// <summary>An app that attacks the rest of its pod: it gets no key, no wider scope, and no file of ours changes. SECURITY.md lists the attacks.</summary>
public sealed class HostileAppSpecs(Podman podman) : IClassFixture<Podman>
{
    [Fact]
    public void The_documentation_lists_the_attacks()
    {
        var documented = File.ReadLines(Path.Combine(Published.Repository, "SECURITY.md")).SkipWhile(line => line != "| attack | by | result |").Skip(2).TakeWhile(line => line.StartsWith('|'));

        Assert.Equal(Attacks.All.Select(attack => attack.Row), documented);
    }

    [ContainerTheory]
    [InlineData("native")]
    [InlineData("classic")]
    public async Task What_it_tries_on_processes_and_files_is_refused(string mode)
    {
        await using var surroundings = await Pod.StartAsync();
        await using var pod = await StartAsync(surroundings, mode);

        List<string> surprises = [];
        foreach (var attacker in Attacker.All)
        {
            var attacks = Attacks.OnProcessesAndFiles.Where(attack => attack.By.HasFlag(attacker.Kind)).ToList();
            var potent = attacks.Where(attack => attack.IsPotent && attack.Result == Attack.Refused).ToList();

            var succeeded = await pod.TryAsync(attacker, attacks);
            surprises.AddRange(potent.Except(await pod.TryOnPreyAsync(attacker, potent)).Select(attack => $"{attack.Name} never succeeds by {attacker.Words}"));
            surprises.AddRange(attacks.Where(attack => succeeded.Contains(attack) == (attack.Result == Attack.Refused)).Select(attack => $"{attack.Name} by {attacker.Words} is not: {attack.Result}"));
        }

        Assert.True(surprises.Count == 0, string.Join('\n', surprises));
        await pod.AssertItHoldsAsync();
    }

    [ContainerTheory]
    [InlineData("native")]
    [InlineData("classic")]
    public async Task What_nothing_keeps_it_from_doing_is_lived_with(string mode)
    {
        await using var surroundings = await Pod.StartAsync();
        var port = FreePort();
        await using var pod = await StartAsync(surroundings, mode, $", metricsPort: {port}, annotations: {{ enabled: true }}, extraArgs: []");
        var clock = Stopwatch.StartNew();

        foreach (var attack in Disturbances.Requests)
        {
            await pod.DoAsync(attack, $"M={port}");
            await pod.Kubelet["app"].ShellAsync($"perl -MIO::Socket::INET -e '$s = IO::Socket::INET->new(\"127.0.0.1:{port}\"); print $s \"GET /metrics HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n\"; <$s> =~ / 200 / or die'");
        }

        foreach (var attack in Disturbances.Annotations)
        {
            var said = (await pod.Sidecar.LogsAsync()).Messages.Count;
            for (var i = 0; i < attack.Times; i++)
            {
                pod.Kubelet.Annotate(attack.Annotation!, "");
                pod.Kubelet.Annotate(attack.Annotation!, attack.Script);
            }

            await Eventually.HoldsAsync(async () => (await pod.Sidecar.LogsAsync()).Messages.Skip(said).Any(message => message.Contains("was not followed", StringComparison.Ordinal)), attack.Name);
            pod.Kubelet.Annotate(attack.Annotation!, "");
        }

        foreach (var attack in Disturbances.Signals)
        {
            await pod.DoAsync(attack);
            if (attack.Ends)
            {
                await pod.Sidecar.EndAsync();
                await pod.Kubelet.RestartAsync("token-refresher");
            }

            Assert.True(await pod.Sidecar.IsRunningAsync(), attack.Name);
        }

        await Eventually.HoldsAsync(async () => (await pod.Sidecar.ExecAsync("/token-refresher", "probe", "--live")).ExitCode == 0);
        await pod.AssertItHoldsAsync();
        Assert.InRange(surroundings.Count(Operation.Mint), 2, 4 + clock.Elapsed.TotalMinutes);
        Assert.Equal("", await pod.Kubelet["app"].ShellAsync("find /workspace /var/run/github -name 'core*' -type f -size +100k"));
    }

    [ContainerTheory]
    [InlineData("native")]
    [InlineData("classic")]
    public async Task What_it_plants_for_git_clone_is_not_used(string mode)
    {
        await using var surroundings = await Pod.StartAsync();
        surroundings.Web.Commit("main", "docs/page", "one");
        await using var pod = await StartAsync(surroundings, mode);
        var app = pod.Kubelet["app"];
        await app.ShellAsync("cp -a /workspace/web /workspace/clean");

        foreach (var attack in Disturbances.Plants)
        {
            await pod.DoAsync(attack);
            for (var i = 0; i < attack.Times; i++)
            {
                surroundings.Web.Commit("main", "docs/page", $"{attack.Name} {i}");
                var run = await pod.Kubelet.RunAgainAsync("git-clone");
                Assert.True(attack.ExitCodes.Contains(run.ExitCode), $"{attack.Name}: {run.ExitCode} {run.LastMessage}");
            }

            Assert.Equal("", await app.ShellAsync("ls -A /workspace/ran 2>/dev/null || true"));
            Assert.True(!Native.CanConfine || await app.ShellAsync("ls -A /workspace/elsewhere 2>/dev/null || true") == "", attack.Name);
            if (attack.Trigger is { } trigger)
            {
                await app.ShellAsync($"cd /workspace/web; {trigger}\nls /workspace/ran");
            }

            await app.ShellAsync("cd /workspace; rm -rf races; until rm -rf web away ran; do :; done; cp -a clean web");
        }

        await pod.AssertItHoldsAsync();
    }

    [ContainerTheory]
    [InlineData("native")]
    [InlineData("classic")]
    public async Task Where_it_leaves_no_room_nothing_is_lost(string mode)
    {
        const string state = "cd /workspace/web && git rev-parse HEAD && git status --porcelain && cat docs/page";
        await using var surroundings = await Pod.StartAsync();
        surroundings.Web.Commit("main", "docs/page", "one");
        await using var pod = await StartAsync(surroundings, mode);
        var app = pod.Kubelet["app"];

        foreach (var attack in Disturbances.Starvations)
        {
            var before = await app.ShellAsync(state);
            await pod.DoAsync(attack);
            surroundings.Web.Commit("main", "docs/page", new string('x', 100_000) + attack.Name);
            var run = await pod.Kubelet.RunAgainAsync("git-clone");

            Assert.True(run.ExitCode == 7, $"{attack.Name}: {run.ExitCode} {run.LastMessage}");
            Assert.Equal(before, await app.ShellAsync(state));

            await app.ShellAsync("rm -rf /workspace/fill");
            Assert.Equal(0, (await pod.Kubelet.RunAgainAsync("git-clone")).ExitCode);
            Assert.EndsWith(attack.Name, await app.ShellAsync(state), StringComparison.Ordinal);
        }

        await pod.AssertItHoldsAsync();
    }

    [ContainerTheory]
    [InlineData("native")]
    [InlineData("classic")]
    public async Task Where_it_sends_GitHubs_name_nothing_is_told(string mode)
    {
        using var authority = new Authority(name: "github.test");
        await using var surroundings = await Pod.StartAsync(new GitHubServerOptions { Certificate = authority.ServerCertificate });
        var api = new UriBuilder(surroundings.GitHub.ApiUrl) { Host = "github.test" }.Uri;
        var more = $", apiUrl: '{api}', proxy: {{ httpProxy: '' }}, ca: {{ configMap: authorities }}";
        await using var pod = await StartAsync(surroundings, mode, more, new Dictionary<string, string> { ["ca.crt"] = authority.Pem });

        await pod.DoAsync(Disturbances.Name, $"P={api.Port}");
        await pod.Sidecar.SignalAsync("KILL");
        await pod.Sidecar.EndAsync();
        pod.Kubelet.Volumes.Empty("github-state");
        var misled = new[] { await pod.Kubelet.StartAgainAsync("token-refresher"), await pod.Kubelet.StartAgainAsync("git-clone") };
        foreach (var program in misled)
        {
            await Eventually.HoldsAsync(async () => (await program.LogsAsync()).Messages.Any(message => message.Contains("certificate", StringComparison.Ordinal)));
        }

        Assert.Equal(1, surroundings.Count(Operation.Mint));
        Assert.Equal("", await pod.Kubelet["root"].ShellAsync("grep -a ' HTTP/' /workspace/attacker/heard | grep -v /potent || true"));

        await pod.Kubelet["root"].ShellAsync("echo '127.0.0.1 github.test' >/etc/hosts");
        await Eventually.HoldsAsync(() => surroundings.Count(Operation.Mint) == 2);
        Assert.Equal(0, (await misled[1].EndAsync()).ExitCode);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task<HostilePod> StartAsync(Pod surroundings, string mode, string more = "", IReadOnlyDictionary<string, string>? configMap = null)
    {
        var spec = await PodSpec.RenderAsync(PodSpecs.Values(surroundings), $"githubApp: {{ mode: {mode}{more} }}");
        return await HostilePod.StartAsync(podman, surroundings, spec, PodSpecs.SecretOf(surroundings), configMap);
    }
}
