namespace Sidecars.Apps.Support;

/// <summary>The same scene, for git-clone --sync in one of its two forms.</summary>
internal sealed class SyncScene(Scene scene, bool isInPlace) : IAsyncDisposable
{
    private readonly List<Command> _others = [];

    public Scene Scene => scene;

    public Pod Pod => scene.Pod;

    public bool IsInPlace => isInPlace;

    public string Directory => scene.Directory;

    /// <summary>The commits side by side.</summary>
    public string Commits => $"{Directory}/.worktrees";

    /// <summary>Where the published files are, once there are some.</summary>
    public string Tree => isInPlace ? Directory : $"{Directory}/current";

    public string PrivateDirectory { get; set; } = scene.Pod.PrivateDirectory;

    /// <summary>Of another pod.</summary>
    public string AnotherPrivateDirectory => System.IO.Directory.CreateDirectory($"{Pod.PrivateDirectory}-2").FullName;

    /// <summary>Git's data, as an earlier run has left them.</summary>
    public string GitDirectory => $"{Place}/{(isInPlace ? "git" : "sync")}";

    /// <summary>What a run holds while it is at work.</summary>
    public string Lock => $"{Place}/lock";

    public List<string> Arguments { get; } = [];

    /// <summary>What happens while the run that counts is at work.</summary>
    public Func<Command, Task> Meanwhile { get; set; } = _ => Task.CompletedTask;

    private string Place => System.IO.Directory.EnumerateDirectories(PrivateDirectory).Single();

    /// <summary>An earlier run, some time ago.</summary>
    public async Task SyncAsync()
    {
        using var sync = Start();
        var run = await Pod.EndAsync(sync);
        Assert.True(run.ExitCode == 0, run.Error);
    }

    /// <summary>The run that counts.</summary>
    public async Task<Run> RunAsync()
    {
        using var sync = Start();
        await Meanwhile(sync);
        return await Pod.EndAsync(sync);
    }

    public Command Start()
    {
        string[] form = isInPlace ? ["--in-place"] : [];
        return scene.Start(["--sync", "--one-time", "--private-dir", PrivateDirectory, .. form, .. Arguments]);
    }

    /// <summary>Another pod's run, or something that does as if it were one; it ends with the scene.</summary>
    public Command StartOther(string program, params string[] arguments)
    {
        var other = Command.Start(program, arguments, Pod.Environment);
        _others.Add(other);
        return other;
    }

    public Task ShellAsync(string command) => scene.ShellAsync(command);

    /// <summary>Everything in the pod, whoever it belongs to, but for what a run may have for itself alone.</summary>
    public Task<string> LookAsync() => Snapshot.OfAsync(scene.Clone, Pod.Root, Pod.Temporary, Pod.TerminationLog, Pod.PrivateDirectory, AnotherPrivateDirectory);

    /// <summary>The files of a commit on the server, or its directories too.</summary>
    public async Task<IReadOnlySet<string>> PathsAsync(string commit, bool withDirectories)
    {
        string[] trees = withDirectories ? ["-t"] : [];
        var list = await Command.OutputOfAsync("git", [$"--git-dir={Pod.Web.Path}", "ls-tree", "-r", "--name-only", .. trees, commit]);
        return list.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(path => $"{Directory}/{path}").ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>What is published has each file of the commit, byte for byte; with a link, and nothing else.</summary>
    public async Task AssertIsPublishedAsync(string commit)
    {
        var expected = $"{Pod.Temporary}/expected";
        await ShellAsync($"mkdir {expected} && git --git-dir={Pod.Web.Path} archive {commit} | tar -x -C {expected}");
        var differences = isInPlace ? $"cd {expected} && find . -type f ! -exec cmp -s {{}} {Directory}/{{}} \\; -print" : $"diff -r --no-dereference {expected} {Tree}/";
        Assert.Equal("", await scene.Clone.OutputOfAsync("sh", "-euc", differences));
        if (!isInPlace)
        {
            Assert.Equal($".worktrees/{commit}", (await scene.Clone.OutputOfAsync("readlink", Tree)).Trim());
        }
    }

    public async ValueTask DisposeAsync()
    {
        _others.ForEach(other => other.Dispose());
        await scene.DisposeAsync();
    }
}
