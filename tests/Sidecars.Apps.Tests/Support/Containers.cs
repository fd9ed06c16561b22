namespace Sidecars.Apps.Support;

/// <summary>Our images, loaded into a store of podman's that nobody else uses, and run as a strict cluster would.</summary>
public sealed class Containers : IDisposable
{
    /// <summary>In the images it has no name.</summary>
    internal const uint User = 1234;

    private static readonly Lazy<string?> LazyObstacle = new(FindObstacle);

    private readonly string _directory = Directory.CreateTempSubdirectory("podman-").FullName;
    private readonly HashSet<string> _loaded = [];

    public Containers() => WriteConfiguration(_directory);

    /// <summary>Why no container can be run here; null where one can.</summary>
    internal static string? Obstacle => LazyObstacle.Value;

    /// <summary>Runs an image's program with what a pod gives it, its volumes being all that it can write to.</summary>
    internal async Task<Command> StartAsync(Pod pod, string image, IEnumerable<string> options, params string[] arguments)
    {
        if (_loaded.Add(image))
        {
            var loaded = await Command.RunAsync("podman", [.. Store(_directory), "load", "--quiet", "--input", OciImage.ArchiveOf(image)], EnvironmentIn(_directory));
            Assert.True(loaded.ExitCode == 0, loaded.Error);
            var name = loaded.Output.Trim().Split(' ')[^1];
            Assert.Equal(0, (await Command.RunAsync("podman", [.. Store(_directory), "tag", name, $"localhost/{image}"], EnvironmentIn(_directory))).ExitCode);
        }

        Give(pod.Root);
        var variables = pod.Environment.Where(variable => variable.Key != "HOME").SelectMany(variable => (string[])["--env", $"{variable.Key}={variable.Value}"]);
        string[] strict = ["--read-only", "--read-only-tmpfs=false", "--cap-drop", "all", "--security-opt", "no-new-privileges", "--user", $"{User}:{User}", "--passwd=false"];
        return Command.Start("podman", [.. Store(_directory), "run", "--rm", "--pull", "never", .. strict, "--volume", $"{pod.Root}:{pod.Root}", .. variables, .. options, $"localhost/{image}", .. arguments], EnvironmentIn(_directory));
    }

    internal async Task<Run> RunAsync(Pod pod, string image, params string[] arguments)
    {
        using var command = await StartAsync(pod, image, [], arguments);
        return await pod.EndAsync(command);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

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

        var directory = Directory.CreateTempSubdirectory("podman-");
        try
        {
            WriteConfiguration(directory.FullName);
            var root = directory.CreateSubdirectory("root").FullName;
            File.Copy(Published.TokenRefresher, $"{root}/token-refresher");
            var run = Command.RunAsync("podman", [.. Store(directory.FullName), "run", "--rm", "--rootfs", root, "/token-refresher", "--version"], EnvironmentIn(directory.FullName)).GetAwaiter().GetResult();
            return run.ExitCode == 0 ? null : $"podman cannot run a container here: {run.Error.Trim()}";
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            return $"podman cannot be started: {e.Message}";
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static void Give(string root)
    {
        foreach (var path in Directory.EnumerateFileSystemEntries(root, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }).Append(root))
        {
            Assert.Equal(0, Native.Lchown(path, User, User));
        }
    }
}
