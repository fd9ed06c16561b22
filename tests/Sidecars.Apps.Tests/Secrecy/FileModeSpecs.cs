using System.Runtime.InteropServices;
using GitHubEmulator;
using Sidecars.Apps.Support;

namespace Sidecars.Apps.Secrecy;

/// <summary>What the programs make is never, not for a moment, wider or otherwise owned than documented: by their system calls, with a umask that keeps nothing from anybody.</summary>
public sealed class FileModeSpecs
{
    /// <summary>The pod's fsGroup: by the directory's setgid bit, what is made in it is the group's.</summary>
    private const uint FsGroup = 4242;

    private static readonly byte[] Film = [.. Enumerable.Range(0, 9_000).Select(i => (byte)(i * i / 7))];

    [Theory]
    [InlineData("0600")]
    [InlineData("0640")]
    [InlineData("0444")]
    public async Task Of_tokens(string mode)
    {
        await using var stage = await StartAsync(mode);
        var makings = new List<Making>();
        stage.Environment["GITHUB_PUBLISH"] = "netrc,gitconfig,gh,env";

        await RunAsync(stage, makings, Published.GenerateInitialToken);
        Directory.Delete(stage.Pod.Output, recursive: true);
        GiveToGroup(stage.Pod.Output);
        stage.Pod.KeepState();
        await RunAsync(stage, makings, Published.GenerateInitialToken);
        await KeepAsync(stage, makings, "Took over the token", "--notify", $"{stage.Pod.Root}/touched");
        await KeepAsync(stage, makings, "Published a token", "--revoke-on-exit");
        await RunAsync(stage, makings, Published.TokenRefresher, "doctor");
        await RunAsync(stage, makings, Published.GenerateInitialToken);

        AssertNarrow($"tokens with --file-mode {mode}", stage, mode, makings);
        Assert.Equal("", await Command.OutputOfAsync("find", stage.Pod.Output, stage.Pod.State, "!", "-uid", "0"));
        Assert.Equal("", await Command.OutputOfAsync("find", stage.Pod.Output, "!", "-gid", $"{FsGroup}"));
        Assert.Equal("", await Command.OutputOfAsync("find", $"{stage.Pod.Output}/..data/", "-type", "f", "!", "-perm", mode));
    }

    [Fact]
    public async Task Of_tokens_in_Secrets()
    {
        await using var stage = await StartAsync("0600");
        var cluster = await stage.JoinClusterAsync();
        cluster.Server.Secrets.Apply("metadata: { namespace: team, name: x, labels: { github-app/published-by: token-refresher } }\ntype: Opaque\ndata: {}");
        await cluster.AllowToWriteAsync("x");
        var makings = new List<Making>();

        await KeepAsync(stage, makings, "The Secret team/x has the token", "--secret", "team/x", "--secret-type", "opaque");

        AssertNarrow("tokens in Secrets", stage, "0600", makings);
    }

    [Fact]
    public async Task Of_clones()
    {
        await using var stage = await StartAsync("0600");
        AddSubmoduleAndFilm(stage.Pod);
        await stage.TokenAsync();
        var makings = new List<Making>();
        string[] everything = ["--submodules", "--lfs", "--identity", "app", "--events-file", $"{stage.Pod.Root}/events"];

        await RunAsync(stage, makings, Published.GitClone, "--dest", stage.Pod.Workspace);
        await RunAsync(stage, makings, Published.GitClone, ["--dest", stage.Pod.Workspace, .. everything]);
        stage.Pod.Web.Commit("main", "src/new", "new");
        await RunAsync(stage, makings, Published.GitClone, ["--dest", stage.Pod.Workspace, .. everything]);

        AssertNarrow("clones", stage, "0600", makings);
        Assert.Equal("", await Command.OutputOfAsync("find", stage.Pod.Workspace, "!", "-uid", "0"));
        Assert.Empty(Directory.EnumerateFileSystemEntries(stage.Pod.Temporary));
    }

