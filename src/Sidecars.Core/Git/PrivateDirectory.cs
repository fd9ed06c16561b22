using Microsoft.Extensions.Logging;
using Sidecars.Cli;
using Sidecars.Linux;

namespace Sidecars.Git;

/// <summary>A directory that only we can enter, for as long as the program runs.</summary>
public sealed class PrivateDirectory : IDisposable
{
    private readonly DirectoryInfo _directory;
    private int _directories;

    public PrivateDirectory(ILogger logger)
    {
        try
        {
            _directory = Directory.CreateTempSubdirectory("git-clone-");
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
            // It goes with the container.
        }
    }

    private static SidecarException CannotWrite(Exception e)
        => new(ExitCode.CannotWrite, $"{System.IO.Path.GetTempPath()} cannot be written ({e.Message.TrimEnd('.')}): mount a tmpfs there, or name another with TMPDIR; git's credential goes there.", e);
}
