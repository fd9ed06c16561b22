using Microsoft.Extensions.Logging;
using Sidecars.Cli;
using Sidecars.Linux;

namespace Sidecars.Git;

/// <summary>A directory that only we can enter, for as long as the program runs.</summary>
public sealed class PrivateDirectory : IDisposable
{
    private readonly DirectoryInfo _directory;

    public PrivateDirectory(ILogger logger)
    {
        try
        {
            _directory = Directory.CreateTempSubdirectory("git-clone-");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SidecarException(
                ExitCode.CannotWrite, $"{System.IO.Path.GetTempPath()} cannot be written ({e.Message.TrimEnd('.')}): mount a tmpfs there, or name another with TMPDIR; git's credential goes there.", e);
        }

        if (!Libc.IsInMemory(_directory.FullName))
        {
            logger.NotInMemory(_directory.FullName);
        }
    }

    public string Path => _directory.FullName;

    /// <summary>Replaces a file in one step; nobody but us can read it.</summary>
    public string Write(string name, ReadOnlySpan<byte> content)
    {
        using var directory = DirectoryHandle.Open(Path);
        var temporary = DirectoryHandle.TemporaryName(name);
        directory.CreateFile(temporary, content, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        directory.Rename(temporary, name);
        return System.IO.Path.Combine(Path, name);
    }

    public void Dispose() => _directory.Delete(recursive: true);
}
