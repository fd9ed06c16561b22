using System.Text;

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
        using var file = Open(path);
        return Libc.IsFile(file.SafeFileHandle)
            ? ReadUpTo(file, most) ?? throw new IOException($"it is larger than {most / 1024 / 1024} MiB")
            : throw new IOException("it is a pipe or a device, and no file");
    }

    /// <inheritdoc cref="Read"/>
    public static string ReadText(string path, int most) => TextOf(Read(path, most));

    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException">It cannot be opened.</exception>
    internal static FileStream Open(string path)
    {
        try
        {
            return new FileStream(Libc.OpenToRead(path), FileAccess.Read, bufferSize: 0);
        }
        catch (FileNotFoundException e)
        {
            throw new FileNotFoundException("there is no such file", e);
        }
    }

    /// <summary>All that is in it; null where that is more.</summary>
    internal static byte[]? ReadUpTo(FileStream file, int most)
    {
        // What it is said to have, and a byte more: it may grow meanwhile.
        var content = new byte[Math.Min(file.Length, most) + 1];
        for (var length = 0; ;)
        {
            length += file.ReadAtLeast(content.AsSpan(length), content.Length - length, throwOnEndOfStream: false);
            if (length > most)
            {
                return null;
            }

            if (length < content.Length)
            {
                return content[..length];
            }

            Array.Resize(ref content, (int)Math.Min(2L * length, most + 1L));
        }
    }

    internal static string TextOf(byte[] content) => Encoding.UTF8.GetString(content).TrimStart('\uFEFF');
}
