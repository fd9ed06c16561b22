using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Sidecars.Linux;

/// <summary>Starts programs that can write below some directories and nowhere else, whatever somebody puts in their way meanwhile.</summary>
/// <remarks>
/// Landlock (https://docs.kernel.org/userspace-api/landlock.html) holds for a thread and for what it starts, and goes by directories and
/// not by their names. So a thread is made for each start; our own other threads keep their rights.
/// </remarks>
internal static class Confinement
{
    /// <summary>Before version 2, no file could be moved from one directory to another.</summary>
    private const nint Oldest = 2;

    private const nint CreateRuleset = 444;
    private const nint AddRule = 445;
    private const nint RestrictSelf = 446;

    private const ulong WriteFile = 1 << 1;

    /// <summary>WRITE_FILE, and from REMOVE_DIR to REFER.</summary>
    private const ulong Write = WriteFile | 0x3FF0;

    /// <summary>TRUNCATE, of which version 2 does not know.</summary>
    private const ulong Truncate = 1 << 14;

    private static readonly nint Version = Libc.CreateRuleset(CreateRuleset, 0, 0, 1);

    /// <summary>Whether the kernel can do that. An older one, or a sandbox of another kind, may not.</summary>
    public static bool IsPossible => Version >= Oldest;

    /// <summary>Runs what starts a program; where the kernel cannot confine it, without more ado.</summary>
    /// <param name="writable">What is below these directories can be written.</param>
    /// <exception cref="IOException">The kernel could, and does not.</exception>
    public static void Run(Action start, IReadOnlyCollection<DirectoryHandle> writable)
    {
        if (!IsPossible)
        {
            start();
            return;
        }

        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                Confine(writable);
                start();
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
    }

    private static void Confine(IReadOnlyCollection<DirectoryHandle> writable)
    {
        var write = Version == Oldest ? Write : Write | Truncate;
        using var ruleset = new SafeFileHandle(Checked(Libc.CreateRuleset(CreateRuleset, in write, sizeof(ulong), 0)), ownsHandle: true);
        foreach (var directory in writable)
        {
            Allow(ruleset, write, directory.Descriptor);
        }

        // git opens it for writing at each start.
        using var nothing = Libc.OpenToRead("/dev/null");
        Allow(ruleset, WriteFile, (int)nothing.DangerousGetHandle());
        if (!Libc.RenounceNewPrivileges())
        {
            throw new IOException(Libc.LastError());
        }

        Checked(Libc.RestrictThread(RestrictSelf, ruleset, 0));
    }

    private static void Allow(SafeFileHandle ruleset, ulong access, int descriptor)
    {
        const nint pathBeneath = 1;

        // struct landlock_path_beneath_attr is packed: what is allowed, and the directory.
        Span<byte> rule = stackalloc byte[sizeof(ulong) + sizeof(int)];
        MemoryMarshal.Write(rule, in access);
        MemoryMarshal.Write(rule[sizeof(ulong)..], in descriptor);
        Checked(Libc.AddRule(AddRule, ruleset, pathBeneath, rule, 0));
    }

    private static nint Checked(nint result) => result >= 0 ? result : throw new IOException($"Landlock: {Libc.LastError()}");
}
