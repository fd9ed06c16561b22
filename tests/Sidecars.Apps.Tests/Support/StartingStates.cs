using System.Text;
using GitHubEmulator;

namespace Sidecars.Apps.Support;

/// <summary>The starting states, as docs/git-clone.md lists them.</summary>
internal static class StartingStates
{
    private const string OneCommit = "has 1 commit that is not on the server";

    public static IReadOnlyList<StartingState> All { get; } =
    [
        // Nothing.
        new("nothing, not even the directory", _ => Task.CompletedTask, End.Cloned),
        new("an empty directory", scene => scene.ShellAsync($"mkdir {scene.Directory}"), End.Cloned),
        new("a fresh volume with its lost+found", scene => scene.ShellAsync($"mkdir -p {scene.Directory}/lost+found"), End.Cloned),
        new("a mount point", scene => scene.MountAsync($"mkdir {scene.Directory} && mount -t tmpfs tmpfs {scene.Directory}"), End.Cloned),
        new("a repository without commits, from git clone", EmptyAsync, End.Cloned),

        // What a run left that was killed.
        new("half a fetch", HalfFetchAsync, End.Cloned),
        new("half a first checkout", HalfFirstCheckoutAsync, End.Finished),
        new("half a checkout of another commit", HalfCheckoutAsync, End.Finished),
        new("a half checkout in which somebody changed a file since", ChangedHalfCheckoutAsync, End.Refused("half checked out, or somebody changed it since"), End.Refused("half checked out, or somebody changed it since"), End.Finished),
        new("a lock of ours", OurLockAsync, End.Updated),

        // A clone.
        new("a clone that is behind", scene => scene.CloneAsync(), End.Updated, End.Updated, End.Updated),
        new("a clone that git clone made", scene => PlainCloneAsync(scene), End.Updated, End.Updated, End.Updated),
        new("the same, its URL written otherwise", OtherSpellingAsync, End.Updated),
        new("a shallow clone", scene => PlainCloneAsync(scene, "--depth", "1"), End.Updated, End.Updated, End.Updated),
        new("a clone of some directories", scene => scene.CloneAsync("--sparse", "src"), End.Updated),
        new("a detached HEAD", DetachedAsync, End.Updated),

        // Work.
        new("a changed file", ChangedAsync, End.LeftAlone("1 changed file"), End.Refused("has 1 changed file"), End.WrittenOver()),
        new("a changed file, and nothing new on the server", ChangedAndUpToDateAsync, End.NothingToDo, End.NothingToDo, End.WrittenOver()),
        new("a staged change", StagedAsync, End.LeftAlone("1 changed file"), End.Refused("has 1 changed file"), End.WrittenOver()),
        new("a removed file", RemovedAsync, End.LeftAlone("1 changed file"), End.Refused("has 1 changed file"), End.WrittenOver()),
        new("an unpushed commit", CommitAsync, End.LeftAlone(OneCommit), End.Refused(OneCommit), End.WrittenOver()),
        new("an unpushed commit on another branch", OtherBranchAsync, End.LeftAlone(OneCommit), End.Refused(OneCommit), End.WrittenOver()),
        new("an unpushed commit, another branch checked out", OnOtherBranchAsync, End.LeftAlone(OneCommit), End.Refused(OneCommit), End.WrittenOver()),
        new("an unpushed commit on a detached HEAD", DetachedCommitsAsync, End.LeftAlone("2 commits that are not on the server"), End.Refused("has 2 commits that are not on the server"), End.WrittenOver()),
        new("an unpushed commit, and HEAD on a branch without any", OrphanAsync, End.LeftAlone(OneCommit), End.Refused(OneCommit), End.WrittenOver()),
        new("a stash", StashAsync, End.Updated, End.Updated, End.Updated),
        new("a merge that waits for somebody", MergeAsync, End.LeftAlone("an unfinished merge"), End.Refused("has an unfinished merge"), End.WrittenOver()),
        new("a rebase that waits, with an autostash", RebaseAsync, End.LeftAlone("an unfinished rebase"), End.Refused("has an unfinished rebase"), End.WrittenOver()),

        // Files that git does not know.
        new("an unknown file", scene => UnknownAsync(scene, "notes.txt"), End.Updated, End.Updated, End.Updated),
        new("an ignored file", scene => UnknownAsync(scene, "notes.log"), End.Updated, End.Updated, End.Updated),
        new("an unknown file where the commit has one", scene => UnknownAsync(scene, "new.txt"), End.Refused("new.txt"), End.Refused("new.txt"), End.WrittenOver("new.txt")),
        new("an ignored file where the commit has one", scene => UnknownAsync(scene, "new.log"), End.Refused("new.log"), End.Refused("new.log"), End.WrittenOver("new.log")),
        new("an unknown file where the commit has a directory", scene => UnknownAsync(scene, "new"), End.Refused("new"), End.Refused("new"), End.WrittenOver("new")),
        new("an unknown directory where the commit has a file", scene => UnknownAsync(scene, "new.txt/mine.txt"), End.Refused("new.txt"), End.Refused("new.txt"), End.WrittenOver("new.txt/mine.txt")),

        // Somebody else's.
        new("a file", FileAsync, End.Untouched("it is not a directory")),
        new("a directory with other files", scene => scene.ShellAsync($"mkdir {scene.Directory} && echo years of work > {scene.Directory}/thesis.txt"), End.Untouched("it holds thesis.txt and is no clone")),
        new("a bare repository", scene => scene.ShellAsync($"git init --quiet --bare {scene.Directory}"), End.Untouched("it holds ")),
        new("a clone of another repository", OtherOriginAsync, End.Untouched("it is a clone of https://github.com/other/repo.git")),
        new("a symbolic link", LinkAsync, End.Untouched("")),
        new("a symbolic link on the way, below the workspace", LinkOnTheWayAsync, End.Untouched(""), null, End.Untouched("")),
        new("a .git that is a file", GitFileAsync, End.Untouched("its .git is not a directory")),
        new("a .git that is a symbolic link", GitLinkAsync, End.Untouched("its .git is not a directory")),
        new("objects borrowed from elsewhere", AlternatesAsync, End.Untouched("its .git has a objects/info/alternates")),
        new("a configuration that would run something", PlantedConfigurationAsync, End.Untouched("its .git/config sets core.fsmonitor")),
        new("a lock of another git", LockAsync, End.Refused("index.lock is held by user 0 since"), End.Refused("index.lock is held by user 0 since"), End.Refused("index.lock is held by user 0 since")),

        // The volume.
        new("a read-only volume", ReadOnlyAsync, End.CannotWrite("Read-only file system")),
        new("a read-only volume that is at the commit", ReadOnlyUpToDateAsync, End.CannotWrite("Read-only file system"), End.NothingToDo, End.CannotWrite("Read-only file system")),
        new("another user's clone", OtherUserAsync, End.CannotWrite("Permission denied")),
        new("another user's clone that our group may write to", OtherUserOfOurGroupAsync, End.Updated),
        new("another user's clone, as root", OtherUserAsRootAsync, End.Updated),
        new("a full disk", FullDiskAsync, End.CannotWrite("No space left on device")),
        new("a disk with room for the objects, but not for the files", NoRoomForFilesAsync, End.CannotWrite("bytes left, and ")),
    ];

