using Sidecars.Linux;
using Sidecars.Publishing;

namespace Sidecars.Diagnosis;

/// <summary>The output directory that a start would make on its volume, for as long as it is looked at.</summary>
internal sealed class DirectoryForNow : IDisposable
{
    private readonly string _path;

    private DirectoryForNow(string path) => _path = path;

    /// <summary>Makes it; null where it is there, where it would not be on a volume, and where it cannot be made.</summary>
    public static DirectoryForNow? MakeBelowMount(string path, UnixFileMode fileMode)
    {
        var above = Path.GetDirectoryName(Path.GetFullPath(path));
        if (Directory.Exists(path) || !Directory.Exists(above))
        {
            return null;
        }

        try
        {
            if (!DirectoryHandle.IsMountPoint(above))
            {
                return null;
            }

            Directory.CreateDirectory(path, TokenDirectory.DirectoryModeFor(fileMode));
            return new DirectoryForNow(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(_path);
        }
        catch (IOException)
        {
            // Somebody has begun to use it.
        }
    }
}
