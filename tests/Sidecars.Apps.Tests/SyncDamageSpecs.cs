using GitHubEmulator;
using Sidecars.Apps.Support;

namespace Sidecars.Apps;

/// <summary>git-clone --sync after a kill, and when others damage what it has: what is published is made whole, and nothing outside is touched.</summary>
public sealed class SyncDamageSpecs
{
    private const string User = "65532";

    private static readonly string[] AsUser = [$"--reuid={User}", $"--regid={User}", "--clear-groups"];

    [Fact]
    public async Task Killed_while_it_fetches_the_next_run_goes_on_with_what_is_whole()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        await pod.SyncOnceAsync("--private-dir", pod.PrivateDirectory);
        var big = StartingStates.Noise(1 << 20);
        var commit = pod.Web.Commit("main", Change.File("big", big));
        pod.Fault(Operation.GitUploadPack, FaultKind.Held(1 << 19, new TaskCompletionSource().Task), int.MaxValue);
        using (var killed = pod.StartSyncAgain())
        {
            await Eventually.HoldsAsync(() => Directory.EnumerateFiles(pod.PrivateDirectory, "tmp_pack_*", SearchOption.AllDirectories).Any());
        }

        pod.GitHub.Faults.Clear();
        var run = await pod.SyncOnceAsync("--private-dir", pod.PrivateDirectory);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(commit, pod.PublishedCommit);
        Assert.Empty(Directory.EnumerateFiles(pod.PrivateDirectory, "tmp_*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Killed_while_it_writes_the_files_the_next_run_publishes_them_whole_and_removes_the_half()
    {
        // As many as take longer to write than we take to look and to kill.
        const int many = 30_000;
        await using var pod = await Pod.StartWithTokenAsync();
        await pod.SyncOnceAsync();
        var before = pod.PublishedCommit;
        pod.Web.Commit("main", [.. Enumerable.Range(0, many).Select(i => Change.File($"many/{i}", $"{i}"))]);
        using (var killed = pod.StartSync())
        {
            await Eventually.HoldsAsync(() => Directory.EnumerateDirectories($"{pod.Workspace}/.worktrees", "..tmp-*").Any(half => Directory.Exists($"{half}/many")));
        }

        Assert.Equal(before, pod.PublishedCommit);
        var run = await pod.SyncOnceAsync();

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(many, Directory.EnumerateFiles($"{pod.Current}/many").Count());
        Assert.Empty(Directory.EnumerateDirectories($"{pod.Workspace}/.worktrees", "..tmp-*"));
    }

    [Theory]
    [InlineData("the commit", ".worktrees/COMMIT")]
    [InlineData("all commits", ".worktrees")]
    [InlineData("the link", "current")]
    [InlineData("the whole directory", "")]
    public async Task What_others_remove_is_published_again(string what, string path)
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var commit = pod.Greet(what);
        using var sync = pod.StartSync();
        await pod.PublishedAsync(commit);

        await Command.OutputOfAsync("rm", "-r", Path.Combine(pod.Workspace, path.Replace("COMMIT", commit, StringComparison.Ordinal)));

        await pod.PublishedAsync(commit);
        Assert.Equal(what, pod.Greeting);
        await pod.StopAsync(sync);
    }

    [Theory]
    [InlineData("changed", "echo changed > greeting")]
    [InlineData("removed", "rm greeting")]
    [InlineData("made executable", "chmod +x greeting")]
    [InlineData("replaced with a link", "ln -sf README.md greeting")]
    [InlineData("replaced with a directory", "rm greeting && mkdir greeting")]
    public async Task What_others_change_is_found_within_twenty_looks_and_published_again(string what, string change)
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var commit = pod.Greet(what);
        using var sync = pod.StartSync("--period", "86400");
        await sync.SaysAsync("Published");
        await Command.OutputOfAsync("sh", "-c", $"cd {pod.Current}/ && {change}");

        for (var i = 0; i < 10; i++)
        {
            await sync.LookAsync();
        }

        await sync.SaysAsync("was changed");
        await Eventually.HoldsAsync(() => new FileInfo($"{pod.Current}/greeting") is { Exists: true, LinkTarget: null } file && !file.UnixFileMode.HasFlag(UnixFileMode.UserExecute) && pod.Greeting == what);
        Assert.Equal(commit, pod.PublishedCommit);
        await pod.StopAsync(sync);
    }

