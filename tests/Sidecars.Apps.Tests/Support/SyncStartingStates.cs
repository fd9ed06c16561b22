using GitHubEmulator;

namespace Sidecars.Apps.Support;

/// <summary>The starting states of --sync, as docs/git-sync.md lists them.</summary>
internal static class SyncStartingStates
{
    private const string NotOurs = "--private-dir has no data of a run that wrote it";

    private const string Busy = "for more than 1 s (--lock-timeout)";

    public static IReadOnlyList<SyncStartingState> All { get; } =
    [
        // Nothing.
        new("nothing, not even the directory", _ => Task.CompletedTask, SyncEnd.Published, SyncEnd.Published),
        AsForClone("an empty directory", SyncEnd.Published, SyncEnd.Published),
        AsForClone("a fresh volume with its lost+found", SyncEnd.Published, SyncEnd.Published),
        AsForClone("a mount point", SyncEnd.Published, SyncEnd.Published),

        // What an earlier run published.
        new("an earlier commit", scene => scene.SyncAsync(), SyncEnd.Published, SyncEnd.Updated),
        new("the commit that is wanted", UpToDateAsync, SyncEnd.NothingToDo(), SyncEnd.NothingToDo(" already")),
        new("the commit that the branch had before a forced push", ForcedPushAsync, SyncEnd.Published, SyncEnd.Refused("1 commit that is not on the server")),
        new("an earlier commit, a file of it changed by somebody", scene => AfterSyncAsync(scene, "echo mine > README.md"), SyncEnd.Published, SyncEnd.Refused("1 changed file")),
        new("an earlier commit, a file of it removed by somebody", scene => AfterSyncAsync(scene, "rm README.md"), SyncEnd.Published, SyncEnd.Refused("1 changed file")),
        new("an earlier commit, and a file that somebody put there", scene => AfterSyncAsync(scene, "echo mine > notes.txt"), SyncEnd.Published, SyncEnd.Updated),
        new("the same, where the next commit has a file", scene => AfterSyncAsync(scene, "echo mine > new.txt"), SyncEnd.Published, SyncEnd.Refused("new.txt")),
        new("the same, where the next commit has a directory", scene => AfterSyncAsync(scene, "echo mine > new"), SyncEnd.Published, SyncEnd.Refused("new")),
        new("the commit that is wanted, a file of it changed by somebody", scene => ChangedUpToDateAsync(scene, "echo mine > README.md"), SyncEnd.PublishedAnew, null),
        new("the commit that is wanted, a file of it removed by somebody", scene => ChangedUpToDateAsync(scene, "rm README.md"), SyncEnd.PublishedAnew, null),
        new("the commit that is wanted, and a file that somebody put there", scene => ChangedUpToDateAsync(scene, "echo mine > notes.txt"), null, SyncEnd.NothingToDo(" already")),
        new("an old commit that the link has left", OldCommitAsync, SyncEnd.Published, null),

        // What a run left that was killed.
        new("half a fetch", HalfFetchAsync, SyncEnd.Published, SyncEnd.Updated),
        new("half of the files", HalfCheckoutAsync, SyncEnd.Published, SyncEnd.Finished),
        new("half of the files, and one that somebody changed since", ChangedHalfCheckoutAsync, null, SyncEnd.Refused("half checked out, or somebody changed it since")),
        new("locks of its own", OurLocksAsync, SyncEnd.Published, SyncEnd.Updated),

        // Others at work.
        new("a run that is at work, and ends", BusyForAWhileAsync, SyncEnd.Published, SyncEnd.Updated),
        new("a run that is at work, and goes on", BusyAsync, SyncEnd.Refused(Busy), SyncEnd.Refused(Busy)),
        new("a run that publishes here, by its own private directory, and goes on", PublishingAsync, SyncEnd.Refused(Busy), null),
        new("a second run at once, with the same private directory", scene => AtOnceAsync(scene, scene.PrivateDirectory), SyncEnd.PublishedByEither, SyncEnd.PublishedByEither),
        new("a second run at once, with its own", scene => AtOnceAsync(scene, scene.AnotherPrivateDirectory), SyncEnd.PublishedByEither, null),

        // The private directory.
        new("an earlier commit, and the private directory lost", LostAsync, SyncEnd.Published, SyncEnd.Refused(NotOurs)),
        new("the commit that is wanted, and the private directory lost", LostUpToDateAsync, SyncEnd.NothingToDo(), SyncEnd.Refused(NotOurs)),
        new("a private directory whose objects are damaged", DamagedAsync, SyncEnd.Published, SyncEnd.Refused("damaged")),
        new("a private directory with a lock of another git", scene => LockAsync(scene), SyncEnd.Published, SyncEnd.Refused("index.lock is held by user 0 since")),
        new("no private directory where one is named", NoPrivateDirectoryAsync, SyncEnd.WrongSetting("there is no directory"), SyncEnd.WrongSetting("there is no directory")),
        new("a private directory of another user", ForeignPrivateDirectoryAsync, SyncEnd.CannotWrite("git's own data go there"), SyncEnd.CannotWrite("git's own data go there")),
        new("a private directory without room", FullPrivateDirectoryAsync, SyncEnd.CannotWrite("No space left on device"), SyncEnd.CannotWrite("No space left on device")),

        // The link, and the commits below it.
        new("a link to a commit that is gone", GoneAsync, SyncEnd.Published, null),
        new("a link of somebody's that leads nowhere", scene => BesideAsync(scene, "ln -s nowhere current"), SyncEnd.Refused("current leads to nowhere"), SyncEnd.Refused("it holds current")),
        new("a link of somebody's that leads elsewhere", scene => BesideAsync(scene, "mkdir ../elsewhere && echo mine > ../elsewhere/mine.txt && ln -s ../elsewhere current"), SyncEnd.Refused("current leads to ../elsewhere"), SyncEnd.Refused("it holds current")),
        new("a file with the link's name", scene => BesideAsync(scene, "echo mine > current"), SyncEnd.Refused("current stands there and is no link"), SyncEnd.Refused("it holds current")),
        new("a directory with the link's name", scene => BesideAsync(scene, "mkdir current && echo mine > current/mine.txt"), SyncEnd.Refused("current stands there and is no link"), SyncEnd.Refused("it holds current")),
        new("a .worktrees that is a file", scene => BesideAsync(scene, "echo mine > .worktrees"), SyncEnd.Refused(".worktrees stands there and is no directory"), SyncEnd.Refused("it holds .worktrees")),
        new("a .worktrees that is a symbolic link", scene => BesideAsync(scene, "mkdir ../elsewhere && ln -s ../elsewhere .worktrees"), SyncEnd.Refused(".worktrees stands there and is no directory"), SyncEnd.Refused("it holds .worktrees")),
        new("a .worktrees with something of somebody's", scene => BesideAsync(scene, "mkdir -p .worktrees/mine && echo mine > .worktrees/mine/mine.txt && echo mine > .worktrees/notes.txt"), SyncEnd.Published, SyncEnd.Refused("it holds .worktrees")),
        new("a file that has the commit's name in .worktrees", scene => BesideAsync(scene, $"mkdir .worktrees && echo mine > .worktrees/{scene.Scene.Wanted}"), SyncEnd.Replaced, SyncEnd.Refused("it holds .worktrees")),
        new("half of the commit in the directory of its name", scene => BesideAsync(scene, $"mkdir -p .worktrees/{scene.Scene.Wanted} && printf '# we' > .worktrees/{scene.Scene.Wanted}/README.md"), SyncEnd.Replaced, SyncEnd.Refused("it holds .worktrees")),

        // Somebody's clone, and somebody's files.
        AsForClone("a clone that is behind", SyncEnd.Published, SyncEnd.Refused(NotOurs)),
        AsForClone("a repository without commits, from git clone", SyncEnd.Published, SyncEnd.Refused($"it holds .git and {NotOurs}")),
        AsForClone("a shallow clone", SyncEnd.Published, SyncEnd.Refused(NotOurs)),
        AsForClone("a detached HEAD", SyncEnd.Published, SyncEnd.Refused(NotOurs)),
        AsForClone("a changed file", SyncEnd.Published, SyncEnd.Refused(NotOurs)),
        AsForClone("a staged change", SyncEnd.Published, SyncEnd.Refused(NotOurs)),
        AsForClone("an unpushed commit", SyncEnd.Published, SyncEnd.Refused(NotOurs)),
        AsForClone("a stash", SyncEnd.Published, SyncEnd.Refused(NotOurs)),
        AsForClone("a merge that waits for somebody", SyncEnd.Published, SyncEnd.Refused(NotOurs)),
        AsForClone("an unknown file", SyncEnd.Published, SyncEnd.Refused(NotOurs)),
        AsForClone("a clone of another repository", SyncEnd.Published, SyncEnd.Refused(NotOurs)),
        AsForClone("objects borrowed from elsewhere", SyncEnd.Published, SyncEnd.Refused(NotOurs)),
        AsForClone("a configuration that would run something", SyncEnd.Published, SyncEnd.Refused(NotOurs)),
        AsForClone("a lock of another git", SyncEnd.Published, SyncEnd.Refused(NotOurs)),
        AsForClone("a .git that is a file", SyncEnd.Published, SyncEnd.Refused($"it holds .git and {NotOurs}")),
        AsForClone("a .git that is a symbolic link", SyncEnd.Published, SyncEnd.Refused($"it holds .git and {NotOurs}")),
        new("a .git that is damaged", scene => BesideAsync(scene, "git init --quiet . && echo damaged > .git/HEAD"), SyncEnd.Published, SyncEnd.Refused($"it holds .git and {NotOurs}")),
        AsForClone("a bare repository", SyncEnd.Published, SyncEnd.Refused(NotOurs)),
        AsForClone("a directory with other files", SyncEnd.Published, SyncEnd.Refused($"it holds thesis.txt and {NotOurs}")),
        new("nothing, in somebody's work tree", scene => scene.ShellAsync($"git init --quiet {scene.Pod.Workspace} && mkdir {scene.Directory}"), SyncEnd.Published, SyncEnd.Published),
        new("files where the commit has some", scene => BesideAsync(scene, "echo mine > README.md"), SyncEnd.Published, SyncEnd.Refused($"it holds README.md and {NotOurs}")),
        AsForClone("a file", SyncEnd.Refused("it is not a directory"), SyncEnd.Refused("it is not a directory")),
        AsForClone("a symbolic link", SyncEnd.Refused("is a symbolic link"), SyncEnd.Refused("is a symbolic link")),
        AsForClone("a symbolic link on the way, below the workspace", SyncEnd.Refused("is a symbolic link"), SyncEnd.Refused("is a symbolic link")),

        // The volume.
        new("a read-only volume", ReadOnlyAsync, SyncEnd.CannotWrite("Read-only file system"), SyncEnd.CannotWrite("Read-only file system")),
        new("a read-only volume that has the commit", ReadOnlyUpToDateAsync, SyncEnd.NothingToDo(), SyncEnd.NothingToDo(" already")),
        new("another user's directory", OtherUserAsync, SyncEnd.CannotWrite("Permission denied"), SyncEnd.CannotWrite("Permission denied")),
        new("another user's directory, as root", OtherUserAsRootAsync, SyncEnd.Published, SyncEnd.Updated),
        new("a full disk", FullDiskAsync, SyncEnd.CannotWrite("unable to write file big.bin"), SyncEnd.CannotWrite("bytes left, and ")),
    ];

