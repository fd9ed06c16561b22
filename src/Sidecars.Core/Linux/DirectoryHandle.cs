using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Sidecars.Linux;

/// <summary>An open directory. All that is done in it goes through the handle, one name at a time, and follows no link.</summary>
/// <remarks>Another container may write to the same volume and swap names for links: a path would lead wherever it likes, a handle does not.</remarks>
internal sealed class DirectoryHandle : IDisposable
{
    /// <summary>Bytes of a file that is read as a whole.</summary>
    private const long Most = 1 << 28;

    /// <summary>Of what has to be removed, at a time.</summary>
    private const int MostMovedUp = 1000;

    private const string Temporary = "..tmp-";
    private const uint Octal777 = 0x1FF;
    private const uint Octal700 = 0x1C0;
    private const uint Octal666 = 0x1B6;
    private const uint Octal644 = 0x1A4;
    private const uint Octal600 = 0x180;

    private readonly SafeFileHandle _handle;

    private DirectoryHandle(SafeFileHandle handle) => _handle = handle;

    public int Descriptor => (int)_handle.DangerousGetHandle();

    /// <summary>Opens a directory by its path, following links: for paths that come from our own settings.</summary>
    public static DirectoryHandle Open(string path)
        => new(Opened(Libc.OpenAt(Libc.CurrentDirectory, path, Libc.Directory | Libc.CloseOnExec, 0), path));

    /// <summary>Opens a directory by its path, and makes what is missing of it. In the container's own file system links are followed; on a volume, where others may put them, none is.</summary>
    /// <exception cref="IOException">Something on the way is no directory, or cannot be opened.</exception>
    public static DirectoryHandle OpenOnVolume(string path)
    {
        using var root = Open("/");
        var own = Libc.DeviceOf(root._handle);
        return root.Below(path, (parent, name) => parent.OpenOrCreate(name, Libc.DeviceOf(parent._handle) == own ? 0 : Libc.NoFollow))!;
    }

    /// <summary>Whether it is on the container's own file system, and not on a volume.</summary>
    public static bool IsOnOwnFileSystem(string directory)
    {
        using var root = Open("/");
        using var opened = Open(directory);
        return Libc.DeviceOf(root._handle) == Libc.DeviceOf(opened._handle);
    }

    /// <summary>Whether a volume is mounted right there.</summary>
    public static bool IsMountPoint(string directory)
    {
        using var opened = Open(directory);
        using var above = Open(Path.Combine(directory, ".."));
        return Libc.DeviceOf(above._handle) != Libc.DeviceOf(opened._handle);
    }

    /// <summary>Takes the directory's lock, until this is disposed of. False when somebody else has it; true where the file system has no locks.</summary>
    public bool TryLock()
    {
        try
        {
            return Libc.TryLock(_handle);
        }
        catch (IOException)
        {
            return true;
        }
    }

    public DirectoryHandle OpenDirectory(string name)
        => new(Opened(Libc.OpenAt(Descriptor, name, Libc.Directory | Libc.NoFollow | Libc.CloseOnExec, 0), name));

    /// <summary>Opens a directory below; null where one on the way is missing, or is none.</summary>
    /// <param name="path">Names with slashes between them.</param>
    public DirectoryHandle? TryOpenBelow(string path) => Below(path, (parent, name) => parent.TypeOf(name) == FileType.Directory ? parent.OpenDirectory(name) : null);

    /// <summary>Opens a directory below, and makes those on the way that are missing, with the modes that are usual for this process.</summary>
    /// <param name="path">Names with slashes between them.</param>
    public DirectoryHandle OpenOrCreateBelow(string path) => Below(path, (parent, name) => parent.OpenOrCreate(name, Libc.NoFollow))!;

    /// <summary>Opens a file for its lock's sake; programs that are started meanwhile keep it open too. Made when it is missing.</summary>
    public SafeFileHandle OpenToLock(string name) => Opened(Libc.OpenAt(Descriptor, name, Libc.ReadWrite | Libc.Create | Libc.NoFollow | Libc.NonBlocking, Octal666), name);

    /// <summary>What the name stands for.</summary>
    public FileType TypeOf(string name) => Libc.TypeOf(Descriptor, name);

    /// <summary>Opens a file for reading.</summary>
    public SafeFileHandle OpenToRead(string name) => Opened(Libc.OpenAt(Descriptor, name, Libc.NoFollow | Libc.NonBlocking | Libc.CloseOnExec, 0), name);

    /// <summary>Makes a file that was not there before, which only we can use.</summary>
    public SafeFileHandle OpenNew(string name)
        => Opened(Libc.OpenAt(Descriptor, name, Libc.WriteOnly | Libc.Create | Libc.Exclusive | Libc.NoFollow | Libc.CloseOnExec, Octal600), name);

    /// <summary>A file's content; null when there is none of the name.</summary>
    /// <param name="longest">Bytes; of a file that has more, null.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is no file, or larger than anybody's memory.</exception>
    public byte[]? Read(string name, int? longest = null)
    {
        using var file = OpenFile(name);
        if (file is null || file.Length > longest)
        {
            return null;
        }

        if (file.Length > Most)
        {
            throw new InvalidDataException($"{name} is larger than any that git makes");
        }

        var content = new byte[file.Length];
        file.ReadExactly(content);
        return content;
    }

