using System.Security.Cryptography;

namespace Sidecars.Git.Lfs;

/// <summary>The contents of large files, as git-lfs keeps them in a git directory.</summary>
internal sealed class LfsStore(GitDirectory directory)
{
    private const string Name = "lfs";

    public string Path => System.IO.Path.Combine(directory.Path, Name);

    /// <summary>Makes the directory, so that nobody else can put something else there.</summary>
    public void Make() => directory.OpenDirectory(Name).Dispose();

    public bool Has(LfsPointer pointer)
        => new FileInfo(System.IO.Path.Combine(directory.Path, DirectoryOf(pointer), pointer.Oid)) is { Exists: true, LinkTarget: null } file && file.Length == pointer.Size;

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

    private static string DirectoryOf(LfsPointer pointer) => $"{Name}/objects/{pointer.Oid[..2]}/{pointer.Oid[2..4]}";
}
