using System.Diagnostics;
using Sidecars.Apps.Support;

namespace Sidecars.Apps.Pods;

/// <summary>Runs the containers of a rendered pod in their order, with podman; everything is as the pod's spec says.</summary>
internal sealed class Kubelet : IAsyncDisposable
{
    /// <summary>The machine's own /usr is in it, with git, gh and a shell.</summary>
    public const string AppImage = "localhost/app";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string[] OurImages = ["generate-initial-token", "token-refresher", "git-clone"];

    private readonly Podman _podman;
    private readonly Pod _surroundings;
    private readonly PodSpec _spec;
    private readonly Secret _secret;
    private readonly Dictionary<string, string> _annotations = [];
    private readonly string _directory;
    private readonly string _hosts;
    private readonly List<Container> _started = [];
    private string? _sandbox;

    /// <param name="configMap">The keys of the namespace's only ConfigMap.</param>
    public Kubelet(Podman podman, Pod surroundings, PodSpec spec, Secret secret, IReadOnlyDictionary<string, string>? configMap = null)
    {
        (_podman, _surroundings, _spec, _secret) = (podman, surroundings, spec, secret);
        _directory = Directory.CreateDirectory(Path.Combine(surroundings.Root, "kubelet")).FullName;
        File.SetUnixFileMode(surroundings.Root, (UnixFileMode)0b111_101_101);
        _hosts = Path.Combine(_directory, "etc-hosts");
        File.WriteAllText(_hosts, "127.0.0.1 localhost github.test\n");
        File.SetUnixFileMode(_hosts, (UnixFileMode)0b110_100_100);
        Volumes = new Volumes(Path.Combine(_directory, "volumes"), spec, secret, configMap ?? new Dictionary<string, string>());
    }

    public Volumes Volumes { get; }

    /// <summary>The container of that name that was started last.</summary>
    public Container this[string name] => _started.Last(container => container.Spec.Name == name);

    public bool HasStarted(string name) => _started.Any(container => container.Spec.Name == name);

    /// <summary>Starts everything. Where an init container fails, nothing after it is started; it is the result then.</summary>
    public async Task<Run?> StartAsync()
    {
        foreach (var spec in _spec.InitContainers)
        {
            var container = await StartAsync(spec);
            var end = spec.RestartPolicy == "Always" ? await PassStartupProbeAsync(container) : await container.EndAsync();
            if (end is { ExitCode: not 0 })
            {
                return end;
            }
        }

        foreach (var spec in _spec.Containers)
        {
            await StartAsync(spec);
        }

        return null;
    }

    /// <summary>Starts a container again that has ended.</summary>
    public async Task RestartAsync(string name)
    {
        var container = await StartAgainAsync(name);
        Assert.Null(container.Spec.StartupProbe is null ? null : await PassStartupProbeAsync(container));
    }

    /// <summary>The same, without waiting until it is of use.</summary>
    public Task<Container> StartAgainAsync(string name) => StartAsync(this[name].Spec);

    /// <summary>Runs a container that ends once more, as after the pod's sandbox was made anew.</summary>
    public async Task<Run> RunAgainAsync(string name) => await (await StartAgainAsync(name)).EndAsync();

    /// <summary>Ends the sidecar, now that the others have ended.</summary>
    /// <returns>How long it took.</returns>
    public async Task<TimeSpan> EndSidecarAsync()
    {
        var clock = Stopwatch.StartNew();
        await this["token-refresher"].SignalAsync("TERM");
        var run = await this["token-refresher"].EndAsync();
        Assert.True(run.ExitCode == 0, run.Error);
        return clock.Elapsed;
    }

    /// <summary>Somebody changes the pod's annotation; kubelet brings it into the volumes.</summary>
    public void Annotate(string name, string value)
    {
        _annotations[name] = value;
        Volumes.Write(_annotations);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var container in _started)
        {
            var logs = await container.LogsAsync();
            await container.RemoveAsync();
            _surroundings.AssertNoSecretIn(logs.Output + logs.Error + container.TerminationMessage);
        }

        if (_sandbox is not null)
        {
            await _podman.OutputOfAsync("rm", "--force", "--time", "0", _sandbox);
        }

