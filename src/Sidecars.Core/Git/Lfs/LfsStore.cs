using System.Security.Cryptography;
using Sidecars.Git.Volume;
using Sidecars.Linux;

namespace Sidecars.Git.Lfs;

/// <summary>The contents of large files, as git-lfs keeps them in a git directory.</summary>
internal sealed class LfsStore(GitDirectory directory)
{
    private const string Name = "lfs";
    private const string Objects = $"{Name}/objects";

    /// <summary>Where git-lfs works for us. What it leaves there when it is killed is ours to go on with; in its usual place it might be people's.</summary>
    private const string Incoming = $"{GitDirectory.Ours}/lfs";

    private const string Begun = $"{Incoming}/incomplete";

    public string IncomingPath => Path.Combine(directory.Path, Incoming);

    /// <summary>Has git-lfs go on where a run was killed: what it has begun, and had no time to put a name to, gets the name by which it goes on.</summary>
    public void Resume()
    {
        const int oid = 64;
        const string part = ".part";
        using var begun = directory.OpenDirectory(Begun);
        foreach (var name in begun.Names().Where(name => name.Length > oid && !name.EndsWith(part, StringComparison.Ordinal)))
        {
            begun.Rename(name, $"{name[..oid]}{part}");
        }
    }

    /// <summary>Takes what was fetched over among the clone's objects, and removes what else git-lfs has left.</summary>
    public void KeepFetched()
    {
        using (var fetched = directory.OpenDirectory($"{Incoming}/objects"))
        using (var objects = directory.OpenDirectory(Objects))
        {
            MoveAll(fetched, objects);
        }

        using var ours = directory.OpenDirectory(GitDirectory.Ours);
        ours.RemoveTree(Name);
    }

    public bool Has(LfsPointer pointer)
        => new FileInfo(Path.Combine(directory.Path, DirectoryOf(pointer), pointer.Oid)) is { Exists: true, LinkTarget: null } file && file.Length == pointer.Size;

    /// <summary>Copies a content, and looks on the way whether it is the one that its name says.</summary>
    /// <exception cref="Cli.SidecarException">It is not.</exception>
    public void CopyTo(FileStream copy, LfsPointer pointer)
    {
        using var below = directory.OpenDirectory(DirectoryOf(pointer));
        using var stored = new FileStream(below.OpenToRead(pointer.Oid), FileAccess.Read, bufferSize: 0);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[256 * 1024];
        while (stored.Read(buffer) is > 0 and var length)
        {
            hash.AppendData(buffer, 0, length);
            copy.Write(buffer, 0, length);
        }

        if (Convert.ToHexStringLower(hash.GetHashAndReset()) != pointer.Oid)
        {
            throw directory.InTheWay($"its .git/{DirectoryOf(pointer)}/{pointer.Oid} is damaged, or not what its name says");
        }
    }

    private static void MoveAll(DirectoryHandle from, DirectoryHandle to)
    {
        foreach (var name in from.Names())
        {
            if (from.TypeOf(name) == FileType.Directory)
            {
                using var below = from.OpenDirectory(name);
                using var place = to.OpenOrCreateBelow(name);
                MoveAll(below, place);
            }
            else
            {
                from.MoveTo(to, name);
            }
        }
    }

    private static string DirectoryOf(LfsPointer pointer) => $"{Objects}/{pointer.Oid[..2]}/{pointer.Oid[2..4]}";
}
