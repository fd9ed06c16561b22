using Microsoft.Win32.SafeHandles;
using Sidecars.Cli;
using Sidecars.Git.Volume;
using Sidecars.Linux;

namespace Sidecars.Git.Sync;

/// <summary>One git-clone at a time changes a directory. The lock goes with the last process of a run, its gits included, so a kill leaves none.</summary>
internal sealed class SyncLock : IDisposable
{
    private const string Name = "lock";

    private readonly SafeFileHandle _file;

    private SyncLock(SafeFileHandle file) => _file = file;

    /// <exception cref="SidecarException">Another one is at work there, for longer than we wait.</exception>
    public static async Task<SyncLock> TakeAsync(DirectoryHandle directory, string path, LockPatience patience, CancellationToken cancellationToken)
    {
        var file = directory.OpenToLock(Name);
        try
        {
            return await patience.WaitAsync(() => IsOurs(file), Redaction.Clean(path), cancellationToken)
                ? new SyncLock(file)
                : throw Taken(path, patience.Longest == TimeSpan.Zero ? "at this moment" : $"for more than {patience.Longest.TotalSeconds:0} s (--lock-timeout)");
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Nobody is waited for.</summary>
    /// <exception cref="SidecarException">Another one is at work there.</exception>
    public static SyncLock Take(DirectoryHandle directory, string path)
    {
        var file = directory.OpenToLock(Name);
        if (IsOurs(file))
        {
            return new SyncLock(file);
        }

        file.Dispose();
        throw Taken(path, "at this moment");
    }

    public void Dispose()
    {
        // A git that works for another repository may have been started meanwhile, and has the file open too.
        Libc.Unlock(_file);
        _file.Dispose();
    }

    private static SidecarException Taken(string path, string since) => new(ExitCode.InTheWay, $"Another git-clone works in {Redaction.Clean(path)} {since}.");

    private static bool IsOurs(SafeFileHandle file)
    {
        try
        {
            return Libc.TryLock(file);
        }
        catch (IOException)
        {
            // A file system without locks: then nobody has one.
            return true;
        }
    }
}
