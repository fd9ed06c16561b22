using Microsoft.Win32.SafeHandles;
using Sidecars.Cli;
using Sidecars.Linux;

namespace Sidecars.Git.Sync;

/// <summary>One git-clone at a time changes a directory. The lock goes with the last process of a run, its gits included, so a kill leaves none.</summary>
internal sealed class SyncLock : IDisposable
{
    private const string Name = "lock";

    private readonly SafeFileHandle _file;

    private SyncLock(SafeFileHandle file) => _file = file;

    /// <summary>Nobody is waited for: whoever syncs comes back by himself.</summary>
    /// <exception cref="SidecarException">Another one is at work there.</exception>
    public static SyncLock Take(DirectoryHandle directory, string path)
    {
        var file = directory.OpenToLock(Name);
        if (IsOurs(file))
        {
            return new SyncLock(file);
        }

        file.Dispose();
        throw new SidecarException(ExitCode.InTheWay, $"Another git-clone works in {Redaction.Clean(path)} at this moment.");
    }

    public void Dispose()
    {
        // A git that works for another repository may have been started meanwhile, and has the file open too.
        Libc.Unlock(_file);
        _file.Dispose();
    }

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