    /// <summary>Their names.</summary>
    public static TheoryData<string> Rows(bool isInPlace) => [.. All.Where(state => state[isInPlace] is not null).Select(state => state.Name)];

    /// <summary>As somebody else finds it, or a git-clone without --sync.</summary>
    private static SyncStartingState AsForClone(string name, SyncEnd link, SyncEnd inPlace)
        => new(name, scene => StartingStates.All.Single(state => state.Name == name).ArrangeAsync(scene.Scene), link, inPlace);

    private static Task UpToDateAsync(SyncScene scene)
    {
        _ = scene.Scene.Wanted;
        return scene.SyncAsync();
    }

    private static async Task ForcedPushAsync(SyncScene scene)
    {
        scene.Pod.Web.Commit("main", "taken-back.txt", "taken back\n");
        await scene.SyncAsync();
        scene.Pod.Web.Branch("main", scene.Scene.First);
    }

    private static async Task AfterSyncAsync(SyncScene scene, string command)
    {
        await scene.SyncAsync();
        await scene.ShellAsync($"cd {scene.Tree}/ && {command}");
    }

    private static Task ChangedUpToDateAsync(SyncScene scene, string command)
    {
        _ = scene.Scene.Wanted;
        return AfterSyncAsync(scene, command);
    }

    private static async Task OldCommitAsync(SyncScene scene)
    {
        await scene.SyncAsync();
        scene.Pod.Web.Commit("main", "between.txt", "between\n");
        await scene.SyncAsync();
    }