    /// <summary>Opens a file for reading; null when there is none of the name.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is no file.</exception>
    public FileStream? OpenFile(string name)
    {
        var descriptor = Libc.OpenAt(Descriptor, name, Libc.NoFollow | Libc.NonBlocking | Libc.CloseOnExec, 0);
        if (descriptor < 0 && Marshal.GetLastPInvokeError() == Libc.NoSuchFile)
        {
            return null;
        }

        var file = Opened(descriptor, name);
        if (Libc.IsFile(file))
        {
            return new FileStream(file, FileAccess.Read);
        }

        file.Dispose();
        throw new InvalidDataException($"{name} is no file");
    }

    /// <summary>Gives a file of this directory a second name. False when that name is taken.</summary>
    /// <exception cref="IOException">The file system has no second names.</exception>
    public bool TryAddName(string name, string newName)
        => Libc.LinkAt(_handle, name, _handle, newName, 0) == 0
           || (Marshal.GetLastPInvokeError() == Libc.Exists ? false : throw new IOException($"{newName}: {Libc.LastError()}"));

    /// <summary>Moves a file into another directory of the same volume, replacing what had the name there.</summary>
    /// <param name="newName">Null to keep its name.</param>
    public void MoveTo(DirectoryHandle other, string name, string? newName = null)
    {
        if (Libc.RenameAt(_handle, name, other._handle, newName ?? name) != 0)
        {
            throw new IOException($"{newName ?? name}: {Libc.LastError()}");
        }
    }

    /// <summary>Makes a directory that only we can use. What it inherits (the group, by setgid) stays.</summary>
    public DirectoryHandle CreateDirectory(string name)
    {
        Check(Libc.MakeDirectoryAt(_handle, name, Octal700), name);
        return OpenDirectory(name);
    }

