using System.Globalization;
using Sidecars.Cli;
using Sidecars.Linux;

namespace Sidecars.Git.Volume;

/// <summary>git's own lock of a file (NAME.lock), held so that other gits wait for us, and that the next run can tell from everybody else's.</summary>
/// <remarks>
/// It is a second name of a file of ours beside it; a lock that git makes has one name only. So what a run that was killed left behind can be
/// removed, and no other lock ever is.
/// </remarks>
internal sealed class GitLock : IDisposable
{
    private const string Suffix = ".lock";

    private readonly DirectoryHandle _directory;
    private readonly string _name;
    private readonly string _ours;

    private GitLock(DirectoryHandle directory, string name, string ours) => (_directory, _name, _ours) = (directory, name, ours);

    /// <param name="root">The git directory.</param>
    /// <param name="path">The file, below it.</param>
    /// <exception cref="SidecarException">Somebody else has the lock.</exception>
    public static GitLock Take(GitDirectory root, string path)
    {
        var directory = root.OpenDirectory(Path.GetDirectoryName(path)!);
        var name = Path.GetFileName(path);
        var ours = DirectoryHandle.TemporaryName(name);
        try
        {
            directory.CreateFile(ours, [], GitDirectory.FileMode);
            if (!TryLock(directory, ours, name + Suffix))
            {
                throw root.InTheWay($"{Redaction.Clean(path)}{Suffix} {Age(Path.Combine(root.Path, path + Suffix))}: another git works there, or one that was killed left it. If none runs, remove that file");
            }

            return new GitLock(directory, name, ours);
        }
        catch
        {
            directory.RemoveFile(ours);
            directory.Dispose();
            throw;
        }
    }

    /// <summary>Replaces the file that is locked, in one step.</summary>
    public void Replace(ReadOnlySpan<byte> content) => _directory.ReplaceFile(_name, content, GitDirectory.FileMode);

    public void Remove() => _directory.RemoveFile(_name);

    public void Dispose()
    {
        _directory.RemoveFile(_name + Suffix);
        _directory.RemoveFile(_ours);
        _directory.Dispose();
    }

    /// <summary>Removes the locks of runs that were killed. Nobody else of us may be at work there.</summary>
    public static void RemoveLeftBehind(GitDirectory root)
    {
        foreach (var below in new[] { "", "info", GitDirectory.Ours })
        {
            using var directory = root.OpenDirectory(below);
            RemoveLeftBehind(directory);
        }

        using var references = root.OpenDirectory("refs");
        RemoveLeftBehindBelow(references);
    }

    private static void RemoveLeftBehindBelow(DirectoryHandle directory)
    {
        RemoveLeftBehind(directory);
        foreach (var name in directory.Names().Where(name => directory.TypeOf(name) == FileType.Directory))
        {
            using var below = directory.OpenDirectory(name);
            RemoveLeftBehindBelow(below);
        }
    }

    private static void RemoveLeftBehind(DirectoryHandle directory)
    {
        var names = directory.Names();
        foreach (var ours in names.Where(DirectoryHandle.IsTemporary))
        {
            foreach (var left in names.Where(name => name.EndsWith(Suffix, StringComparison.Ordinal) && directory.AreSameFile(name, ours)))
            {
                directory.RemoveFile(left);
            }

            directory.RemoveFile(ours);
        }
    }

    private static bool TryLock(DirectoryHandle directory, string ours, string name)
    {
        try
        {
            return directory.TryAddName(ours, name);
        }
        catch (IOException)
        {
            // A file system without second names: then the lock is as git makes it, and after a kill it looks like somebody else's.
            return directory.TryCreateFile(name, GitDirectory.FileMode);
        }
    }

    private static string Age(string path)
    {
        var age = DateTime.UtcNow - File.GetLastWriteTimeUtc(path);
        return string.Create(CultureInfo.InvariantCulture, $"is held by user {Libc.OwnerOf(path)} since {age.TotalSeconds:0} s");
    }
}
