using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Sidecars.Linux;

/// <summary>The few calls of the C library that .NET has no name for. Constants are those of x86-64 and arm64 alike unless said.</summary>
internal static partial class Libc
{
    public const int CurrentDirectory = -100;

    public const int WriteOnly = 0x1;
    public const int ReadWrite = 0x2;
    public const int Create = 0x40;
    public const int Exclusive = 0x80;
    public const int Append = 0x400;
    public const int NonBlocking = 0x800;
    public const int CloseOnExec = 0x80000;

    // These two are swapped on arm64.
    public static readonly int Directory = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x4000 : 0x10000;
    public static readonly int NoFollow = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x8000 : 0x20000;

    /// <summary>A handle for the name alone (O_PATH), which needs no right to read or write.</summary>
    public const int NameOnly = 0x200000;

    public const int RemoveDirectory = 0x200;

    /// <summary>The error of a name that is not there (ENOENT).</summary>
    public const int NoSuchFile = 2;

    /// <summary>The error of a name that is taken (EEXIST).</summary>
    public const int Exists = 17;

    private const int NotFollowed = 0x100;
    private const uint FileNumber = 0x100;
    private const int SetDumpable = 4;
    private const int NoNewPrivileges = 38;
    private const int CoreSize = 4;
    private const int BootTime = 7;

    /// <summary>Takes /proc/PID of this process away from other processes of the same user, and leaves no core file.</summary>
    public static void Undump()
    {
        var none = default(Limit);
        if (Prctl(SetDumpable, 0, 0, 0, 0) != 0 || SetLimit(CoreSize, in none) != 0)
        {
            throw new IOException($"prctl or setrlimit failed: {LastError()}");
        }
    }

    /// <summary>Nanoseconds since the machine started, time in suspend included.</summary>
    public static long NanosecondsSinceBoot()
    {
        ClockGetTime(BootTime, out var now);
        return now.Seconds * 1_000_000_000 + now.Nanoseconds;
    }

