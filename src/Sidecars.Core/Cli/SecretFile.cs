namespace Sidecars.Cli;

/// <summary>Small text files that Kubernetes mounts from a Secret.</summary>
public static class SecretFile
{
    /// <summary>Larger than any key or token, small enough to read at once.</summary>
    private const int MaxBytes = 64 * 1024;

    /// <summary>The file's text as it stands, or null when there is no such file.</summary>
    /// <exception cref="SidecarException">The file is there but cannot be read.</exception>
    public static string? Find(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (file.CanSeek && file.Length > MaxBytes)
            {
                throw new SidecarException(ExitCode.Configuration, $"{path} is larger than {MaxBytes / 1024} KiB: it is not what belongs there.");
            }

            using var reader = new StreamReader(file);
            return reader.ReadToEnd();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SidecarException(ExitCode.Configuration, $"{path} cannot be read ({e.Message.TrimEnd('.')}): mount the Secret so that this user can read it (defaultMode, fsGroup).", e);
        }
    }
}
