using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;
using Sidecars.Cli;
using Sidecars.Linux;

namespace Sidecars.Git.Volume;

/// <summary>One git-clone at a time works on a clone. The lock goes with the last process of a run, its gits included, so a kill leaves none.</summary>
internal sealed class RunLock : IDisposable
{
    /// <summary>Among what is ours in the git directory.</summary>
    public const string Name = "lock";

    private readonly SafeFileHandle _file;

    private RunLock(SafeFileHandle file) => _file = file;

    /// <summary>Waits for another run, another pod's too where the file system has locks across machines; then removes what killed runs left.</summary>
    /// <exception cref="SidecarException">The other one is not done in time.</exception>
    public static async Task<RunLock> TakeAsync(GitDirectory directory, LockPatience patience, CancellationToken cancellationToken)
    {
        using var ours = directory.OpenDirectory(GitDirectory.Ours);
        var file = ours.OpenToLock(Name);
        try
        {
            if (!await patience.WaitAsync(() => TryLock(file, directory, patience.Logger), directory.WorkTree, cancellationToken))
            {
                throw directory.InTheWay($"another git-clone works there for more than {patience.Longest.TotalSeconds:0} s (--lock-timeout)");
            }

            RemoveLeftBehind(directory, ours);
            return new RunLock(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public void Dispose() => _file.Dispose();

    private static bool TryLock(SafeFileHandle file, GitDirectory directory, ILogger logger)
    {
        try
        {
            return Libc.TryLock(file);
        }
        catch (IOException e)
        {
            logger.NoLocks(directory.WorkTree, e.Message);
            return true;
        }
    }

    private static void RemoveLeftBehind(GitDirectory directory, DirectoryHandle ours)
    {
        GitLock.RemoveLeftBehind(directory);
        foreach (var name in ours.Names().Where(name => DirectoryHandle.IsTemporary(name) && ours.TypeOf(name) == FileType.Directory))
        {
            Incoming.FinishKeeping(directory, name);
            ours.RemoveTree(name);
        }
    }
}
