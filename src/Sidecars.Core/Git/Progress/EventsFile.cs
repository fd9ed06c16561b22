using Sidecars.Linux;

namespace Sidecars.Git.Progress;

/// <summary>A file that events are added to. Others may write to its directory, so that nothing but a file that is only there counts.</summary>
internal static class EventsFile
{
    /// <summary>Opens the file at its end, and makes it when it is missing.</summary>
    /// <param name="path">Absolute.</param>
    /// <exception cref="IOException">It cannot be opened, or is reached through a link.</exception>
    public static Stream Open(string path)
    {
        var directory = DirectoryHandle.Open("/");
        try
        {
            foreach (var name in Path.GetDirectoryName(path)!.Split('/', StringSplitOptions.RemoveEmptyEntries))
            {
                var below = directory.OpenDirectory(name);
                directory.Dispose();
                directory = below;
            }

            // Unbuffered: a line is one write.
            return new FileStream(directory.OpenToAppend(Path.GetFileName(path)), FileAccess.Write, bufferSize: 0);
        }
        catch (IOException e)
        {
            throw new IOException($"{e.Message}; no link on the way is followed", e);
        }
        finally
        {
            directory.Dispose();
        }
    }
}
