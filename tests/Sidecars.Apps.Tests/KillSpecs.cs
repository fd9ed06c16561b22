using System.Diagnostics;
using System.Runtime.InteropServices;
using GitHubEmulator;
using Sidecars.Apps.Support;

namespace Sidecars.Apps;

/// <summary>git-clone is ended in the middle.</summary>
public sealed class KillSpecs
{
    [Fact]
    public async Task SIGTERM_ends_it_with_143_and_leaves_no_lock()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        pod.Fault(Operation.GitUploadPack, FaultKind.Hang(), int.MaxValue);
        using var clone = Command.Start(Published.GitClone, ["--dest", pod.Workspace], pod.Environment);
        await pod.GitHub.WaitForRequestAsync(request => request.Operation == Operation.GitUploadPack);

        var clock = Stopwatch.StartNew();
        clone.Signal(PosixSignal.SIGTERM);
        var run = await pod.EndAsync(clone);

        Assert.Equal(143, run.ExitCode);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(2), $"It took {clock.Elapsed}.");
        Assert.Empty(Directory.EnumerateFiles(pod.Workspace, "*.lock", SearchOption.AllDirectories));
        Assert.Empty(Directory.EnumerateFileSystemEntries(pod.Temporary));
    }
}