    private static async Task PlainCloneAsync(Scene scene, params string[] arguments)
    {
        var run = await scene.Pod.InMainContainerAsync("git", ["clone", "--quiet", .. arguments, $"{scene.Pod.GitHub.ServerUrl}acme/web.git", scene.Directory]);
        Assert.True(run.ExitCode == 0, run.Error);
    }

    private static async Task OtherSpellingAsync(Scene scene)
    {
        await PlainCloneAsync(scene);
        await scene.GitAsync("remote", "set-url", "origin", $"{scene.Pod.GitHub.ServerUrl}Acme/web/");
    }

    private static async Task EmptyAsync(Scene scene)
    {
        await scene.ShellAsync($"git init --quiet --initial-branch main {scene.Directory}");
        await scene.GitAsync("remote", "add", "origin", $"{scene.Pod.GitHub.ServerUrl}acme/web.git");
        await scene.GitAsync("config", "branch.main.remote", "origin");
        await scene.GitAsync("config", "branch.main.merge", "refs/heads/main");
    }

    /// <summary>Killed when the server had sent half.</summary>
    private static async Task HalfFetchAsync(Scene scene)
    {
        // Git keeps only larger packs whole.
        scene.Pod.Web.CommitMany("main", 200);
        scene.Want("big.bin", Noise(1 << 20));
        _ = scene.Wanted;
        scene.Pod.Fault(Operation.GitUploadPack, FaultKind.Held(1 << 19, new TaskCompletionSource().Task), int.MaxValue);
        using (var killed = scene.Start())
        {
            await Eventually.HoldsAsync(() => HalfPack(scene) is not null);
        }

        scene.Pod.GitHub.Faults.Clear();
        Assert.NotNull(HalfPack(scene));
    }

    /// <summary>Git gives what comes such a name.</summary>
    private static string? HalfPack(Scene scene)
        => Directory.Exists(scene.Directory) ? Directory.EnumerateFiles(scene.Directory, "tmp_pack_*", SearchOption.AllDirectories).FirstOrDefault() : null;