    public static string LastError() => Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError());

    /// <summary>Whether a directory is in memory only (tmpfs or ramfs); false also when that cannot be told.</summary>
    /// <remarks>.NET's DriveInfo goes by the mount table, which does not show every mount in a container.</remarks>
    public static bool IsInMemory(string path)
    {
        const long tmpfs = 0x01021994;
        const long ramfs = 0x858458F6;

        // struct statfs: the type comes first; the whole is 120 bytes.
        Span<long> status = stackalloc long[64];
        return StatFileSystem(path, status) == 0 && status[0] is tmpfs or ramfs;
    }

    /// <summary>The user that we are to the file system.</summary>
    [LibraryImport("libc", EntryPoint = "geteuid")]
    public static partial uint UserId();

    [LibraryImport("libc", EntryPoint = "getegid")]
    public static partial uint GroupId();

    /// <summary>The group of a directory; null when it cannot be told.</summary>
    public static uint? GroupOf(string path)
    {
        const uint groupOnly = 0x10;

        // struct statx is the same everywhere: the group is the 32 bits at 24 of 256 bytes.
        Span<byte> status = stackalloc byte[256];
        return StatX(CurrentDirectory, path, 0, groupOnly, status) == 0 ? BitConverter.ToUInt32(status[24..]) : null;
    }

    public static FileType TypeOf(string path) => TypeOf(CurrentDirectory, path);

    /// <param name="directory">Where a relative path begins.</param>
    public static FileType TypeOf(int directory, string path)
    {
        const uint typeOnly = 0x1;

        // As above: the mode is the 16 bits at 28.
        Span<byte> status = stackalloc byte[256];
        if (StatX(directory, path, NotFollowed, typeOnly, status) != 0)
        {
            return FileType.None;
        }

        return (BitConverter.ToUInt16(status[28..]) & 0xF000) switch
        {
            0x8000 => FileType.Regular,
            0x4000 => FileType.Directory,
            0xA000 => FileType.SymbolicLink,
            _ => FileType.Other,
        };
    }

    /// <summary>Whether it is a regular file.</summary>
    public static bool IsFile(SafeFileHandle file)
    {
        const int emptyPath = 0x1000;
        const uint typeOnly = 0x1;

        // As above.
        Span<byte> status = stackalloc byte[256];
        return StatX((int)file.DangerousGetHandle(), "", emptyPath, typeOnly, status) == 0 && (BitConverter.ToUInt16(status[28..]) & 0xF000) == 0x8000;
    }

    /// <summary>Whether it is a regular file that has one name only.</summary>
    public static bool IsSingleFile(SafeFileHandle file)
    {
        const int emptyPath = 0x1000;
        const uint typeAndLinks = 0x1 | 0x4;

        // As above: the number of names is the 32 bits at 16.
        Span<byte> status = stackalloc byte[256];
        return StatX((int)file.DangerousGetHandle(), "", emptyPath, typeAndLinks, status) == 0
               && (BitConverter.ToUInt16(status[28..]) & 0xF000) == 0x8000 && BitConverter.ToUInt32(status[16..]) == 1;
    }

    /// <summary>The size of the terminal that standard output is; null when it is none.</summary>
    public static TerminalSize? SizeOfTerminal()
    {
        const int standardOutput = 1;
        const nuint getWindowSize = 0x5413;

        // struct winsize: rows and columns come first.
        Span<ushort> window = stackalloc ushort[4];
        return Control(standardOutput, getWindowSize, window) != 0 ? null
            : window[0] > 0 && window[1] > 0 ? new(window[1], window[0])
            : TerminalSize.Usual;
    }

    /// <summary>Opens a file for reading; a pipe without a writer does not hold us up.</summary>
    /// <exception cref="IOException">It cannot be opened; a <see cref="FileNotFoundException"/> when there is none.</exception>
    public static SafeFileHandle OpenToRead(string path)
    {
        const int notADirectory = 20;

        var descriptor = OpenAt(CurrentDirectory, path, CloseOnExec | NonBlocking, 0);
        return descriptor >= 0 ? new SafeFileHandle(descriptor, ownsHandle: true)
            : Marshal.GetLastPInvokeError() is NoSuchFile or notADirectory ? throw new FileNotFoundException(path)
            : throw new IOException(LastError());
    }

    /// <summary>Asks a process to stop (SIGTERM).</summary>
    public static void Terminate(int processId) => Signal(processId, 15);

    /// <summary>False when there is no such process, or it is not ours to signal.</summary>
    public static bool Signal(int processId, int signal) => Kill(processId, signal) == 0;

    /// <summary>Becomes another program, which is looked for in PATH. Returns only where that fails: the error's number.</summary>
    /// <param name="changes">Of the environment, the rest of which goes on as it is, byte by byte; null takes a variable away.</param>
    public static int Execute(string[] command, IReadOnlyDictionary<string, string?> changes)
    {
        const int brokenPipe = 13;
        const nint byDefault = 0;

        // .NET ignores this signal, and what is ignored stays so in the program that comes.
        _ = SetHandler(brokenPipe, byDefault);
        foreach (var (name, value) in changes)
        {
            _ = value is null ? UnsetVariable(name) : SetVariable(name, value, overwrite: 1);
        }

        ExecuteInPath(command[0], [.. command, null]);
        return Marshal.GetLastPInvokeError();
    }

    /// <summary>Of the environment that C code sees: .NET may have a copy of its own. For the start of a program: other threads may look at the environment meanwhile.</summary>
    public static void SetEnvironmentVariable(string name, string value) => _ = SetVariable(name, value, overwrite: 1);

    /// <summary>Lets the kernel have what malloc keeps for later.</summary>
    public static void GiveBackFreeMemory() => _ = TrimHeap(0);

    /// <summary>Gives a file the time of now, and makes it when it is missing. Nothing is followed or waited for: others may write to its directory.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static void Touch(string path)
    {
        var descriptor = OpenAt(CurrentDirectory, path, WriteOnly | Create | NoFollow | CloseOnExec | NonBlocking, 0x1A4);
        using var file = descriptor >= 0 ? new SafeFileHandle(descriptor, ownsHandle: true) : throw new IOException(LastError());
        if (SetTimes(file, 0) != 0)
        {
            throw new IOException(LastError());
        }
    }

    /// <summary>Whether the file is on a mount that nothing in this container can write to; false also when that cannot be told.</summary>
    public static bool IsReadOnly(SafeFileHandle file)
    {
        const long readOnly = 1;

        // struct statvfs of 64-bit glibc: ten words (block sizes and counts, the file system's ID) and then the flags.
        Span<long> status = stackalloc long[32];
        return StatVirtualFileSystem(file, status) == 0 && (status[9] & readOnly) != 0;
    }

    /// <summary>Takes the lock of an open file, which goes with the last process that has the file open. False when somebody else has it.</summary>
    /// <exception cref="IOException">The file system has no locks.</exception>
    public static bool TryLock(SafeFileHandle file)
    {
        const int exclusiveOrNot = 2 | 4;
        const int wouldBlock = 11;

        return LockFile(file, exclusiveOrNot) == 0 || (Marshal.GetLastPInvokeError() == wouldBlock ? false : throw new IOException(LastError()));
    }

    /// <summary>Gives the lock of an open file back, also where a program that was started meanwhile has the file open too.</summary>
    public static void Unlock(SafeFileHandle file) => _ = LockFile(file, 8);

    /// <summary>Whether two names stand for one file, links not followed.</summary>
    public static bool AreSameFile(int directory, string path, string other)
    {
        Span<byte> one = stackalloc byte[256];
        Span<byte> two = stackalloc byte[256];

        // As above: the number of the file is the 64 bits at 32, its device the 64 bits at 136.
        return StatX(directory, path, NotFollowed, FileNumber, one) == 0 && StatX(directory, other, NotFollowed, FileNumber, two) == 0
               && one[32..40].SequenceEqual(two[32..40]) && one[136..144].SequenceEqual(two[136..144]);
    }

    /// <summary>The file system that a directory is on; equal numbers, equal file systems.</summary>
    public static ulong DeviceOf(SafeFileHandle directory)
    {
        const int emptyPath = 0x1000;

        // As above: the device is the 64 bits at 136.
        Span<byte> status = stackalloc byte[256];
        return StatX((int)directory.DangerousGetHandle(), "", emptyPath, 0, status) == 0 ? BitConverter.ToUInt64(status[136..]) : throw new IOException(LastError());
    }

    /// <summary>Whose file it is; null when that cannot be told.</summary>
    public static uint? OwnerOf(string path)
    {
        const uint userOnly = 0x8;

        // As above: the user is the 32 bits at 20.
        Span<byte> status = stackalloc byte[256];
        return StatX(CurrentDirectory, path, NotFollowed, userOnly, status) == 0 ? BitConverter.ToUInt32(status[20..]) : null;
    }

    /// <summary>When something of a file changed last, be it only its name; null when that cannot be told. The kernel sets it, and nobody else can.</summary>
    public static DateTimeOffset? ChangedAt(int directory, string path)
    {
        const uint changeOnly = 0x80;

        // As above: the seconds are the 64 bits at 96, the nanoseconds the 32 bits at 104.
        Span<byte> status = stackalloc byte[256];
        return StatX(directory, path, NotFollowed, changeOnly, status) == 0
            ? DateTimeOffset.FromUnixTimeSeconds(BitConverter.ToInt64(status[96..])) + TimeSpan.FromMicroseconds(BitConverter.ToUInt32(status[104..]) / 1000.0)
            : null;
    }

    /// <summary>Gives a name the time of now; a link is not followed. No error where that cannot be.</summary>
    public static void Touch(SafeFileHandle directory, string path) => _ = SetTimesAt(directory, path, 0, NotFollowed);

    /// <summary>Bytes that are left for us on a file system; null when that cannot be told.</summary>
    public static long? FreeSpace(string path)
    {
        // struct statfs: the block's size is the second word, the blocks left for everybody the fifth.
        Span<long> status = stackalloc long[64];
        return StatFileSystem(path, status) == 0 ? status[1] * status[4] : null;
    }

    [LibraryImport("libc", EntryPoint = "linkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int LinkAt(SafeFileHandle oldDirectory, string oldPath, SafeFileHandle newDirectory, string newPath, int flags);

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int OpenAt(int directory, string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "mkdirat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int MakeDirectoryAt(SafeFileHandle directory, string path, uint mode);

    [LibraryImport("libc", EntryPoint = "symlinkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SymlinkAt(string target, SafeFileHandle directory, string path);

    [LibraryImport("libc", EntryPoint = "readlinkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint ReadLinkAt(SafeFileHandle directory, string path, Span<byte> target, nint size);

    [LibraryImport("libc", EntryPoint = "renameat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int RenameAt(SafeFileHandle oldDirectory, string oldPath, SafeFileHandle newDirectory, string newPath);

    [LibraryImport("libc", EntryPoint = "renameat2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int RenameAt2(SafeFileHandle oldDirectory, string oldPath, SafeFileHandle newDirectory, string newPath, uint flags);

    [LibraryImport("libc", EntryPoint = "unlinkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int UnlinkAt(SafeFileHandle directory, string path, int flags);

    // A name need not be text: these take it as the kernel has it, with a zero behind it.
    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true)]
    public static partial int OpenAt(SafeFileHandle directory, ReadOnlySpan<byte> name, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "renameat", SetLastError = true)]
    public static partial int RenameAt(SafeFileHandle oldDirectory, ReadOnlySpan<byte> oldName, SafeFileHandle newDirectory, ReadOnlySpan<byte> newName);

    [LibraryImport("libc", EntryPoint = "unlinkat", SetLastError = true)]
    public static partial int UnlinkAt(SafeFileHandle directory, ReadOnlySpan<byte> name, int flags);

    [LibraryImport("libc", EntryPoint = "getdents64", SetLastError = true)]
    public static partial nint ReadDirectory(SafeFileHandle directory, Span<byte> entries, nint length);

    /// <summary>This thread, and what it starts, gets no more rights by running a program than it has.</summary>
    public static bool RenounceNewPrivileges() => Prctl(NoNewPrivileges, 1, 0, 0, 0) == 0;

    // glibc has no names for these three (Landlock). Their numbers are the same on every architecture.
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    public static partial nint CreateRuleset(nint number, in ulong handledAccess, nuint size, nuint flags);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    public static partial nint CreateRuleset(nint number, nint nothing, nuint size, nuint flags);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    public static partial nint AddRule(nint number, SafeFileHandle ruleset, nint type, ReadOnlySpan<byte> rule, nuint flags);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    public static partial nint RestrictThread(nint number, SafeFileHandle ruleset, nuint flags);

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    private static partial int Prctl(int option, nuint a, nuint b, nuint c, nuint d);

    [LibraryImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    private static partial int SetLimit(int resource, in Limit limit);

    [LibraryImport("libc", EntryPoint = "statfs", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatFileSystem(string path, Span<long> status);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatX(int directory, string path, int flags, uint mask, Span<byte> status);

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int Control(int descriptor, nuint request, Span<ushort> window);

    [LibraryImport("libc", EntryPoint = "execvp", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ExecuteInPath(string file, string?[] arguments);

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);

    [LibraryImport("libc", EntryPoint = "unsetenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int UnsetVariable(string name);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int LockFile(SafeFileHandle file, int operation);

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint SetHandler(int signal, nint handler);

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int TrimHeap(nuint keep);

    [LibraryImport("libc", EntryPoint = "fstatvfs")]
    private static partial int StatVirtualFileSystem(SafeFileHandle file, Span<long> status);

    [LibraryImport("libc", EntryPoint = "futimens", SetLastError = true)]
    private static partial int SetTimes(SafeFileHandle file, nint times);

    [LibraryImport("libc", EntryPoint = "utimensat", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetTimesAt(SafeFileHandle directory, string path, nint times, int flags);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int processId, int signal);

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ClockGetTime(int clock, out Time now);

    [StructLayout(LayoutKind.Sequential)]
    private struct Limit
    {
        public nuint Soft;
        public nuint Hard;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Time
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
