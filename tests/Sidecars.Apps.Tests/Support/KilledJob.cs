using System.Diagnostics;
using System.Text;
using GitHubEmulator;

namespace Sidecars.Apps.Support;

/// <summary>What git-clone is to do when it is killed, which takes it some hundred milliseconds.</summary>
internal sealed class KilledJob : IAsyncDisposable
{
    private static readonly Dictionary<string, string[]> FirstClones = new()
    {
        ["a first clone"] = [],
        ["a first clone of a commit alone"] = ["--commit"],
        ["a first clone with a submodule and large files"] = ["--submodules", "--lfs"],
    };

    private static readonly Dictionary<string, string[]> Updates = new()
    {
        ["an update"] = [],
        ["an update to a commit alone"] = ["--commit"],
        ["an update that discards work"] = ["--discard-local-changes"],
        ["an update of a submodule and large files"] = ["--submodules", "--lfs"],
    };

    private readonly Pod _pod;
    private readonly string[] _arguments;
    private readonly int _files;

    private readonly Dictionary<string, byte[]> _largeFiles = [];

    private string _wanted = "";
    private string? _work;

    private KilledJob(Pod pod, string[] arguments, int files)
    {
        _files = files;
        _pod = pod;
        _arguments = arguments;
    }

    public static IEnumerable<string> Names => FirstClones.Keys.Concat(Updates.Keys);

    private string Directory => Path.Combine(_pod.Workspace, "web");

    /// <summary>As it is before each run.</summary>
    private string Before => Path.Combine(_pod.Root, "before");

    private Clone Clone => new(_pod, Directory);

    /// <param name="files">How many there are.</param>
    public static async Task<KilledJob> PrepareAsync(string name, int files = 1500)
    {
        var isUpdate = Updates.TryGetValue(name, out var arguments);
        var job = new KilledJob(await Pod.StartWithTokenAsync("acme/web acme/api"), arguments ?? FirstClones[name], files);
        await job.PrepareAsync(isUpdate);
        return job;
    }

    /// <summary>How long it takes when nobody kills it.</summary>
    public async Task<TimeSpan> MeasureAsync()
    {
        await StartOverAsync();
        var clock = Stopwatch.StartNew();
        var run = await _pod.GitCloneAsync(Arguments);
        Assert.True(run.ExitCode == 0, run.Error);
        return clock.Elapsed;
    }

    /// <returns>Whether it was still at work.</returns>
    public async Task<bool> KillAsync(TimeSpan after)
    {
        await StartOverAsync();
        using var run = Command.Start("setsid", [Published.GitClone, .. Arguments], _pod.Environment);
        await Task.Delay(after);
        return await run.KillGroupAsync();
    }

    /// <summary>Ends it as it is about to rename, link or remove something; git itself makes other calls for that.</summary>
    /// <param name="step">Each thread's own count.</param>
    /// <returns>Whether there was so late a step.</returns>
    public async Task<bool> KillBeforeAsync(int step)
    {
        const string steps = "renameat,renameat2,linkat,unlinkat";
        await StartOverAsync();
        var run = await _pod.RunAsync(
            "strace", ["-f", "-qqq", "-o", "/dev/null", "-e", $"trace={steps}", "-e", $"inject={steps}:signal=SIGKILL:when={step}", Published.GitClone, .. Arguments]);
        Assert.True(run.ExitCode is 0 or 137, run.Error);
        return run.ExitCode == 137;
    }

    /// <summary>Runs it to its end, after which all is as if it had never been killed.</summary>
    public async Task CompleteAsync()
    {
        var run = await _pod.GitCloneAsync(Arguments);
        Assert.True(run.ExitCode == 0, run.Error);
        await Clone.AssertIsAtAsync(_wanted, _arguments is ["--commit"] ? null : "main");
        Assert.All(_largeFiles, file => Assert.Equal(file.Value, File.ReadAllBytes(Clone[file.Key])));
        if (_largeFiles.Count > 0)
        {
            Assert.StartsWith(_pod.Repositories["api"].Resolve("main")!, await Clone.GitAsync("submodule", "status"), StringComparison.Ordinal);
            await new Clone(_pod, Clone["libs/api"]).AssertIsAtAsync(_pod.Repositories["api"].Resolve("main")!, null);
        }

        if (_work is not null)
        {
            await Clone.GitAsync("merge-base", "--is-ancestor", _work, $"refs/sidecars/set-aside/{_work}");
        }
    }

    /// <summary>Nor is anything left of those that were killed, in memory or on disk, once their gits have ended too.</summary>
    public async Task CompleteAgainAsync()
    {
        await CompleteAsync();
        Assert.Empty(System.IO.Directory.EnumerateFileSystemEntries(_pod.Temporary));
    }

