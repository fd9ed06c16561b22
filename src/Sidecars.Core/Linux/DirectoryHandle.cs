using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Sidecars.Linux;

/// <summary>An open directory. All that is done in it goes through the handle, one name at a time, and follows no link.</summary>
/// <remarks>Another container may write to the same volume and swap names for links: a path would lead wherever it likes, a handle does not.</remarks>
internal sealed class DirectoryHandle : IDisposable
{
    private readonly SafeFileHandle _handle;

    private DirectoryHandle(SafeFileHandle handle) => _handle = handle;

    /// <summary>Opens a directory by its path, following links: for paths that come from our own settings.</summary>
    public static DirectoryHandle Open(string path)
        => new(Opened(Libc.OpenAt(Libc.CurrentDirectory, path, Libc.Directory | Libc.CloseOnExec, 0), path));

    public DirectoryHandle OpenDirectory(string name)
        => new(Opened(Libc.OpenAt(Descriptor, name, Libc.Directory | Libc.NoFollow | Libc.CloseOnExec, 0), name));

    /// <summary>Makes a directory that only we can use. What it inherits (the group, by setgid) stays.</summary>
    public DirectoryHandle CreateDirectory(string name)
    {
        Check(Libc.MakeDirectoryAt(_handle, name, Octal700), name);
        return OpenDirectory(name);
    }

    /// <summary>Makes a file that was not there before, then gives it its mode: nobody else can open it half-written.</summary>
    public void CreateFile(string name, ReadOnlySpan<byte> content, UnixFileMode mode)
    {
        const int flags = Libc.WriteOnly | Libc.Create | Libc.Exclusive | Libc.CloseOnExec;
        using var file = Opened(Libc.OpenAt(Descriptor, name, flags | Libc.NoFollow, Octal600), name);
        try
        {
            RandomAccess.Write(file, content, 0);
            File.SetUnixFileMode(file, mode);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            RemoveFile(name);
            throw;
        }
    }

    /// <summary>Makes a file or replaces it, in one step.</summary>
    public void ReplaceFile(string name, ReadOnlySpan<byte> content, UnixFileMode mode)
    {
        var temporary = TemporaryName(name);
        CreateFile(temporary, content, mode);
        Rename(temporary, name);
    }

    /// <summary>Removes what runs that were killed left in the middle of a step.</summary>
    public void RemoveTemporaries()
    {
        foreach (var leftBehind in Names().Where(name => name.StartsWith(Temporary, StringComparison.Ordinal)))
        {
            RemoveFile(leftBehind);
        }
    }

    /// <summary>Sets the directory's own mode; a setgid bit it has stays.</summary>
    public void SetMode(UnixFileMode mode)
        => File.SetUnixFileMode(_handle, mode | (File.GetUnixFileMode(_handle) & UnixFileMode.SetGroup));

    /// <summary>Makes <paramref name="name"/> a link to <paramref name="target"/>, replacing whatever link or file had the name, in one step.</summary>
    public void Link(string name, string target)
    {
        var temporary = TemporaryName(name);
        Check(Libc.SymlinkAt(target, _handle, temporary), temporary);
        Rename(temporary, name);
    }

    /// <summary>Gives a file another name, replacing whatever had it, in one step.</summary>
    public void Rename(string name, string newName)
    {
        if (Libc.RenameAt(_handle, name, _handle, newName) != 0)
        {
            var error = new IOException($"{newName}: {Libc.LastError()}");
            Libc.UnlinkAt(_handle, name, 0);
            throw error;
        }
    }

    /// <summary>Where the link leads; null when there is no such link.</summary>
    public string? LinkTarget(string name)
    {
        Span<byte> target = stackalloc byte[256];
        var length = (int)Libc.ReadLinkAt(_handle, name, target, target.Length);
        return length < 0 ? null : Encoding.UTF8.GetString(target[..length]);
    }

    /// <summary>Removes a file or a link; no error when it is gone already or is no file.</summary>
    public void RemoveFile(string name) => Libc.UnlinkAt(_handle, name, 0);

    /// <summary>Removes an empty directory; no error when it is gone already, or holds something.</summary>
    public void RemoveDirectory(string name) => Libc.UnlinkAt(_handle, name, Libc.RemoveDirectory);

    /// <summary>The names in it, in no order.</summary>
    public IReadOnlyList<string> Names()
        => [.. Directory.EnumerateFileSystemEntries($"/proc/self/fd/{Descriptor}").Select(path => Path.GetFileName(path))];

    /// <summary>A name nobody can have taken beforehand.</summary>
    public static string TemporaryName(string name) => $"{Temporary}{name.TrimStart('.')}.{Random.Shared.NextInt64():x16}";

    public void Dispose() => _handle.Dispose();

    private const string Temporary = "..tmp-";
    private const uint Octal700 = 0x1C0;
    private const uint Octal600 = 0x180;

    private int Descriptor => (int)_handle.DangerousGetHandle();

    private static SafeFileHandle Opened(int descriptor, string name)
    {
        Check(descriptor, name);
        return new SafeFileHandle(descriptor, ownsHandle: true);
    }

    private static void Check(int result, string name)
    {
        if (result < 0)
        {
            throw new IOException($"{name}: {Libc.LastError()}");
        }
    }
}
