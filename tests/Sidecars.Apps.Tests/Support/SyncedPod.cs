using System.Runtime.InteropServices;

namespace Sidecars.Apps.Support;

/// <summary>git-clone --sync in a pod: acme/web into the workspace.</summary>
internal static class SyncedPod
{
    extension(Pod pod)
    {
        /// <summary>The link to what is published.</summary>
        public string Current => $"{pod.Workspace}/current";

        /// <summary>The commit that the link leads to; null when it leads nowhere.</summary>
        public string? PublishedCommit => CommitOf(pod.Current);

        /// <summary>What is published of a file.</summary>
        public string Greeting => File.ReadAllText($"{pod.Current}/greeting");

        /// <summary>A volume that outlives the container, and that no other container mounts.</summary>
        public string PrivateDirectory => Directory.CreateDirectory(Path.Combine(pod.Root, "private")).FullName;

        public string Commit(string repository, string file, string content) => pod.Repositories[repository].Commit("main", file, content);

        /// <summary>Of acme/web, on its default branch.</summary>
        public string Greet(string greeting, string branch = "main") => pod.Web.Commit(branch, "greeting", greeting);

        /// <summary>Looks at the server every second, unless told otherwise.</summary>
        public Command StartSync(params string[] arguments) => Command.Start(Published.GitClone, pod.ToSync(arguments), pod.Environment);

        /// <summary>The same, with nothing but a private directory that is kept.</summary>
        public Command StartSyncAgain(params string[] arguments) => pod.StartSync(["--private-dir", pod.PrivateDirectory, .. arguments]);

        /// <summary>Runs it to its end.</summary>
        public Task<Run> SyncOnceAsync(params string[] arguments) => pod.RunAsync(Published.GitClone, pod.ToSync(["--one-time", .. arguments]));

        public Command StartSyncInPlace(params string[] arguments) => pod.StartSyncAgain(["--in-place", .. arguments]);

        public async Task SyncOnceInPlaceAsync()
        {
            var run = await pod.SyncOnceAsync("--in-place", "--private-dir", pod.PrivateDirectory);
            Assert.True(run.ExitCode == 0, run.Error);
        }

        public string[] ToSync(params string[] arguments)
        {
            string[] repository = arguments.Contains("--repo") || arguments.Contains("--repos") ? [] : ["--repo", "acme/web"];
            string[] period = arguments.Contains("--period") ? [] : ["--period", "1"];
            return ["--sync", "--dest", pod.Workspace, .. repository, .. period, .. arguments];
        }

        public Task PublishedAsync(string commit) => Eventually.HoldsAsync(() => pod.PublishedCommit == commit);

        /// <summary>How many commits there are in the private directory.</summary>
        /// <param name="gitDirectory">Another one is that of --in-place.</param>
        public async Task<int> FetchedCommitsAsync(string gitDirectory = "sync", string reference = "refs/sync/published")
        {
            var repository = Directory.EnumerateDirectories(pod.PrivateDirectory).Single();
            var run = await Command.RunAsync("git", ["--git-dir", $"{repository}/{gitDirectory}", "rev-list", "--count", reference], pod.Environment);
            return int.Parse(run.Output, null);
        }
    }

    extension(Command sync)
    {
        /// <summary>Has it look at the server, and waits until it has done so.</summary>
        public async Task LookAsync()
        {
            // It hears the second signal when the first look is over.
            for (var i = 0; i < 2; i++)
            {
                var heard = sync.SaysNextAsync("as asked");
                sync.Signal(PosixSignal.SIGHUP);
                await heard;
            }
        }
    }

    /// <summary>The commit that a link leads to; null when it leads nowhere.</summary>
    public static string? CommitOf(string link) => new FileInfo(link).LinkTarget is { } target && Directory.Exists(link) ? Path.GetFileName(target) : null;
}
