namespace Sidecars.Apps.Support;

/// <summary>podman with a store of its own, which is gone with it.</summary>
public sealed class Podman : IDisposable
{
    private static readonly Lazy<string?> LazyObstacle = new(FindObstacle);

    private readonly string _directory = Directory.CreateTempSubdirectory("podman-").FullName;
    private readonly HashSet<string> _images = [];

    public Podman() => WriteConfiguration(_directory);

    /// <summary>Why no container can be run here; null where one can.</summary>
    internal static string? Obstacle => LazyObstacle.Value;

    /// <summary>Has an image that ./build.sh images made, as <c>localhost/NAME:0.1.0</c>.</summary>
    internal async Task LoadAsync(string image)
    {
        if (_images.Add(image))
        {
            var name = await OutputOfAsync("load", "--quiet", "--input", OciImage.ArchiveOf(image));
            await OutputOfAsync("tag", name.Trim().Split(' ')[^1], $"localhost/{image}:0.1.0");
        }
    }

    /// <summary>Has an image whose files are those of a directory.</summary>
    internal async Task ImportAsync(string name, string directory)
    {
        if (_images.Add(name))
        {
            var archive = Path.Combine(_directory, "image.tar");
            await Command.OutputOfAsync("tar", "--create", "--file", archive, "--directory", directory, ".");
            await OutputOfAsync("import", "--quiet", archive, name);
        }
    }

    internal Command Start(params IEnumerable<string> arguments) => Command.Start("podman", [.. Store(_directory), .. arguments], EnvironmentIn(_directory));

    internal async Task<Run> RunAsync(params IEnumerable<string> arguments)
    {
        using var command = Start(arguments);
        return await command.EndAsync();
    }

    /// <summary>Runs what has to succeed, and returns what it printed.</summary>
    internal async Task<string> OutputOfAsync(params IEnumerable<string> arguments)
    {
        var run = await RunAsync(arguments);
        Assert.True(run.ExitCode == 0, $"podman {string.Join(' ', arguments)}: {run.Error}");
        return run.Output;
    }

    /// <summary>Takes with it what a test that failed has left running.</summary>
    public void Dispose()
    {
        if (_images.Count > 0)
        {
            RunAsync("rm", "--all", "--force", "--time", "0").GetAwaiter().GetResult();
        }

        Directory.Delete(_directory, recursive: true);
    }

    private static string[] Store(string directory) => ["--root", $"{directory}/store", "--runroot", $"{directory}/run", "--storage-driver", "vfs"];

    private static Dictionary<string, string> EnvironmentIn(string directory) => new() { ["CONTAINERS_CONF"] = $"{directory}/containers.conf", ["HOME"] = directory };

    /// <summary>As it works also where the tests run in a container themselves.</summary>
    private static void WriteConfiguration(string directory) => File.WriteAllText($"{directory}/containers.conf", """
        [containers]
        default_ulimits = ["nofile=1024:1024","nproc=1024:1024"]
        netns = "host"
        [engine]
        cgroup_manager = "cgroupfs"
        events_logger = "none"
        runtime = "runc"
        """);

    private static string? FindObstacle()
    {
        if (Environment.GetEnvironmentVariable("CONTAINERS_REQUIRED") == "1")
        {
            return null;
        }

        using var podman = new Podman();
        try
        {
            var root = Directory.CreateDirectory($"{podman._directory}/root").FullName;
            File.Copy(Published.TokenRefresher, $"{root}/token-refresher");
            var run = podman.RunAsync("run", "--rm", "--rootfs", root, "/token-refresher", "--version").GetAwaiter().GetResult();
            return run.ExitCode == 0 ? null : $"podman cannot run a container here: {run.Error.Trim()}";
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            return $"podman cannot be started: {e.Message}";
        }
    }
}