    [Fact]
    public async Task What_was_changed_while_nobody_looked_is_published_again_at_the_start()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        pod.Greet("hello");
        await pod.SyncOnceAsync();
        File.WriteAllText($"{pod.Current}/greeting", "changed");

        var run = await pod.SyncOnceAsync();

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal("hello", pod.Greeting);
    }

    [Theory]
    [InlineData("pack")]
    [InlineData("idx")]
    [InlineData("all objects")]
    [InlineData("shallow")]
    public async Task A_private_directory_that_is_damaged_is_begun_anew_at_the_start(string damage)
    {
        await using var pod = await Pod.StartWithTokenAsync();
        pod.Greet("hello");
        await pod.SyncOnceAsync("--private-dir", pod.PrivateDirectory);
        Damage(pod, damage);
        var commit = pod.Greet("good morning");

        var run = await pod.SyncOnceAsync("--private-dir", pod.PrivateDirectory);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(commit, pod.PublishedCommit);
        Assert.Equal("good morning", pod.Greeting);
    }

    [Fact]
    public async Task And_also_when_it_is_damaged_while_the_program_runs()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        pod.Greet("hello");
        using var sync = pod.StartSyncAgain();
        await sync.SaysAsync("Published");
        Damage(pod, "pack");

        var commit = pod.Web.Commit("main", "other", "new");

        await pod.PublishedAsync(commit);
        Assert.Equal("hello", pod.Greeting);
        await pod.StopAsync(sync);
    }

    [Fact]
    public async Task Where_the_disk_is_full_the_old_tree_stays_published_and_the_new_one_is_when_there_is_room()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        using var volume = await Volume.MountAsync($"mount -t tmpfs -o size=1m tmpfs {pod.Workspace}");
        pod.Greet("hello");
        using var sync = Command.Start(volume.Within[0], [.. volume.Within[1..], Published.GitClone, .. pod.ToSync()], pod.Environment);
        await sync.SaysAsync("Published");

        var big = pod.Web.Commit("main", Change.File("big", StartingStates.Noise(2 << 20)), Change.File("greeting", "too big"));
        await sync.SaysAsync("unable to write file big");
        await volume.ShellAsync($"test \"$(cat {pod.Current}/greeting)\" = hello && test \"$(ls {pod.Workspace}/.worktrees | wc -l)\" = 2");

        await volume.ShellAsync($"mount -o remount,size=10m {pod.Workspace}");
        await sync.SaysAsync($"Published {big}");
        await volume.ShellAsync($"test \"$(cat {pod.Current}/greeting)\" = 'too big'");
        await pod.StopAsync(sync);
    }

    [Theory]
    [InlineData("file", "rm current && echo mine > current")]
    [InlineData("directory", "rm current && mkdir current && echo mine > current/mine")]
    public async Task What_takes_the_links_name_while_it_runs_stays_until_it_is_moved_away(string what, string change)
    {
        await using var pod = await Pod.StartWithTokenAsync();
        using var sync = pod.StartSync();
        await sync.SaysAsync("Published");
        await Command.OutputOfAsync("sh", "-c", $"cd {pod.Workspace} && {change}");
        var commit = pod.Greet("hello");

        await sync.SaysAsync("current stands there and is no link");
        Assert.Equal("mine\n", File.ReadAllText(what == "file" ? pod.Current : $"{pod.Current}/mine"));

        await Command.OutputOfAsync("rm", "-r", pod.Current);
        await pod.PublishedAsync(commit);
        await pod.StopAsync(sync);
    }

    [Fact]
    public async Task Links_that_a_hostile_app_puts_there_lead_to_nothing_outside_being_written_or_removed()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var outside = Directory.CreateDirectory(Path.Combine(pod.Root, "outside")).FullName;
        File.WriteAllText($"{outside}/precious", "precious");
        var before = await Snapshot.OfAsync(outside);
        var first = pod.Greet("hello");
        using var sync = pod.StartSync("--stale-timeout", "1");
        await pod.PublishedAsync(first);

        // In what will be removed, in place of what will be made, and in place of what was.
        await Command.OutputOfAsync("ln", "-s", outside, $"{pod.Current}/outside");
        File.Delete($"{pod.Current}/greeting");
        await Command.OutputOfAsync("ln", "-s", $"{outside}/precious", $"{pod.Current}/greeting");
        var next = pod.Greet("good morning", "next");
        await Command.OutputOfAsync("ln", "-s", outside, $"{pod.Workspace}/.worktrees/{next}");
        await Command.OutputOfAsync("ln", "-s", outside, $"{pod.Workspace}/.worktrees/..tmp-old");
        pod.Web.Branch("main", next);
        await pod.PublishedAsync(next);
        await Eventually.HoldsAsync(() => !Path.Exists($"{pod.Workspace}/.worktrees/{first}"));

        await pod.StopAsync(sync);
        Assert.Equal(before, await Snapshot.OfAsync(outside));
        Assert.Equal("good morning", pod.Greeting);
        Assert.Null(new DirectoryInfo($"{pod.Workspace}/.worktrees/{next}").LinkTarget);
        Assert.False(Path.Exists($"{pod.Workspace}/.worktrees/..tmp-old"));
    }

    [Fact]
    public async Task A_tree_that_a_hostile_app_nested_deeper_than_our_stack_is_removed()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var first = pod.Greet("hello");
        using var sync = pod.StartSync("--stale-timeout", "1");
        await pod.PublishedAsync(first);
        await Command.OutputOfAsync("python3", "-c", $"import os\nos.chdir('{pod.Current}')\nfor i in range(20000): os.mkdir('d'); os.chdir('d')");

        await pod.PublishedAsync(pod.Greet("good morning"));

        await Eventually.HoldsAsync(() => !Path.Exists($"{pod.Workspace}/.worktrees/{first}"));
        await pod.StopAsync(sync);
    }

    private static void Damage(Pod pod, string what)
    {
        var repository = Directory.EnumerateDirectories(pod.PrivateDirectory).Single() + "/sync";
        switch (what)
        {
            case "all objects":
                Directory.Delete($"{repository}/objects", recursive: true);
                break;
            case "shallow":
                File.WriteAllText($"{repository}/shallow", "garbage\n");
                break;
            default:
                foreach (var file in Directory.EnumerateFiles($"{repository}/objects/pack", $"*.{what}"))
                {
                    File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
                    using var open = File.OpenWrite(file);
                    open.Position = 20;
                    open.Write(new byte[(int)open.Length - 40]);
                }

                break;
        }
    }

    [Theory]
    [InlineData("in names that are no text", "touch \"$(printf '\\377')\"; mkdir -p \"d/$(printf '\\376')\"; touch \"d/$(printf '\\376')/x\"")]
    [InlineData("in very many directories", "for i in $(seq 2500); do echo d/$i/e; done | xargs mkdir -p")]
    public async Task What_a_hostile_app_leaves_there_fills_no_disk_and_stops_nothing(string what, string script)
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var first = pod.Greet(what);
        using var sync = pod.StartSync("--stale-timeout", "1");
        await pod.PublishedAsync(first);
        var half = $"{pod.Workspace}/.worktrees/..tmp-half";
        await Command.OutputOfAsync("sh", "-c", $"cd -P '{pod.Current}' && {script}; mkdir '{half}' && cd '{half}' && {script}");

        await pod.PublishedAsync(pod.Greet("good morning"));

        await Eventually.HoldsAsync(() => !Path.Exists($"{pod.Workspace}/.worktrees/{first}"));
        Assert.False(Path.Exists(half));
        await pod.StopAsync(sync);
    }

    [Fact]
    public async Task What_cannot_be_removed_keeps_nothing_else_and_stops_nothing()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var first = pod.Greet("hello");
        Directory.CreateDirectory(pod.Workspace);
        await Command.OutputOfAsync("chown", "--recursive", User, pod.Workspace, pod.Output, pod.Temporary);
        await Command.OutputOfAsync("chmod", "755", pod.Root);
        using var sync = Command.Start("setpriv", [.. AsUser, Published.GitClone, .. pod.ToSync("--stale-timeout", "1")], pod.Environment);
        await sync.SaysAsync($"Published {first}");
        var (others, half) = ($"{pod.Workspace}/.worktrees/{new string('0', 40)}", $"{pod.Workspace}/.worktrees/..tmp-half");

        // Of another user, who is no friend.
        await Command.OutputOfAsync("sh", "-c", $"for d in '{others}' '{half}'; do mkdir -p -m 755 $d/d; touch $d/d/x; done");
        await pod.PublishedAsync(pod.Greet("good morning"));

        await Eventually.HoldsAsync(() => !Path.Exists($"{pod.Workspace}/.worktrees/{first}"));
        await pod.StopAsync(sync);
    }
}