    [Theory]
    [InlineData("")]
    [InlineData("--in-place --lfs")]
    public async Task Of_clones_that_are_kept_in_sync(string form)
    {
        await using var stage = await StartAsync("0600");
        AddSubmoduleAndFilm(stage.Pod);
        await stage.TokenAsync();
        var makings = new List<Making>();
        string[] arguments =
        [
            .. form.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--sync", "--one-time", "--repo", "acme/web", "--dest", $"{stage.Pod.Workspace}/web",
            "--private-dir", stage.Pod.PrivateDirectory, "--touch-file", $"{stage.Pod.Root}/touched", .. form.Length == 0 ? ["--submodules"] : Array.Empty<string>(),
        ];

        await RunAsync(stage, makings, Published.GitClone, arguments);
        stage.Pod.Web.Commit("main", "src/new", "new");
        await RunAsync(stage, makings, Published.GitClone, arguments);

        AssertNarrow(form.Length == 0 ? "clones kept in sync" : $"clones kept in sync, {form}", stage, "0600", makings);
        Assert.Equal("", await Command.OutputOfAsync("find", stage.Pod.Workspace, stage.Pod.PrivateDirectory, "!", "-uid", "0"));
        Assert.Equal("", await Command.OutputOfAsync("find", stage.Pod.PrivateDirectory, "-mindepth", "1", "-maxdepth", "1", "!", "-perm", "0700"));
    }

    private static async Task<Stage> StartAsync(string mode)
    {
        var stage = await Stage.StartAsync();
        stage.Environment["GITHUB_FILE_MODE"] = mode;
        stage.Environment["GITHUB_MINT_LIMIT"] = "100/1";
        stage.Within.AddRange(["sh", "-c", "umask 0; exec \"$0\" \"$@\""]);
        GiveToGroup(stage.Pod.Output);
        return stage;
    }

    private static void GiveToGroup(string directory)
    {
        Directory.CreateDirectory(directory);
        Assert.Equal(0, Native.Chown(directory, 0, FsGroup));
        File.SetUnixFileMode(directory, UnixFileMode.SetGroup | UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute);
    }

    private static void AddSubmoduleAndFilm(Pod pod)
    {
        var commit = pod.Repositories["api"].Commit("main", "lib", "1");
        pod.Web.Commit(
            "main", Change.File(".gitmodules", "[submodule \"api\"]\n\tpath = api\n\turl = ../api\n"), Change.Submodule("api", commit),
            Change.File(".gitattributes", "*.bin filter=lfs\n"), Change.File("film.bin", pod.Web.StoreLfsObject(Film).PointerText));
        pod.Environment["WORKSPACE_REPOS"] = "acme/web acme/api";
    }

    private static async Task RunAsync(Stage stage, List<Making> makings, string program, params string[] arguments)
    {
        var (command, trace) = stage.Start(program, arguments);
        using var _ = command;
        var run = await stage.Pod.EndAsync(command);
        Assert.True(run.ExitCode == 0, run.Error);
        makings.AddRange(Making.Among(trace.Read(program)));
    }

    /// <summary>token-refresher, until it has said so; it is asked for one more token, and to stop.</summary>
    private static async Task KeepAsync(Stage stage, List<Making> makings, string until, params string[] arguments)
    {
        var (command, trace) = stage.Start(Published.TokenRefresher, arguments);
        using var _ = command;
        await command.SaysAsync(until);
        var token = stage.Pod.Token;
        command.Signal(PosixSignal.SIGHUP);
        await stage.Pod.TokenChangesAsync(token);
        command.Signal(PosixSignal.SIGTERM);
        var run = await stage.Pod.EndAsync(command);
        Assert.True(run.ExitCode == 0, run.Error);
        makings.AddRange(Making.Among(trace.Read(Published.TokenRefresher)));
    }

    private static void AssertNarrow(string what, Stage stage, string mode, IReadOnlyList<Making> makings)
    {
        var documented = new DocumentedModes(stage.Pod, Convert.ToInt32(mode, 8));
        var wrong = makings.Select(documented.WrongWith).OfType<string>().Distinct().ToList();

        SecrecyReport.Add(what, makings, wrong.Count);
        Assert.True(wrong.Count == 0, $"{what}: {string.Join('\n', wrong)}");
        Assert.True(makings.Count(making => making.Mode is not null) > 20, "Nothing was made.");
    }
}
