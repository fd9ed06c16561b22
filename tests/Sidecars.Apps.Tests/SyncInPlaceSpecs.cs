using System.Runtime.InteropServices;
using GitHubEmulator;
using Sidecars.Apps.Support;

namespace Sidecars.Apps;

/// <summary>git-clone --sync --in-place: a plain directory follows the branch, and nobody's change is lost.</summary>
public sealed class SyncInPlaceSpecs
{
    [Theory]
    [InlineData("")]
    [InlineData("--depth 1")]
    [InlineData("--filter blob:none")]
    public async Task A_plain_directory_follows_the_branch_without_a_git_directory_in_it(string arguments)
    {
        await using var pod = await Pod.StartWithTokenAsync();
        pod.Greet("hello");
        using var sync = pod.StartSyncInPlace(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        await GreetsAsync(pod, "hello");

        for (var i = 0; i < 3; i++)
        {
            pod.Greet("something between");
            var commit = pod.Greet($"good morning {i}");
            await sync.SaysAsync($"Published {commit}");
            Assert.Equal($"good morning {i}", TextOf($"{pod.Workspace}/greeting"));
        }

        Assert.Equal(["README.md", "greeting"], Files(pod));
        await pod.StopAsync(sync);

        // What was before, git need not keep here.
        Assert.Equal(1, await pod.FetchedCommitsAsync("git", "--all"));
    }

    [Fact]
    public async Task What_a_commit_removes_goes_and_what_others_put_there_stays()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        pod.Greet("hello");
        using var sync = pod.StartSyncInPlace();
        await GreetsAsync(pod, "hello");
        File.WriteAllText($"{pod.Workspace}/cache", "mine");

        pod.Web.Commit("main", Change.Delete("greeting"), Change.File("new", "new"));

        await Eventually.HoldsAsync(() => File.Exists($"{pod.Workspace}/new"));
        await Eventually.HoldsAsync(() => !File.Exists($"{pod.Workspace}/greeting"));
        Assert.Equal("mine", File.ReadAllText($"{pod.Workspace}/cache"));
        await pod.StopAsync(sync);
    }

    [Fact]
    public async Task Somebodys_change_stays_and_is_told_and_when_it_is_taken_back_the_branch_is_followed_again()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        using var sync = pod.StartSyncInPlace();
        await sync.SaysAsync("Published");
        var readme = File.ReadAllText($"{pod.Workspace}/README.md");
        File.WriteAllText($"{pod.Workspace}/README.md", "mine");

        pod.Greet("good morning");
        await sync.SaysAsync("1 changed file");
        Assert.Equal("mine", File.ReadAllText($"{pod.Workspace}/README.md"));
        Assert.False(File.Exists($"{pod.Workspace}/greeting"));