    /// <summary>Makes a file that was not there before, then gives it its mode: nobody else can open it half-written.</summary>
    public void CreateFile(string name, ReadOnlySpan<byte> content, UnixFileMode mode)
    {
        using var file = OpenNew(name);
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

    /// <summary>Opens a file at its end for writing, and makes it when it is missing. A pipe or a device is refused, and so is a file that has another name somewhere.</summary>
    public SafeFileHandle OpenToAppend(string name)
    {
        const int flags = Libc.WriteOnly | Libc.Create | Libc.Append | Libc.NonBlocking | Libc.CloseOnExec;
        var file = Opened(Libc.OpenAt(Descriptor, name, flags | Libc.NoFollow, Octal644), name);
        if (!Libc.IsSingleFile(file))
        {
            file.Dispose();
            throw new IOException($"{name}: it is no file, or is one under another name as well");
        }

        return file;
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
        foreach (var leftBehind in EachName().Where(IsTemporary))
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

    /// <summary>Removes whatever has the name, with all that is below it. No link is followed: somebody may put one there meanwhile.</summary>
    /// <remarks>
    /// What lies deep is moved up first: somebody may have nested directories deeper than we have descriptors, or stack. There may be more names than
    /// fit into memory, names that are no text, and directories that their owner may not write to.
    /// </remarks>
    /// <exception cref="IOException">Something below cannot be removed.</exception>
    public void RemoveTree(string name)
    {
        var left = new Stack<string>([name]);
        while (left.TryPop(out var next))
        {
            if (Libc.UnlinkAt(_handle, next, 0) == 0 || TypeOf(next) != FileType.Directory)
            {
                continue;
            }

            MakeUsable(Encoding.UTF8.GetBytes($"{next}\0"));
            using var below = OpenDirectory(next);
            var movedUp = below.Empty(this);
            if (movedUp.Count == MostMovedUp)
            {
                left.Push(next);
            }
            else if (Libc.UnlinkAt(_handle, next, Libc.RemoveDirectory) != 0 && TypeOf(next) != FileType.None)
            {
                throw new IOException($"{next}: {Libc.LastError()}");
            }

            movedUp.ForEach(left.Push);
        }
    }

    /// <summary>When something of a file or directory changed last, be it only its name or its date; null when there is none.</summary>
    public DateTimeOffset? ChangedAt(string name) => Libc.ChangedAt(Descriptor, name);

    /// <summary>Gives it the date of now, where we may.</summary>
    public void Touch(string name) => Libc.Touch(_handle, name);

    /// <summary>Swaps two names, in one step where the file system can.</summary>
    public void Exchange(string name, string other)
    {
        const uint exchange = 2;
        if (Libc.RenameAt2(_handle, name, _handle, other, exchange) != 0)
        {
            var aside = TemporaryName(other);
            Rename(other, aside);
            Rename(name, other);
            Rename(aside, name);
        }
    }

    /// <summary>The names in it, in no order.</summary>
    public IReadOnlyList<string> Names() => [.. EachName()];

    /// <summary>The same, as they are read: somebody may have put more there than fit into memory.</summary>
    public IEnumerable<string> EachName() => RawNames().Select(name => Encoding.UTF8.GetString(name.AsSpan()[..^1]));

    /// <summary>Makes an empty file. False when the name is taken.</summary>
    public bool TryCreateFile(string name, UnixFileMode mode)
    {
        try
        {
            CreateFile(name, [], mode);
            return true;
        }
        catch (IOException) when (TypeOf(name) != FileType.None)
        {
            return false;
        }
    }

    /// <summary>Whether two names stand for one file.</summary>
    public bool AreSameFile(string name, string other) => Libc.AreSameFile(Descriptor, name, other);

    /// <summary>A name of a file that is being made, or was when its maker was killed.</summary>
    public static bool IsTemporary(string name) => name.StartsWith(Temporary, StringComparison.Ordinal);

    /// <summary>A name nobody can have taken beforehand.</summary>
    public static string TemporaryName(string name) => $"{Temporary}{name.TrimStart('.')}.{Random.Shared.NextInt64():x16}";

    public void Dispose() => _handle.Dispose();

    /// <summary>Goes down from here, name by name.</summary>
    /// <param name="path">Names with slashes between them.</param>
    /// <param name="open">Opens the next one; null ends it.</param>
    private DirectoryHandle? Below(string path, Func<DirectoryHandle, string, DirectoryHandle?> open)
    {
        DirectoryHandle? current = new(OpenAgain());
        foreach (var name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            using var parent = current;
            current = open(parent, name);
            if (current is null)
            {
                break;
            }
        }

        return current;
    }

    private SafeFileHandle OpenAgain() => Opened(Libc.OpenAt(Descriptor, ".", Libc.Directory | Libc.CloseOnExec, 0), ".");

    /// <summary>Removes files and empty directories, and moves the others up.</summary>
    /// <returns>What those are called there. When there are as many as we move at a time, some are left.</returns>
    private List<string> Empty(DirectoryHandle top)
    {
        var movedUp = new List<string>();
        foreach (var name in RawNames().Where(name => Libc.UnlinkAt(_handle, name, 0) != 0 && Libc.UnlinkAt(_handle, name, Libc.RemoveDirectory) != 0))
        {
            var aside = TemporaryName("removed");
            MakeUsable(name);
            if (Libc.RenameAt(_handle, name, top._handle, Encoding.UTF8.GetBytes($"{aside}\0")) == 0)
            {
                movedUp.Add(aside);
            }
            else if (Marshal.GetLastPInvokeError() != Libc.NoSuchFile)
            {
                throw new IOException($"{Encoding.UTF8.GetString(name).TrimEnd('\0')}: {Libc.LastError()}");
            }

            if (movedUp.Count == MostMovedUp)
            {
                break;
            }
        }

        return movedUp;
    }

    /// <summary>Gives us all rights to a directory of ours. To that of somebody else we have those that we have.</summary>
    private void MakeUsable(ReadOnlySpan<byte> name)
    {
        const UnixFileMode all = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        var descriptor = Libc.OpenAt(_handle, name, Libc.NameOnly | Libc.Directory | Libc.NoFollow | Libc.CloseOnExec, 0);
        if (descriptor < 0)
        {
            return;
        }

        using var directory = new SafeFileHandle(descriptor, ownsHandle: true);
        var path = $"/proc/self/fd/{descriptor}";
        try
        {
            if ((File.GetUnixFileMode(path) & all) != all)
            {
                File.SetUnixFileMode(path, all);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What cannot be removed then is told.
        }
    }

    /// <summary>The names in it as the kernel has them, each with a zero behind it, as they are read.</summary>
    private IEnumerable<byte[]> RawNames()
    {
        // struct linux_dirent64: how long it is, the 16 bits at 16; the name begins at 19.
        const int lengthAt = 16, nameAt = 19;
        using var directory = OpenAgain();
        var entries = new byte[32 * 1024];
        for (nint read; (read = Libc.ReadDirectory(directory, entries, entries.Length)) != 0;)
        {
            Check((int)read, ".");
            for (var at = 0; at < read; at += BitConverter.ToUInt16(entries, at + lengthAt))
            {
                var name = entries[(at + nameAt)..(Array.IndexOf(entries, (byte)0, at + nameAt) + 1)];
                if (name is not ([(byte)'.', 0] or [(byte)'.', (byte)'.', 0]))
                {
                    yield return name;
                }
            }
        }
    }

    private DirectoryHandle OpenOrCreate(string name, int noFollow)
    {
        var descriptor = Libc.OpenAt(Descriptor, name, Libc.Directory | Libc.CloseOnExec | noFollow, 0);
        if (descriptor < 0 && Marshal.GetLastPInvokeError() == Libc.NoSuchFile)
        {
            if (Libc.MakeDirectoryAt(_handle, name, Octal777) != 0 && Marshal.GetLastPInvokeError() != Libc.Exists)
            {
                throw new IOException($"{name}: {Libc.LastError()}");
            }

            return OpenDirectory(name);
        }

        return new(Opened(descriptor, name));
    }

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
