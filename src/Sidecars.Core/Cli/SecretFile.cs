using Sidecars.Linux;

namespace Sidecars.Cli;

/// <summary>Small text files that are mounted into the pod: from a Secret, or published by another of our programs.</summary>
public static class SecretFile
{
    /// <summary>Larger than any key or token, small enough to read at once.</summary>
    private const int MaxBytes = 64 * 1024;

    /// <summary>Stands in the sentence between the path and the reason.</summary>
    internal const string Unreadable = " cannot be read (";

    private const string MountIt = "mount the Secret so that this user can read it (defaultMode, fsGroup)";

    /// <summary>The file's text as it stands, or null when there is no such file.</summary>
    /// <param name="cure">What helps when it cannot be read, as the end of a sentence.</param>
    /// <exception cref="SidecarException">There is something of that name, but it cannot be read, or is no small file.</exception>
    public static string? Find(string path, string cure = MountIt)
    {
        try
        {
            return Directory.Exists(path)
                ? throw new SidecarException(ExitCode.Configuration, $"{Redaction.Clean(path)} is a directory, and a file is expected.")
                : Read(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SidecarException(ExitCode.Configuration, $"{Redaction.Clean(path)}{Unreadable}{e.Message.TrimEnd('.')}): {cure}.", e);
        }
    }

    private static string Read(string path)
    {
        using var file = BoundedFile.Open(path);
        if (!file.CanSeek)
        {
            throw new SidecarException(ExitCode.Configuration, $"{Redaction.Clean(path)} is a pipe or a device; it is read again and again, so it has to be a file.");
        }

        return BoundedFile.ReadUpTo(file, MaxBytes) is { } content
            ? BoundedFile.TextOf(content)
            : throw new SidecarException(ExitCode.Configuration, $"{Redaction.Clean(path)} is larger than {MaxBytes / 1024} KiB: it is not what belongs there.");
    }
}
