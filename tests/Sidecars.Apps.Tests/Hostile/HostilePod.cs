using System.Globalization;
using Sidecars.Apps.Pods;
using Sidecars.Apps.Support;

namespace Sidecars.Apps.Hostile;

/// <summary>The pod that the chart renders, its processes shared, with attackers beside the app.</summary>
internal sealed class HostilePod(Pod surroundings, Kubelet kubelet) : IAsyncDisposable
{
    private const string Files = "/var/run/github/files";

    /// <summary>What an attack is tried on to show that it can succeed: a directory like the published one, which is the attacker's.</summary>
    private const string Control = """
        rm -rf $C; mkdir -p $C/files/..one $C/files/tokens; echo t >$C/files/..one/token
        ln -s ..one $C/files/..data; ln -s ..data/token $C/files/token
        printf -- '-----BEGIN RSA PRIVATE KEY-----\neyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiI0NzExIn0.x\n' >$C/planted
        """;

    /// <summary>Whoever may trace any process of his user may trace this one, also where Yama is at work.</summary>
    private const string Prey = "$0 = shift; syscall(157, 0x59616d61, -1, 0, 0, 0); open F, '<', '/usr/bin/perl'; sleep";

    public Kubelet Kubelet => kubelet;

    public Container Sidecar => kubelet["token-refresher"];

    public static async Task<HostilePod> StartAsync(Podman podman, Pod surroundings, PodSpec spec, Secret secret, IReadOnlyDictionary<string, string>? configMap)
    {
        spec.ShareProcessNamespace = true;
        var app = spec.Containers.Single(container => container.Name == "app");
        foreach (var attacker in Attacker.All.Where(attacker => attacker.Container != app.Name))
        {
            spec.Containers.Add(Beside(app, attacker.Container, attacker.User, attacker.Kind == Attackers.CapableRoot, app.Args));
        }

        foreach (var prey in Attacker.All.DistinctBy(attacker => attacker.Prey))
        {
            spec.Containers.Add(Beside(app, prey.Prey, prey.User, isCapable: false, ["-c", $"exec perl -e \"\\{Prey}\" {prey.Prey}"]));
        }

        var pod = new HostilePod(surroundings, new Kubelet(podman, surroundings, spec, secret, configMap));
        pod.Kubelet.Volumes.Limit("workspace", "size=64m,nr_inodes=3000");
        var failure = await pod.Kubelet.StartAsync();
        Assert.True(failure is null, failure?.Error);
        return pod;
    }

    /// <summary>An attacker tries attacks on the sidecar and its files.</summary>
    /// <returns>Those that succeeded.</returns>
    public Task<IReadOnlyList<Attack>> TryAsync(Attacker attacker, IEnumerable<Attack> attacks) => TryAsync(attacker, attacks, "token-refresher", $"F={Files} W=/ X=control-*");

    /// <summary>The same on a process and a directory that defend themselves against nothing.</summary>
    public Task<IReadOnlyList<Attack>> TryOnPreyAsync(Attacker attacker, IEnumerable<Attack> attacks) => TryAsync(attacker, attacks, attacker.Prey, "F=$C/files W=$C X=none");

    /// <summary>Does what nothing keeps the attacker from.</summary>
    public async Task DoAsync(Attack attack, string variables = "X=")
    {
        var attacker = Attacker.All.Single(attacker => attacker.Kind == attack.By);
        var run = await kubelet[attacker.Container].ExecAsync("sh", "-c", $"export T=$(grep -slx token-refresher /proc/[0-9]*/comm | head -1 | tr -dc 0-9) {variables}\n{attack.Script}");
        Canaries.AssertAbsent(run.Output + run.Error, TestKey.Shared, []);
        Assert.True(run.ExitCode == 0, $"{attack.Name}: {run.Output} {run.Error}");
    }

    /// <summary>The app goes on, and nothing has been given away.</summary>
    public async Task AssertItHoldsAsync()
    {
        Assert.True(await Sidecar.IsRunningAsync(), (await Sidecar.LogsAsync()).Error);
        var probe = await Sidecar.ExecAsync("/token-refresher", "probe", "--live");
        Assert.True(probe.ExitCode == 0, probe.Output);
        await kubelet["app"].ShellAsync("git -C /workspace/web fetch --quiet");
        Assert.All(surroundings.GitHub.IssuedTokens, token =>
        {
            Assert.Equal(["acme/web"], token.Repositories);
            Assert.DoesNotContain("write", token.Permissions.Values);
        });
        foreach (var volume in (string[])["github-token", "github-state"])
        {
            Assert.Empty(await OwnedByOthersAsync(kubelet.Volumes[volume]));
        }
    }

    public async ValueTask DisposeAsync() => await kubelet.DisposeAsync();

    private static ContainerSpec Beside(ContainerSpec app, string name, long user, bool isCapable, List<string> arguments) => new()
    {
        Name = name,
        Image = app.Image,
        Command = app.Command,
        Args = arguments,
        Env = app.Env,
        VolumeMounts = app.VolumeMounts,
        SecurityContext = new SecurityContext
        {
            RunAsUser = user,
            RunAsGroup = user,
            ReadOnlyRootFilesystem = true,
            AllowPrivilegeEscalation = false,
            Capabilities = new CapabilitiesSpec { Drop = isCapable ? [] : ["ALL"] },
        },
    };

    private static Task<string> OwnedByOthersAsync(string volume) => Command.OutputOfAsync("find", volume, "-mindepth", "1", "!", "-uid", "65532", "-printf", "%p %u\\n");

    /// <summary>All at once: a start in a container costs more than most attacks.</summary>
    private async Task<IReadOnlyList<Attack>> TryAsync(Attacker attacker, IEnumerable<Attack> attacks, string process, string variables)
    {
        var tried = attacks.ToList();
        var script = $"""
            export C=/workspace/control-{attacker.Container}
            export T=$(grep -slx {process} /proc/[0-9]*/comm | head -1 | tr -dc 0-9)
            export {variables}

            """ + string.Concat(tried.Select((attack, i) => $"""
            ({Control})
            timeout 10 sh -c "$(cat <<'ATTACK'
            {attack.Script}
            ATTACK
            )" 2>&1 </dev/null; printf '\n%s\n' "#tried {i} $?"

            """));
        var run = await kubelet[attacker.Container].ExecAsync("sh", "-c", script);
        Canaries.AssertAbsent(run.Output + run.Error, TestKey.Shared, []);
        var codes = run.Output.Split('\n').Where(line => line.StartsWith("#tried ", StringComparison.Ordinal)).Select(line => line.Split(' ')).ToDictionary(words => int.Parse(words[1], CultureInfo.InvariantCulture), words => words[2]);
        Assert.True(codes.Count == tried.Count, run.Output + run.Error);
        return [.. tried.Where((_, i) => codes[i] == "0")];
    }
}