    private static async Task HalfFirstCheckoutAsync(Scene scene)
    {
        _ = scene.Wanted;
        await scene.CloneAsync();
        await scene.GitAsync("update-ref", "-d", "refs/heads/main");
        await scene.ShellAsync($"cd {scene.Directory} && rm .git/index new.txt && printf '# we' > README.md && : > src/app.txt");
        scene.Write(".git/git-clone/checkout", $"- {scene.Wanted} main\n");
    }

    private static async Task HalfCheckoutAsync(Scene scene)
    {
        await scene.CloneAsync();
        await scene.ShellAsync($"cp {scene.Directory}/.git/index {scene.Pod.Root}/index");
        _ = scene.Wanted;
        await scene.CloneAsync();
        await scene.GitAsync("update-ref", "refs/heads/main", scene.First);
        await scene.ShellAsync($"cd {scene.Directory} && mv {scene.Pod.Root}/index .git && echo old > old.txt && rm new.txt && echo 1 > src/app.txt && printf '# we' > README.md");
        scene.Write(".git/git-clone/checkout", $"{scene.First} {scene.Wanted} main\n");
    }

    private static async Task ChangedHalfCheckoutAsync(Scene scene)
    {
        await HalfCheckoutAsync(scene);
        scene.Write("src/app.txt", "mine\n");
    }

    private static async Task OurLockAsync(Scene scene)
    {
        await scene.CloneAsync();
        await scene.ShellAsync($"cd {scene.Directory}/.git && touch ..tmp-index.1 && ln ..tmp-index.1 index.lock && touch ..tmp-HEAD.2 git-clone/..tmp-checkout.3 info/..tmp-sparse-checkout.4");
    }

    private static async Task DetachedAsync(Scene scene)
    {
        await scene.CloneAsync();
        await scene.GitAsync("checkout", "--quiet", "--detach", "HEAD~1");
    }

    private static async Task ChangedAsync(Scene scene)
    {
        await scene.CloneAsync();
        scene.Write("README.md", "mine\n");
    }

    private static async Task ChangedAndUpToDateAsync(Scene scene)
    {
        _ = scene.Wanted;
        await ChangedAsync(scene);
    }

    private static async Task StagedAsync(Scene scene)
    {
        await scene.CloneAsync();
        scene.Write("staged.txt", "mine\n");
        await scene.GitAsync("add", "staged.txt");
    }

    private static async Task RemovedAsync(Scene scene)
    {
        await scene.CloneAsync();
        File.Delete(scene.Clone["README.md"]);
    }

    private static async Task CommitAsync(Scene scene)
    {
        await scene.CloneAsync();
        await scene.CommitAsync();
    }

    private static async Task OtherBranchAsync(Scene scene)
    {
        await scene.CloneAsync();
        await scene.GitAsync("checkout", "--quiet", "-b", "mine");
        await scene.CommitAsync();
        await scene.GitAsync("checkout", "--quiet", "main");
    }

    private static async Task OnOtherBranchAsync(Scene scene)
    {
        await CommitAsync(scene);
        await scene.GitAsync("checkout", "--quiet", "-b", "another", "origin/main");
    }

    private static async Task DetachedCommitsAsync(Scene scene)
    {
        await scene.CloneAsync();
        await scene.GitAsync("checkout", "--quiet", "--detach");
        await scene.CommitAsync();
        await scene.CommitAsync("mine-too.txt");
    }

    private static async Task OrphanAsync(Scene scene)
    {
        await CommitAsync(scene);
        await scene.GitAsync("switch", "--quiet", "--orphan", "new");
    }

    private static async Task StashAsync(Scene scene)
    {
        await scene.CloneAsync();
        foreach (var what in new[] { "one", "two" })
        {
            scene.Write("README.md", what);
            scene.Write("notes.txt", what);
            await scene.GitAsync("stash", "push", "--quiet", "--include-untracked");
        }
    }

    /// <summary>Two of one's own commits that do not go together.</summary>
    public static async Task MergeAsync(Scene scene)
    {
        await DisagreeAsync(scene);
        Assert.NotEqual(0, (await scene.Clone.TryGitAsync("merge", "theirs")).ExitCode);

        // Only the merge leads to it now.
        await scene.GitAsync("branch", "--quiet", "-D", "theirs");
    }

    private static async Task RebaseAsync(Scene scene)
    {
        await DisagreeAsync(scene);
        scene.Write("src/app.txt", "put aside\n");
        Assert.NotEqual(0, (await scene.Clone.TryGitAsync("rebase", "--autostash", "theirs")).ExitCode);
    }

    private static async Task DisagreeAsync(Scene scene)
    {
        await scene.CloneAsync();
        await scene.GitAsync("checkout", "--quiet", "-b", "theirs");
        await scene.CommitAsync();
        await scene.GitAsync("checkout", "--quiet", "main");
        scene.Write("mine.txt", "mine, too\n");
        await scene.GitAsync("add", "mine.txt");
        await scene.GitAsync("commit", "--quiet", "--message", "Mine, too");
    }