        File.WriteAllText($"{pod.Workspace}/README.md", readme);
        await GreetsAsync(pod, "good morning");
        await pod.StopAsync(sync);
    }

    [Fact]
    public async Task Asked_to_discard_changes_it_writes_them_over_when_the_branch_moves()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        using var sync = pod.StartSyncInPlace("--discard-local-changes");
        await sync.SaysAsync("Published");
        File.WriteAllText($"{pod.Workspace}/README.md", "mine");

        pod.Greet("good morning");

        await GreetsAsync(pod, "good morning");
        Assert.Equal("# web\n", File.ReadAllText($"{pod.Workspace}/README.md"));
        await pod.StopAsync(sync);
    }

    [Fact]
    public async Task A_branch_that_was_pushed_with_force_is_not_followed_until_it_contains_what_is_there()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var start = pod.Web.Resolve("main")!;
        var first = pod.Greet("hello");
        using var sync = pod.StartSyncInPlace();
        await GreetsAsync(pod, "hello");

        pod.Web.Branch("main", start);
        await sync.SaysAsync("1 commit that is not on the server");
        Assert.Equal("hello", File.ReadAllText($"{pod.Workspace}/greeting"));

        pod.Web.Branch("main", first);
        pod.Greet("good morning");
        await GreetsAsync(pod, "good morning");
        await pod.StopAsync(sync);
    }

    [Fact]
    public async Task A_restart_goes_on_where_the_last_run_was_and_writes_nothing_anew()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        pod.Greet("hello");
        using (var sync = pod.StartSyncInPlace())
        {
            await sync.SaysAsync("Published");
            await pod.StopAsync(sync);
        }

        var written = File.GetLastWriteTimeUtc($"{pod.Workspace}/greeting");
        using var restarted = pod.StartSyncInPlace();
        await restarted.SaysAsync("Published");
        Assert.Equal(written, File.GetLastWriteTimeUtc($"{pod.Workspace}/greeting"));

        pod.Greet("good morning");
        await GreetsAsync(pod, "good morning");
        await pod.StopAsync(restarted);
    }

    [Fact]
    public async Task Killed_while_it_writes_the_next_run_finishes_what_it_began()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        pod.Greet("hello");
        await pod.SyncOnceInPlaceAsync();
        pod.Web.Commit("main", [.. Enumerable.Range(0, 2000).Select(i => Change.File($"many/{i}", $"{i}"))]);

        using (var killed = pod.StartSyncInPlace())
        {
            await Eventually.HoldsAsync(() => Directory.Exists($"{pod.Workspace}/many"));
        }

        await pod.SyncOnceInPlaceAsync();

        Assert.Equal(2000, Directory.EnumerateFiles($"{pod.Workspace}/many").Count());
        Assert.All(Directory.EnumerateFiles($"{pod.Workspace}/many"), file => Assert.Equal(Path.GetFileName(file), File.ReadAllText(file)));
    }

    [Fact]
    public async Task Many_updates_leave_few_files_in_the_private_directory()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        using var sync = pod.StartSyncInPlace("--period", "86400");
        await sync.SaysAsync("Published");

        // Each is an object of some hundred: they come unpacked.
        for (var i = 0; i < 12; i++)
        {
            var commit = pod.Web.Commit("main", [.. Enumerable.Range(0, 90).Select(file => Change.File($"many/{file}", $"{i} {file}"))]);
            sync.Signal(PosixSignal.SIGHUP);
            await sync.SaysAsync($"Published {commit}");
        }

        Assert.InRange(Directory.EnumerateFiles(pod.PrivateDirectory, "*", SearchOption.AllDirectories).Count(), 1, 500);
        await pod.StopAsync(sync);
    }

    [Fact]
    public async Task Without_a_private_directory_a_restart_could_not_tell_its_own_files_so_one_is_asked_for()
    {
        await using var pod = await Pod.StartWithTokenAsync();

        var run = await pod.SyncOnceAsync("--in-place");

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("--private-dir", run.LastMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--link", "site")]
    [InlineData("--stale-timeout", "5")]
    [InlineData("--submodules")]
    public async Task What_only_goes_with_a_link_is_a_configuration_error(params string[] arguments)
    {
        await using var pod = await Pod.StartWithTokenAsync();

        var run = await pod.SyncOnceAsync(["--in-place", "--private-dir", pod.PrivateDirectory, .. arguments]);

        Assert.Equal(3, run.ExitCode);
        Assert.Contains($"{arguments[0]}", run.LastMessage, StringComparison.Ordinal);
        Assert.Contains("does not go with --in-place", run.LastMessage, StringComparison.Ordinal);
    }

    private static Task GreetsAsync(Pod pod, string greeting) => Eventually.HoldsAsync(() => TextOf($"{pod.Workspace}/greeting") == greeting);

    /// <summary>Null while git replaces the file.</summary>
    private static string? TextOf(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static IEnumerable<string?> Files(Pod pod) => Directory.EnumerateFileSystemEntries(pod.Workspace).Select(Path.GetFileName).Order(StringComparer.Ordinal);
}