    public ValueTask DisposeAsync() => _pod.DisposeAsync();

    private string[] Arguments => ["--repo", "acme/web", "--dest", Directory, .. _arguments, .. _arguments is ["--commit"] ? [_wanted] : Array.Empty<string>()];

    private async Task PrepareAsync(bool isUpdate)
    {
        _pod.Web.CommitMany("main", 300);
        _wanted = _pod.Web.Commit("main", [.. FirstFiles(), .. SubmoduleAndLargeFiles(version: 1)]);
        if (isUpdate)
        {
            string[] parts = _largeFiles.Count > 0 ? _arguments : [];
            Assert.Equal(0, (await _pod.GitCloneAsync(["--repo", "acme/web", "--dest", Directory, .. parts])).ExitCode);
            if (_arguments is ["--discard-local-changes"])
            {
                File.WriteAllText(Clone["mine.txt"], "mine\n");
                await Clone.GitAsync("add", "mine.txt");
                await Clone.GitAsync("commit", "--quiet", "--message", "Mine");
                _work = await Clone.GitAsync("rev-parse", "HEAD");
                File.WriteAllText(Clone["files/7/7.txt"], "changed\n");
            }

            System.IO.Directory.Move(Directory, Before);
            _wanted = _pod.Web.Commit("main", [.. NextChanges(), .. SubmoduleAndLargeFiles(version: 2)]);
        }
    }

    private async Task StartOverAsync()
    {
        if (System.IO.Directory.Exists(Directory))
        {
            System.IO.Directory.Delete(Directory, recursive: true);
        }

        if (System.IO.Directory.Exists(Before))
        {
            Assert.Equal(0, (await _pod.InMainContainerAsync("cp", "--archive", Before, Directory)).ExitCode);
        }
    }

    private IEnumerable<Change> FirstFiles()
    {
        for (var i = 0; i < _files; i++)
        {
            yield return Change.File(PathOf(i), Text(i, 2000));
        }

        yield return Change.File("large.txt", Text(_files, _files * 2000));
        yield return Change.File("becomes-a-directory", "1\n");
        yield return Change.File("becomes-a-file/1.txt", "1\n");
        yield return Change.File("becomes-a-link", "1\n");
    }

    /// <summary>Every kind of change that a checkout makes.</summary>
    private IEnumerable<Change> NextChanges()
    {
        for (var i = 0; i < _files; i += 5)
        {
            yield return Change.File(PathOf(i), Text(i + 1, 2500), executable: i % 2 == 0);
            yield return Change.Delete(PathOf(i + 1));
            yield return Change.File($"new/{PathOf(i + 1)}", Text(i, 2000));
        }

        yield return Change.File("large.txt", Text(_files + 1, _files * 2000));
        yield return Change.Delete("becomes-a-directory");
        yield return Change.File("becomes-a-directory/1.txt", "2\n");
        yield return Change.Delete("becomes-a-file/1.txt");
        yield return Change.File("becomes-a-file", "2\n");
        yield return Change.Symlink("becomes-a-link", "large.txt");
    }

    private IEnumerable<Change> SubmoduleAndLargeFiles(int version)
    {
        if (!_arguments.Contains("--submodules"))
        {
            return [];
        }

        var api = _pod.Repositories["api"];
        var commit = api.Commit("main", [.. LargeFiles(api, "libs/api/", version, count: 3), Change.File("version.txt", $"{version}\n")]);
        return
        [
            .. LargeFiles(_pod.Web, "", version, count: 10),
            Change.File(".gitmodules", "[submodule \"api\"]\n\tpath = libs/api\n\turl = ../api.git\n"), Change.Submodule("libs/api", commit),
        ];
    }

    /// <summary>Of which every other one is the same in each version.</summary>
    private IEnumerable<Change> LargeFiles(Repository repository, string directory, int version, int count)
    {
        yield return Change.File(".gitattributes", "*.bin filter=lfs -text\n");
        for (var i = 0; i < count; i++)
        {
            var content = _largeFiles[$"{directory}{i}.bin"] = Encoding.ASCII.GetBytes(Text(i % 2 == 0 ? i : version * 100 + i, 200_000));
            yield return Change.File($"{i}.bin", repository.StoreLfsObject(content).PointerText);
        }
    }

    private static string PathOf(int i) => $"files/{i % 40}/{i}.txt";

    private static string Text(int seed, int length)
    {
        var noise = new byte[length / 2];
        new Random(seed).NextBytes(noise);
        return Convert.ToHexString(noise);
    }
}
