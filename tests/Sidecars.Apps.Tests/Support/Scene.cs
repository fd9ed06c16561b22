using GitHubEmulator;

namespace Sidecars.Apps.Support;

/// <summary>A directory on a volume, what is in it, and acme/web, which git-clone is to bring there.</summary>
internal sealed class Scene : IAsyncDisposable
{
    /// <summary>Neither root nor the user of any other test.</summary>
    private const string Stranger = "4321";

    private readonly List<Volume> _volumes = [];
    private readonly List<Change> _next =
    [
        Change.File("README.md", "# web, the next\n"), Change.File("src/app.txt", "2\n"), Change.File("new.txt", "theirs\n"), Change.File("new.log", "theirs\n"),
        Change.File("new/file.txt", "theirs\n"), Change.Delete("old.txt"),
    ];

    private string[] _within = [];
    private string[] _as = [];
    private string? _wanted;

    private Scene(Pod pod)
    {
        Pod = pod;
        First = pod.Web.Commit("main", Change.File(".gitignore", "*.log\n"), Change.File("src/app.txt", "1\n"), Change.File("old.txt", "old\n"));
        Arguments = ["--repo", "acme/web", "--dest", Directory];
    }

    public Pod Pod { get; }

    public string Directory => Path.Combine(Pod.Workspace, "web");

    public Clone Clone => new(Pod, Directory, _within);

    /// <summary>Where the branch is while the scene is set.</summary>
    public string First { get; }

    /// <summary>Where the branch is when git-clone is run. By then it has changed README.md and src/app.txt, added new.txt, new.log (.gitignore has *.log) and new/file.txt, and removed old.txt.</summary>
    public string Wanted => _wanted ??= Pod.Web.Commit("main", [.. _next]);

    public string[] Arguments { get; set; }

    public static async Task<Scene> StartAsync() => new(await Pod.StartWithTokenAsync());

    /// <summary>The commit that is wanted has this too.</summary>
    public void Want(string file, byte[] content) => _next.Add(Change.File(file, content));

    /// <summary>A first run of git-clone, some time ago.</summary>
    public async Task CloneAsync(params string[] arguments)
    {
        var run = await RunAsync(arguments);
        Assert.True(run.ExitCode == 0, run.Error);
    }

    /// <summary>A run of git-clone now that the server has something new.</summary>
    public Task<Run> RunAsync(Wish wish)
    {
        string[] commit = ["--commit", Wanted];
        return wish switch
        {
            Wish.Commit => RunAsync(commit),
            Wish.Discarded => RunAsync("--discard-local-changes"),
            _ => RunAsync(),
        };
    }

    public async Task<Run> RunAsync(params string[] arguments)
    {
        using var clone = Start(arguments);
        return await Pod.EndAsync(clone);
    }

    public Command Start(params string[] arguments)
    {
        string[] command = [.. _within, .. _as, Published.GitClone, .. Arguments, .. arguments];
        return Command.Start(command[0], command[1..], Pod.Environment);
    }

    /// <summary>Mounts something, for git-clone and for whoever looks at the clone.</summary>
    /// <param name="mount">A shell's command.</param>
    public async Task<Volume> MountAsync(string mount)
    {
        var volume = await Volume.MountAsync(mount);
        _volumes.Add(volume);
        _within = volume.Within;
        return volume;
    }

    /// <summary>From now on git-clone runs as somebody else, in a pod that is theirs; not so the volume.</summary>
    /// <param name="group">One they are in besides.</param>
    public async Task BecomeStrangerAsync(string group = Stranger)
    {
        await ShellAsync($"chown -R {Stranger} {Pod.Output} {Pod.Temporary} {Pod.Home} {Pod.TerminationLog} && chmod o+x {Pod.Root}");
        _as = ["setpriv", "--reuid", Stranger, "--regid", Stranger, "--groups", group, "--"];
    }

    public void Write(string file, string content)
    {
        System.IO.Directory.CreateDirectory(Path.GetDirectoryName(Clone[file])!);
        File.WriteAllText(Clone[file], content);
    }

    public Task<string> GitAsync(params string[] arguments) => Clone.GitAsync(arguments);

    /// <summary>Runs a shell's command beside the pod.</summary>
    public async Task ShellAsync(string command)
    {
        var run = await Pod.InMainContainerAsync("sh", "-euc", command);
        Assert.True(run.ExitCode == 0, run.Error);
    }

    /// <summary>A commit that only the clone has.</summary>
    public async Task CommitAsync(string file = "mine.txt")
    {
        Write(file, "mine\n");
        await GitAsync("add", file);
        await GitAsync("commit", "--quiet", "--message", $"My {file}");
    }

    public async Task<string> LookAsync(Leaves leaves) => leaves switch
    {
        Leaves.Everything => await Snapshot.OfAsync(Pod.Root, Pod.Temporary, Pod.TerminationLog),
        Leaves.Work => await Snapshot.OfWorkAsync(Clone),
        Leaves.Belongings => string.Join('\n', await BelongingsAsync()),
        _ => "",
    };

    /// <summary>What can only be had here, a line each: commits that something leads to, and files that git does not know.</summary>
    public async Task<IReadOnlyList<string>> BelongingsAsync()
    {
        var files = await Clone.OutputOfAsync("sh", "-c", $"cd {Directory} 2>/dev/null && find . -path ./.git -prune -o -type f -exec sha256sum {{}} + || true");
        var known = (await Clone.TryGitAsync("ls-files")).Output.Split('\n').ToHashSet();
        var commits = await Clone.TryGitAsync("rev-list", "--all");
        var stashed = await Clone.TryGitAsync("rev-list", "--walk-reflogs", "refs/stash");
        return
        [
            .. files.Split('\n').Where(line => line.Split("  ./", 2) is [_, var file] && !known.Contains(file)),
            .. commits.Output.Split('\n'),
            .. stashed.Output.Split('\n').Select((commit, i) => $"stash@{{{i}}} {commit}"),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        _volumes.ForEach(volume => volume.Dispose());
        await Pod.DisposeAsync();
    }
}
