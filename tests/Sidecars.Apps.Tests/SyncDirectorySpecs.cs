using Sidecars.Apps.Support;

namespace Sidecars.Apps;

/// <summary>The directory that git-clone --sync publishes in, and what stands there already.</summary>
public sealed class SyncDirectorySpecs
{
    [Fact]
    public async Task The_directory_may_be_given_by_a_path_that_goes_up_and_down_again()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var commit = pod.Greet("hello");
        var up = string.Concat(Enumerable.Repeat("../", 30));

        var run = await pod.RunAsync(Published.GitClone, "--sync", "--one-time", "--repo", "acme/web", "--dest", $"{up}{pod.Root}/home/../../{Path.GetFileName(pod.Root)}//workspace/./");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(commit, pod.PublishedCommit);
    }

    [Fact]
    public async Task The_path_may_lead_through_a_link_of_the_container_and_not_through_one_on_a_volume()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var commit = pod.Greet("hello");

        // A disk, and no volume of its own.
        var container = Directory.CreateDirectory($"/var/tmp/{Path.GetFileName(pod.Root)}");
        try
        {
            File.CreateSymbolicLink($"{container.FullName}/link", pod.Root);
            var run = await pod.RunAsync(Published.GitClone, "--sync", "--one-time", "--repo", "acme/web", "--dest", $"{container.FullName}/link/workspace");
            Assert.True(run.ExitCode == 0, run.Error);
            Assert.Equal(commit, pod.PublishedCommit);
        }
        finally
        {
            container.Delete(recursive: true);
        }

        File.CreateSymbolicLink($"{pod.Root}/link", pod.Workspace);
        var before = await Snapshot.OfAsync(pod.Workspace);
        foreach (var path in new[] { "link", "link/below" })
        {
            var refused = await pod.RunAsync(Published.GitClone, "--sync", "--one-time", "--repo", "acme/web", "--dest", $"{pod.Root}/{path}");
            Assert.Equal(8, refused.ExitCode);
            Assert.Contains($"{pod.Root}/link is a symbolic link", refused.LastMessage, StringComparison.Ordinal);
        }

        Assert.Equal(before, await Snapshot.OfAsync(pod.Workspace));
    }

    [Fact]
    public async Task The_directory_may_lie_within_a_work_tree_of_others_which_stays_as_it_is()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var commit = pod.Greet("hello");
        var directory = Directory.CreateDirectory($"{pod.Workspace}/theirs/root").FullName;
        await Command.OutputOfAsync("sh", "-c", $"cd {pod.Workspace} && git init --quiet && echo theirs > theirs/root/file && git add --all");
        var theirs = await Support.Snapshot.OfAsync($"{pod.Workspace}/.git");

        var run = await pod.RunAsync(Published.GitClone, "--sync", "--one-time", "--repo", "acme/web", "--dest", directory);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(commit, SyncedPod.CommitOf($"{directory}/current"));
        Assert.Equal("theirs\n", File.ReadAllText($"{directory}/file"));
        Assert.Equal(theirs, await Support.Snapshot.OfAsync($"{pod.Workspace}/.git"));
    }

    [Theory]
    [InlineData("a HEAD that leads nowhere", "git init --quiet && echo ref: refs/heads/nowhere > .git/HEAD")]
    [InlineData("no HEAD at all", "git init --quiet && rm .git/HEAD")]
    [InlineData("a file", "echo garbage > .git")]
    public async Task A_damaged_git_directory_that_stands_there_is_not_asked_and_stays(string damage, string command)
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var commit = pod.Greet(damage);
        await Command.OutputOfAsync("sh", "-c", $"cd {pod.Workspace} && {command}");
        var before = await Support.Snapshot.OfAsync($"{pod.Workspace}/.git");

        var run = await pod.SyncOnceAsync();

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(commit, pod.PublishedCommit);
        Assert.Equal(before, await Support.Snapshot.OfAsync($"{pod.Workspace}/.git"));
    }

    [Theory]
    [InlineData("echo mine > COMMIT", true)]
    [InlineData("echo mine > .worktrees/COMMIT", false)]
    [InlineData("mkdir .worktrees/COMMIT && echo mine > .worktrees/COMMIT/greeting", false)]
    public async Task What_somebody_gave_the_name_of_a_commit_is_not_taken_for_it(string command, bool stays)
    {
        await using var pod = await Pod.StartWithTokenAsync();
        pod.Greet("hello");
        await pod.SyncOnceAsync();
        var commit = pod.Greet("good morning");
        await Command.OutputOfAsync("sh", "-c", $"cd {pod.Workspace} && {command.Replace("COMMIT", commit, StringComparison.Ordinal)}");

        var run = await pod.SyncOnceAsync("--commit", commit);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(commit, pod.PublishedCommit);
        Assert.Equal("good morning", pod.Greeting);
        Assert.Equal(stays, File.Exists($"{pod.Workspace}/{commit}"));
    }

    [Fact]
    public async Task Readers_look_where_the_directory_and_the_link_say_and_gits_own_data_lie_elsewhere()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var commit = pod.Greet("hello");
        var directory = $"{pod.Workspace}/other/dir";

        var run = await pod.RunAsync(Published.GitClone, "--sync", "--one-time", "--repo", "acme/web", "--dest", directory, "--link", "site", "--private-dir", pod.PrivateDirectory);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(commit, SyncedPod.CommitOf($"{directory}/site"));
        Assert.Equal("hello", File.ReadAllText($"{directory}/site/greeting"));
        Assert.Equal([".worktrees", "site"], Directory.EnumerateFileSystemEntries(directory).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(["other"], Directory.EnumerateFileSystemEntries(pod.Workspace).Select(Path.GetFileName));
        Assert.NotEmpty(Directory.EnumerateFiles(pod.PrivateDirectory, "*.pack", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task What_git_sync_has_published_there_goes_on_without_a_break_for_its_readers()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var first = pod.Greet("hello");

        // As its version 4 has it: a repository, a work tree of it for the commit, and a link to that.
        await Command.OutputOfAsync("sh", "-c", $"cd {pod.Workspace} && git clone --quiet --no-checkout {pod.Web.Path} . && git worktree add --quiet --detach .worktrees/{first} && ln -s .worktrees/{first} current");
        var before = await Snapshot.OfAsync($"{pod.Current}/");
        using var sync = pod.StartSync("--stale-timeout", "1");
        await sync.SaysAsync("Published");
        Assert.Equal(before, await Snapshot.OfAsync($"{pod.Current}/"));

        var second = pod.Greet("good morning");

        await pod.PublishedAsync(second);
        Assert.Equal("good morning", pod.Greeting);
        await Eventually.HoldsAsync(() => !Path.Exists($"{pod.Workspace}/.worktrees/{first}"));
        Assert.True(File.Exists($"{pod.Workspace}/.git/HEAD"));
        await pod.StopAsync(sync);
    }
}
