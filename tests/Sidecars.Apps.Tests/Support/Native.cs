using System.Runtime.InteropServices;

namespace Sidecars.Apps.Support;

internal static partial class Native
{
    [LibraryImport("libc", EntryPoint = "chown", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Chown(string path, uint user, uint group);

    /// <summary>The same, of a link itself.</summary>
    [LibraryImport("libc", EntryPoint = "lchown", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Lchown(string path, uint user, uint group);

    [LibraryImport("libc", EntryPoint = "rename", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Rename(string from, string to);

    /// <summary>Takes a mount away also while somebody uses it.</summary>
    public const int Detach = 2;

    [LibraryImport("libc", EntryPoint = "mount", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Mount(string source, string target, string type, ulong flags, string options);

    [LibraryImport("libc", EntryPoint = "umount2", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Unmount(string target, int flags);

    /// <summary>Whether git-clone can have the kernel confine git (Landlock, version 2).</summary>
    public static bool CanConfine => CreateLandlockRuleset(444, 0, 0, 1) >= 2;

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial nint CreateLandlockRuleset(nint number, nint attributes, nuint size, nuint flags);
}
