using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;
using Sidecars.Cli;
using Sidecars.Linux;

namespace Sidecars.Git.Running;

/// <summary>A directory that only we can enter, for as long as the program runs.</summary>
public sealed class PrivateDirectory : IDisposable
{
    private const string Prefix = "git-clone-";

    /// <summary>Held as long as the program runs, or a git that it has started.</summary>
    private const string Lock = "lock";

    private readonly DirectoryInfo _directory;
    private readonly SafeFileHandle _lock;
    private int _directories;

    public PrivateDirectory(ILogger logger)
    {
        try
        {
            RemoveLeftBehind();
            _directory = Directory.CreateTempSubdirectory(Prefix);
            _lock = TakeLock();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(e);
        }

        if (!Libc.IsInMemory(_directory.FullName))
        {
            logger.NotInMemory(_directory.FullName);
        }
    }

    public string Path => _directory.FullName;

    /// <summary>Makes a file or replaces it, in one step; nobody but us can read it.</summary>
    /// <exception cref="SidecarException">There is no room for it.</exception>
    public string Write(string name, ReadOnlySpan<byte> content)
    {
        try
        {
            using var directory = DirectoryHandle.Open(Path);
            directory.ReplaceFile(name, content, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            return System.IO.Path.Combine(Path, name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(e);
        }
    }

    /// <summary>A new directory in it.</summary>
    /// <exception cref="SidecarException">There is no room for it.</exception>
    public string CreateDirectory()
    {
        try
        {
            return _directory.CreateSubdirectory($"{Interlocked.Increment(ref _directories)}").FullName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(e);
        }
    }

    public void Dispose()
    {
        try
        {
            _directory.Delete(recursive: true);
        }
        catch (IOException)
        {
            // It goes with the container, or when the next run starts.
        }

        _lock.Dispose();
    }

    /// <summary>Directories of runs that were killed. One of them may hold all that a sidecar had fetched, and a container that starts again keeps its memory.</summary>
    private static void RemoveLeftBehind()
    {
        using var parent = DirectoryHandle.Open(System.IO.Path.GetTempPath());
        foreach (var name in parent.EachName().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).ToList())
        {
            try
            {
                using var directory = parent.OpenDirectory(name);
                if (directory.TypeOf(Lock) == FileType.Regular)
                {
                    using var file = directory.OpenToLock(Lock);
                    if (Libc.TryLock(file))
                    {
                        parent.RemoveTree(name);
                    }
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Somebody else's.
            }
        }
    }

    /// <summary>The lock gets its name when we have it: before, another run would take the directory for one that was left behind.</summary>
    private SafeFileHandle TakeLock()
    {
        using var directory = DirectoryHandle.Open(Path);
        var temporary = DirectoryHandle.TemporaryName(Lock);
        var file = directory.OpenToLock(temporary);
        try
        {
            Libc.TryLock(file);
            directory.Rename(temporary, Lock);
        }
        catch (IOException)
        {
            // A file system without locks: there nobody removes what others may use.
        }

        return file;
    }

    private static SidecarException CannotWrite(Exception e)
        => new(ExitCode.CannotWrite, $"{System.IO.Path.GetTempPath()} cannot be written ({e.Message.TrimEnd('.')}): mount a tmpfs there, or name another with TMPDIR; git's credential goes there.", e);
}