    private static async Task UnknownAsync(Scene scene, string file)
    {
        await scene.CloneAsync();
        scene.Write(file, "mine\n");
    }

    private static Task FileAsync(Scene scene)
    {
        File.WriteAllText(scene.Directory, "mine");
        return Task.CompletedTask;
    }

    private static Task LinkAsync(Scene scene) => scene.ShellAsync($"mkdir {scene.Pod.Root}/elsewhere && ln -s {scene.Pod.Root}/elsewhere {scene.Directory}");

    /// <summary>Only a list has directories below the workspace, and a list names no commits.</summary>
    private static Task LinkOnTheWayAsync(Scene scene)
    {
        scene.Arguments = ["--repos", "acme/web=apps/web", "--dest", scene.Pod.Workspace];
        return scene.ShellAsync($"mkdir {scene.Pod.Root}/elsewhere && ln -s {scene.Pod.Root}/elsewhere {scene.Pod.Workspace}/apps");
    }

    private static Task GitFileAsync(Scene scene)
        => scene.ShellAsync($"git init --quiet {scene.Pod.Root}/elsewhere && mkdir {scene.Directory} && echo gitdir: {scene.Pod.Root}/elsewhere/.git > {scene.Directory}/.git");

    private static Task GitLinkAsync(Scene scene)
        => scene.ShellAsync($"git init --quiet {scene.Pod.Root}/elsewhere && mkdir {scene.Directory} && ln -s {scene.Pod.Root}/elsewhere/.git {scene.Directory}/.git");

    private static async Task OtherOriginAsync(Scene scene)
    {
        await CommitAsync(scene);
        await scene.GitAsync("remote", "set-url", "origin", "https://github.com/other/repo.git");
    }

    private static async Task AlternatesAsync(Scene scene)
    {
        await scene.CloneAsync();
        await scene.ShellAsync($"git init --quiet {scene.Pod.Root}/elsewhere");
        scene.Write(".git/objects/info/alternates", $"{scene.Pod.Root}/elsewhere/.git/objects\n");
    }

    private static async Task PlantedConfigurationAsync(Scene scene)
    {
        await scene.CloneAsync();
        await scene.GitAsync("config", "core.fsmonitor", $"touch {scene.Pod.Root}/canary");
    }

    private static async Task LockAsync(Scene scene)
    {
        await scene.CloneAsync();
        scene.Write(".git/index.lock", "");
    }

    private static async Task ReadOnlyAsync(Scene scene)
    {
        await scene.CloneAsync();
        await scene.MountAsync($"mount --bind {scene.Pod.Workspace} {scene.Pod.Workspace} && mount -o remount,ro,bind {scene.Pod.Workspace}");
    }

    private static Task ReadOnlyUpToDateAsync(Scene scene)
    {
        _ = scene.Wanted;
        return ReadOnlyAsync(scene);
    }

    private static async Task OtherUserAsync(Scene scene)
    {
        await scene.CloneAsync();
        await scene.BecomeStrangerAsync();
    }

    private static async Task OtherUserOfOurGroupAsync(Scene scene)
    {
        const string group = "4242";
        await scene.CloneAsync();
        await scene.ShellAsync($"chgrp -R {group} {scene.Directory} && chmod -R g+rwX {scene.Directory} && find {scene.Directory} -type d -exec chmod g+s {{}} +");
        await scene.BecomeStrangerAsync(group);
    }

    private static async Task OtherUserAsRootAsync(Scene scene)
    {
        await scene.CloneAsync();
        await scene.ShellAsync($"chown -R 1234 {scene.Directory}");
    }

    private static async Task FullDiskAsync(Scene scene)
    {
        await scene.MountAsync($"mount -t tmpfs -o size=1m tmpfs {scene.Pod.Workspace}");
        await scene.CloneAsync();
        scene.Want("big.bin", Noise(2 << 20));
    }

    private static async Task NoRoomForFilesAsync(Scene scene)
    {
        await scene.MountAsync($"mount -t tmpfs -o size=4m tmpfs {scene.Pod.Workspace}");
        await scene.CloneAsync();
        scene.Want("big.txt", Hexadecimal(3 << 20));
    }

    /// <summary>What git cannot make smaller.</summary>
    public static byte[] Noise(int length)
    {
        var noise = new byte[length];
        new Random(length).NextBytes(noise);
        return noise;
    }

    /// <summary>What git makes half as large.</summary>
    public static byte[] Hexadecimal(int length) => Encoding.ASCII.GetBytes(Convert.ToHexString(Noise(length / 2)));
}
