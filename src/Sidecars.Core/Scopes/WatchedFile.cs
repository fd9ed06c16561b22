using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;
using Sidecars.Cli;
using Sidecars.Linux;

namespace Sidecars.Scopes;

/// <summary>A file by which somebody outside of the pod tells us what is wanted: a key of a ConfigMap, or an annotation of the pod.</summary>
/// <param name="isReadOnly">Whether the open file, or its directory, is on a read-only mount.</param>
/// <param name="refused">Called when it says something new that is not followed.</param>
/// <remarks>Kubelet mounts both read-only in every container. On a volume that can be written to, the app could write it.</remarks>
public sealed class WatchedFile(string path, Func<SafeFileHandle, bool> isReadOnly, Action refused, ILogger logger)
{
    private const int MaxBytes = 64 * 1024;

    private string? _toldReason;

    public WatchedFile(string path, Action refused, ILogger logger)
        : this(path, Libc.IsReadOnly, refused, logger)
    {
    }

    public string Path => path;

    /// <summary>What the file says, trimmed; empty when there is no such file. Null when it may not be followed, which is logged once.</summary>
    public string? Read()
    {
        try
        {
            return ReadText();
        }
        catch (FileNotFoundException)
        {
            return "";
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            Refuse(e.Message);
            return null;
        }
    }

    /// <summary>Logs why the file is not followed, unless that was the last that was said about it.</summary>
    public void Refuse(string reason)
    {
        if (reason == _toldReason)
        {
            return;
        }

        _toldReason = reason;
        refused();
        logger.WishRefused(Redaction.Clean(path), Redaction.Clean(reason.TrimEnd('.')));
    }

    /// <summary>What it says now is followed: should it be refused later for the reason of before, that is news.</summary>
    public void Follow() => _toldReason = null;

    private string ReadText()
    {
        // The directory too: where the app can write, it could put a link to any file of a read-only mount that says what it likes.
        using var directory = Libc.OpenToRead(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!);
        using var handle = Libc.OpenToRead(path);
        if (!isReadOnly(directory) || !isReadOnly(handle))
        {
            throw new FormatException("it is on a mount that can be written to, and then so might the app: mount a ConfigMap or the downward API there, read-only");
        }

        using var file = new FileStream(handle, FileAccess.Read, bufferSize: 0);
        var bytes = new byte[MaxBytes + 1];
        var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return length <= MaxBytes
            ? Encoding.UTF8.GetString(bytes, 0, length).TrimStart('\uFEFF').Trim()
            : throw new FormatException($"it is larger than {MaxBytes / 1024} KiB");
    }
}
