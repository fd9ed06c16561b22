namespace Sidecars.Apps.Support;

/// <summary>Our images, run as a strict cluster would.</summary>
public sealed class Containers : IDisposable
{
    /// <summary>In the images it has no name.</summary>
    internal const uint User = 1234;

    private readonly Podman _podman = new();

    /// <summary>Runs an image's program with what a pod gives it, its volumes being all that it can write to.</summary>
    internal async Task<Command> StartAsync(Pod pod, string image, IEnumerable<string> options, params string[] arguments)
    {
        await _podman.LoadAsync(image);
        Give(pod.Root);
        var variables = pod.Environment.Where(variable => variable.Key != "HOME").SelectMany(variable => (string[])["--env", $"{variable.Key}={variable.Value}"]);
        string[] strict = ["--read-only", "--read-only-tmpfs=false", "--cap-drop", "all", "--security-opt", "no-new-privileges", "--user", $"{User}:{User}", "--passwd=false"];
        return _podman.Start(["run", "--rm", "--pull", "never", .. strict, "--volume", $"{pod.Root}:{pod.Root}", .. variables, .. options, $"localhost/{image}:0.1.0", .. arguments]);
    }

    internal async Task<Run> RunAsync(Pod pod, string image, params string[] arguments)
    {
        using var command = await StartAsync(pod, image, [], arguments);
        return await pod.EndAsync(command);
    }

    public void Dispose() => _podman.Dispose();

    private static void Give(string root)
    {
        foreach (var path in Directory.EnumerateFileSystemEntries(root, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }).Append(root))
        {
            Assert.Equal(0, Native.Lchown(path, User, User));
        }
    }
}