    /// <summary>Killed when the server had sent half.</summary>
    private static async Task HalfFetchAsync(SyncScene scene)
    {
        await scene.SyncAsync();

        // Git keeps only larger packs whole.
        Enumerable.Range(0, 200).ToList().ForEach(i => scene.Scene.Want($"many/{i}", [.. BitConverter.GetBytes(i)]));
        scene.Scene.Want("big.bin", StartingStates.Noise(1 << 20));
        _ = scene.Scene.Wanted;
        scene.Pod.Fault(Operation.GitUploadPack, FaultKind.Held(1 << 19, new TaskCompletionSource().Task), int.MaxValue);
        using (var killed = scene.Start())
        {
            await Eventually.HoldsAsync(() => Directory.EnumerateFiles(scene.PrivateDirectory, "tmp_pack_*", SearchOption.AllDirectories).Any());
        }

        scene.Pod.GitHub.Faults.Clear();
    }

    private static async Task HalfCheckoutAsync(SyncScene scene)
    {
        await scene.SyncAsync();
        if (!scene.IsInPlace)
        {
            await scene.ShellAsync($"mkdir -p {scene.Commits}/..tmp-{scene.Scene.Wanted}.1/src && printf '# we' > {scene.Commits}/..tmp-{scene.Scene.Wanted}.1/README.md");
            return;
        }

        await scene.ShellAsync($"cp {scene.GitDirectory}/index {scene.Pod.Root}/index");
        _ = scene.Scene.Wanted;
        await scene.SyncAsync();
        await scene.ShellAsync($"git --git-dir={scene.GitDirectory} update-ref refs/heads/main {scene.Scene.First} && mv {scene.Pod.Root}/index {scene.GitDirectory}");
        await scene.ShellAsync($"cd {scene.Directory} && echo old > old.txt && rm new.txt && echo 1 > src/app.txt && printf '# we' > README.md");
        File.WriteAllText($"{scene.GitDirectory}/git-clone/checkout", $"{scene.Scene.First} {scene.Scene.Wanted} main\n");
    }

