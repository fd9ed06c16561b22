using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Sidecars.Linux;

/// <summary>Files that are read as a whole. One that has no end, or that nobody ever writes to, holds nobody up.</summary>
public static class BoundedFile
{
    /// <param name="path">Followed, as paths from settings are.</param>
    /// <param name="most">Bytes.</param>
    /// <exception cref="IOException">It cannot be read, is no file, or is larger.</exception>
    /// <exception cref="UnauthorizedAccessException">It is a directory.</exception>
    public static byte[] Read(string path, int most)
    {
        using var handle = Open(path);
        using var file = new FileStream(handle, FileAccess.Read, bufferSize: 0);
        if (!Libc.IsFile(handle))
        {
            throw new IOException("it is a pipe or a device, and no file");
        }

        // What it is said to have, and a byte more: it may grow meanwhile.
        var content = new byte[Math.Min(file.Length, most) + 1];
        for (var length = 0; ;)
        {
            length += file.ReadAtLeast(content.AsSpan(length), content.Length - length, throwOnEndOfStream: false);
            if (length > most)
            {
                throw new IOException($"it is larger than {most / 1024 / 1024} MiB");
            }

            if (length < content.Length)
            {
                return content[..length];
            }

            Array.Resize(ref content, (int)Math.Min(2L * length, most + 1L));
        }
    }

    private static SafeFileHandle Open(string path)
    {
        try
        {
            return Libc.OpenToRead(path);
        }
        catch (FileNotFoundException e)
        {
            throw new FileNotFoundException("there is no such file", e);
        }
    }

    /// <inheritdoc cref="Read"/>
    public static string ReadText(string path, int most) => Encoding.UTF8.GetString(Read(path, most)).TrimStart('\uFEFF');
}
