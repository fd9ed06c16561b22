using System.Runtime.InteropServices;
using GitHubEmulator;
using Sidecars.Apps.Support;

namespace Sidecars.Apps;

/// <summary>git-clone --sync: what the server has is published as it changes, and never half of it.</summary>
public sealed class SyncSpecs
{
    [Fact]
    public async Task Each_new_commit_of_the_branch_is_published_and_the_link_leads_to_a_directory_of_its_name()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var first = pod.Commit("web", "greeting", "hello");
        using var sync = pod.StartSync();
        await pod.PublishedAsync(first);
        Assert.Equal("hello", File.ReadAllText($"{pod.Current}/greeting"));

        var second = pod.Commit("web", "greeting", "good morning");
        await pod.PublishedAsync(second);

        Assert.Equal("good morning", File.ReadAllText($"{pod.Current}/greeting"));
        Assert.Equal($".worktrees/{second}", new FileInfo(pod.Current).LinkTarget);
        Assert.Equal(0, (await pod.StopAsync(sync, PosixSignal.SIGTERM)).ExitCode);
    }

    [Fact]
    public async Task Without_a_change_the_server_is_asked_once_and_nothing_is_written()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        using var sync = pod.StartSync("--period", "86400");
        await sync.SaysAsync("Published");
        var before = (Requests: pod.GitHub.Requests.Count, Files: Snapshot(pod));

        sync.Signal(PosixSignal.SIGHUP);
        await sync.SaysAsync("as asked");
        await Eventually.HoldsAsync(() => pod.GitHub.Requests.Count > before.Requests);
        await pod.StopAsync(sync, PosixSignal.SIGTERM);

        // The references, as git ls-remote asks for them: a greeting, and a question.
        Assert.InRange(pod.GitHub.Requests.Count - before.Requests, 1, 2);
        Assert.Equal(before.Files, Snapshot(pod));
    }

    [Fact]
    public async Task Submodules_are_published_with_the_commit_that_contains_them()
    {
        await using var pod = await Pod.StartWithTokenAsync("acme/web acme/api");
        var (web, api) = (pod.Repositories["web"], pod.Repositories["api"]);
        var contained = web.Commit("main", Change.File(".gitmodules", "[submodule \"api\"]\n\tpath = libs/api\n\turl = ../api.git\n"), Change.Submodule("libs/api", api.Resolve("main")!));
        using var sync = pod.StartSync("--submodules");
        await pod.PublishedAsync(contained);
        Assert.Equal("# api\n", File.ReadAllText($"{pod.Current}/libs/api/README.md"));

        var moved = web.Commit("main", Change.Submodule("libs/api", api.Commit("main", "new.txt", "new")));
        await pod.PublishedAsync(moved);

        Assert.Equal("new", File.ReadAllText($"{pod.Current}/libs/api/new.txt"));
        Assert.Equal(0, (await pod.StopAsync(sync, PosixSignal.SIGTERM)).ExitCode);
    }

    [Fact]
    public async Task In_place_a_plain_directory_follows_the_branch_without_a_git_directory_in_it()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        pod.Commit("web", "greeting", "hello");
        using var sync = pod.StartSync("--in-place");
        await Eventually.HoldsAsync(() => File.Exists($"{pod.Workspace}/greeting"));

        pod.Commit("web", "greeting", "good morning");

        await Eventually.HoldsAsync(() => TextOf($"{pod.Workspace}/greeting") == "good morning");
        Assert.Equal(["README.md", "greeting"], Directory.EnumerateFileSystemEntries(pod.Workspace).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(0, (await pod.StopAsync(sync, PosixSignal.SIGTERM)).ExitCode);
    }

    [Fact]
    public async Task In_place_somebodys_change_stays_and_is_told()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        using var sync = pod.StartSync("--in-place");
        await Eventually.HoldsAsync(() => File.Exists($"{pod.Workspace}/README.md"));
        File.WriteAllText($"{pod.Workspace}/README.md", "mine");

        pod.Commit("web", "greeting", "good morning");

        await sync.SaysAsync("1 changed file");
        Assert.Equal("mine", File.ReadAllText($"{pod.Workspace}/README.md"));
        Assert.False(File.Exists($"{pod.Workspace}/greeting"));
    }

    /// <summary>Null while git replaces the file.</summary>
    private static string? TextOf(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private static string Snapshot(Pod pod)
        => string.Join('\n', Directory.EnumerateFileSystemEntries(pod.Workspace, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(path => $"{path} {File.GetLastWriteTimeUtc(path):O}"));
}