    private static async Task ChangedHalfCheckoutAsync(SyncScene scene)
    {
        await HalfCheckoutAsync(scene);
        await scene.ShellAsync($"echo mine > {scene.Directory}/src/app.txt");
    }

    private static async Task OurLocksAsync(SyncScene scene)
    {
        await scene.SyncAsync();
        await scene.ShellAsync(scene.IsInPlace
            ? $"cd {scene.GitDirectory} && touch ..tmp-index.1 && ln ..tmp-index.1 index.lock && touch ..tmp-HEAD.2 git-clone/..tmp-checkout.3"
            : $"cd {scene.GitDirectory} && touch shallow.lock config.lock packed-refs.lock objects/pack/tmp_pack_1");
    }

    private static async Task BusyForAWhileAsync(SyncScene scene)
    {
        await scene.SyncAsync();
        var other = await HoldAsync(scene, scene.Lock);
        scene.Meanwhile = async sync =>
        {
            await sync.SaysAsync("waiting for it");
            other.Kill();
        };
    }

    private static async Task BusyAsync(SyncScene scene)
    {
        await scene.SyncAsync();
        await HoldAsync(scene, scene.Lock);
        scene.Arguments.AddRange(["--lock-timeout", "1"]);
    }

    private static async Task PublishingAsync(SyncScene scene)
    {
        await scene.SyncAsync();
        await HoldAsync(scene, $"{scene.Commits}/lock");
        scene.PrivateDirectory = scene.AnotherPrivateDirectory;
        scene.Arguments.AddRange(["--lock-timeout", "1"]);
    }