        Volumes.Dispose();
    }

    private async Task<Container> StartAsync(ContainerSpec spec)
    {
        await LoadAsync();
        await ShareAsync();
        var id = $"{Path.GetFileName(_surroundings.Root)}-{_started.Count}-{spec.Name}";
        var terminationLog = Path.Combine(_directory, id);
        File.WriteAllText(terminationLog, "");
        File.SetUnixFileMode(terminationLog, (UnixFileMode)0b110_110_110);

        var container = new Container(_podman, spec, id, terminationLog);
        _started.Add(container);
        await _podman.OutputOfAsync(["run", "--detach", "--name", id, "--pull", "never", "--passwd=false", "--volume", $"{terminationLog}:/dev/termination-log", "--volume", $"{_hosts}:/etc/hosts", .. Options(spec), spec.Image, .. spec.Command.Skip(1), .. spec.Args]);
        return container;
    }

    private IEnumerable<string> Options(ContainerSpec spec)
    {
        var security = spec.SecurityContext;
        if (_sandbox is not null)
        {
            yield return $"--pid=container:{_sandbox}";
            yield return $"--ipc=container:{_sandbox}";
        }

        if (security.ReadOnlyRootFilesystem == true)
        {
            yield return "--read-only";
            yield return "--read-only-tmpfs=false";
        }

        if (security.AllowPrivilegeEscalation == false)
        {
            yield return "--security-opt=no-new-privileges";
        }

        foreach (var capability in security.Capabilities.Drop)
        {
            yield return $"--cap-drop={capability}";
        }

        if ((security.RunAsUser ?? _spec.SecurityContext.RunAsUser) is { } user)
        {
            // Without a group it is root's, where the image does not know the user.
            yield return $"--user={user}{((security.RunAsGroup ?? _spec.SecurityContext.RunAsGroup) is { } group ? $":{group}" : "")}";
        }
        else
        {
            Assert.True(OurImages.Any(image => spec.Image.Contains(image, StringComparison.Ordinal)) || (security.RunAsNonRoot ?? _spec.SecurityContext.RunAsNonRoot) != true, $"container has runAsNonRoot and image will run as root: {spec.Name}");
        }

        if (_spec.SecurityContext.FsGroup is { } fsGroup)
        {
            yield return $"--group-add={fsGroup}";
        }

        if (spec.Command is [var entrypoint, ..])
        {
            yield return $"--entrypoint={entrypoint}";
        }

        foreach (var variable in spec.Env)
        {
            yield return $"--env={variable.Name}={(variable.ValueFrom is { } source ? _secret.Keys[source.SecretKeyRef.Key] : variable.Value)}";
        }

        foreach (var mount in spec.VolumeMounts)
        {
            var volume = _spec.Volumes.Single(volume => volume.Name == mount.Name);
            yield return $"--volume={Volumes[mount.Name]}:{mount.MountPath}:{(mount.ReadOnly || volume.EmptyDir is null ? "ro" : "rw")}";
        }

        if (spec.Image.StartsWith(AppImage, StringComparison.Ordinal))
        {
            yield return "--volume=/usr:/usr:ro";
        }
    }

    /// <returns>How it ended, if it did not pass.</returns>
    private static async Task<Run?> PassStartupProbeAsync(Container container)
    {
        var probe = container.Spec.StartupProbe;
        Assert.NotNull(probe);
        for (var clock = Stopwatch.StartNew(); (await container.ExecAsync(probe.Exec.Command)).ExitCode != 0; await Task.Delay(100))
        {
            if (!await container.IsRunningAsync())
            {
                return await container.EndAsync();
            }

            Assert.True(clock.Elapsed < Patience, $"{container.Spec.Name} never passed its startup probe");
        }

        return null;
    }

    /// <summary>Starts what holds the pod's namespaces, and is the first process in them: nobody there may signal that one.</summary>
    private async Task ShareAsync()
    {
        if (_spec.ShareProcessNamespace && _sandbox is null)
        {
            _sandbox = $"{Path.GetFileName(_surroundings.Root)}-sandbox";
            await _podman.OutputOfAsync("run", "--detach", "--name", _sandbox, "--pull", "never", "--user=65535", "--ipc=shareable", "--volume=/usr:/usr:ro", $"{AppImage}:1", "sleep", "infinity");
        }
    }

    private async Task LoadAsync()
    {
        foreach (var image in OurImages)
        {
            await _podman.LoadAsync(image);
        }

        var skeleton = Directory.CreateDirectory(Path.Combine(_directory, "app-image")).FullName;
        if (!Path.Exists($"{skeleton}/tmp"))
        {
            Directory.CreateDirectory($"{skeleton}/usr");
            foreach (var name in (string[])["bin", "sbin", "lib", "lib64"])
            {
                File.CreateSymbolicLink($"{skeleton}/{name}", $"usr/{name}");
            }

            Directory.CreateDirectory($"{skeleton}/tmp");
            File.SetUnixFileMode($"{skeleton}/tmp", UnixFileMode.StickyBit | (UnixFileMode)0b111_111_111);
        }

        await _podman.ImportAsync($"{AppImage}:1", skeleton);
    }
}
