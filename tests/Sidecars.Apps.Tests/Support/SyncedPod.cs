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
        public string? PublishedCommit => new FileInfo(pod.Current).LinkTarget is { } target && Directory.Exists(pod.Current) ? Path.GetFileName(target) : null;

        public string Commit(string repository, string file, string content) => pod.Repositories[repository].Commit("main", file, content);

        /// <summary>Looks at the server every second.</summary>
        public Command StartSync(params string[] arguments)
            => Command.Start(Published.GitClone, ["--sync", "--repo", "acme/web", "--dest", pod.Workspace, .. arguments.Contains("--period") ? Array.Empty<string>() : ["--period", "1"], .. arguments], pod.Environment);

        public Task PublishedAsync(string commit) => Eventually.HoldsAsync(() => pod.PublishedCommit == commit);

        public async Task<Run> StopAsync(Command sync, PosixSignal signal)
        {
            sync.Signal(signal);
            return await pod.EndAsync(sync);
        }
    }
}