    /// <summary>Has a lock as a run has it.</summary>
    private static async Task<Command> HoldAsync(SyncScene scene, string file)
    {
        // By a lock of the shell itself, so that it goes with the shell.
        var other = scene.StartOther("sh", "-c", "exec 9<>\"$0\" && flock 9 && echo held >&2 && exec sleep infinity", file);
        await other.SaysAsync("held");
        return other;
    }

    private static Task AtOnceAsync(SyncScene scene, string privateDirectory)
    {
        var ours = scene.PrivateDirectory;
        scene.Meanwhile = async _ =>
        {
            scene.PrivateDirectory = privateDirectory;
            await scene.SyncAsync();
            scene.PrivateDirectory = ours;
        };
        return Task.CompletedTask;
    }

    private static async Task LostAsync(SyncScene scene)
    {
        await scene.SyncAsync();
        await scene.ShellAsync($"rm -r {scene.PrivateDirectory}/*");
    }

    private static Task LostUpToDateAsync(SyncScene scene)
    {
        _ = scene.Scene.Wanted;
        return LostAsync(scene);
    }

    private static async Task DamagedAsync(SyncScene scene)
    {
        await scene.SyncAsync();
        await scene.ShellAsync($"find {scene.GitDirectory}/objects -type f -exec chmod u+w {{}} + -exec truncate --size 0 {{}} +");
    }

    private static async Task LockAsync(SyncScene scene)
    {
        await scene.SyncAsync();
        await scene.ShellAsync($"touch {scene.GitDirectory}/index.lock");
    }

    private static Task NoPrivateDirectoryAsync(SyncScene scene)
    {
        scene.PrivateDirectory = $"{scene.Pod.Root}/none";
        return Task.CompletedTask;
    }

    private static async Task ForeignPrivateDirectoryAsync(SyncScene scene)
    {
        await scene.Scene.BecomeStrangerAsync();
        await scene.ShellAsync($"chown 4321 {scene.Pod.Workspace}");
    }

    private static async Task FullPrivateDirectoryAsync(SyncScene scene)
    {
        await scene.Scene.MountAsync($"mount -t tmpfs -o size=1m tmpfs {scene.PrivateDirectory}");
        scene.Scene.Want("big.bin", StartingStates.Noise(2 << 20));
    }

    private static async Task GoneAsync(SyncScene scene)
    {
        await scene.SyncAsync();
        await scene.ShellAsync($"rm -r {scene.Commits}/*");
    }

    /// <summary>Something in the directory, and no run of ours before.</summary>
    private static Task BesideAsync(SyncScene scene, string command) => scene.ShellAsync($"mkdir {scene.Directory} && cd {scene.Directory} && {command}");

    private static async Task ReadOnlyAsync(SyncScene scene)
    {
        await scene.SyncAsync();
        await scene.Scene.MountAsync($"mount --bind {scene.Pod.Workspace} {scene.Pod.Workspace} && mount -o remount,ro,bind {scene.Pod.Workspace}");
    }

    private static Task ReadOnlyUpToDateAsync(SyncScene scene)
    {
        _ = scene.Scene.Wanted;
        return ReadOnlyAsync(scene);
    }

    private static async Task OtherUserAsync(SyncScene scene)
    {
        await scene.SyncAsync();
        await scene.Scene.BecomeStrangerAsync();
        await scene.ShellAsync($"chown -R 4321 {scene.PrivateDirectory}");
    }

    private static async Task OtherUserAsRootAsync(SyncScene scene)
    {
        await scene.SyncAsync();
        await scene.ShellAsync($"chown -R 1234 {scene.Directory}");
    }

    private static async Task FullDiskAsync(SyncScene scene)
    {
        await scene.Scene.MountAsync($"mount -t tmpfs -o size=1m tmpfs {scene.Pod.Workspace}");
        await scene.SyncAsync();
        scene.Scene.Want("big.bin", StartingStates.Noise(2 << 20));
    }
}
