using System.Text;
using Sidecars.Cli;
using Sidecars.Linux;

namespace Sidecars.Git.Volume;

/// <summary>A .git on the volume, read and written as data. Others may write there too, so git itself never runs in it.</summary>
/// <param name="workTree">Whose repository it is: its sentences name this.</param>
/// <param name="volume">A directory above that the settings name: no link is followed below it.</param>
/// <param name="isSubmodule">The work tree leads here by a file.</param>
internal sealed class GitDirectory(string path, string workTree, string volume, bool isSubmodule = false)
{
    public const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>What belongs to us and not to git.</summary>
    public const string Ours = "git-clone";

    /// <summary>By this name a work tree leads to its git directory.</summary>
    private const string Link = ".git";

    private const string Packed = "packed-refs";

    public string Path => path;

    public string WorkTree => workTree;

    public string Objects => System.IO.Path.Combine(path, "objects");

    /// <summary>Not in the work tree, which then has files only.</summary>
    public bool IsApart => !isSubmodule && path != System.IO.Path.Combine(workTree, Link);

    /// <summary>What core.worktree says in it; null where git finds the work tree without.</summary>
    public string? WorkTreeSetting => isSubmodule ? System.IO.Path.GetRelativePath(path, workTree) : null;

    /// <summary>Whether a submodule's work tree leads here: the file by which it does is the last thing to be made.</summary>
    /// <exception cref="SidecarException">It leads elsewhere.</exception>
    public bool IsLinked
    {
        get
        {
            if (!isSubmodule)
            {
                return true;
            }

            using var tree = OpenWorkTree();
            return tree.TypeOf(Link) switch
            {
                FileType.None => false,
                FileType.Regular when Encoding.UTF8.GetString(tree.Read(Link) ?? []).TrimEnd() == LinkText => true,
                _ => throw InTheWay($"its .git does not say {LinkText}, as a submodule's does"),
            };
        }
    }

    /// <summary>Opens a directory below, which is made where it is missing.</summary>
    public DirectoryHandle OpenDirectory(string below = "") => Open(System.IO.Path.Combine(path, below));

    public DirectoryHandle OpenWorkTree() => Open(workTree);

    /// <summary>The content of a small file of git's, trimmed; null when it is not there.</summary>
    public string? Text(string name)
    {
        using var directory = OpenDirectory(System.IO.Path.GetDirectoryName(name)!);
        return directory.Read(System.IO.Path.GetFileName(name)) is { } content ? Encoding.UTF8.GetString(content).Trim() : null;
    }

    public byte[]? Bytes(string name)
    {
        using var directory = OpenDirectory();
        return directory.Read(name);
    }

    /// <summary>Writes a file under git's own lock.</summary>
    /// <exception cref="SidecarException">Somebody else has the lock.</exception>
    public void Write(string name, string content)
    {
        using var held = GitLock.Take(this, name);
        held.Replace(Encoding.UTF8.GetBytes(content));
    }

    /// <summary>Whether there is a repository, be it one without a commit.</summary>
    public bool IsMade => Text("HEAD") is not null && Text("config") is not null;

    /// <summary>No run is at work there, and none that was killed has left anything.</summary>
    public bool IsTidy
    {
        get
        {
            using var git = OpenDirectory();
            using var ours = OpenDirectory(Ours);
            return !git.Names().Concat(ours.Names()).Any(DirectoryHandle.IsTemporary);
        }
    }

    public bool HasObjects => System.IO.Path.Exists(System.IO.Path.Combine(path, "objects/pack")) && ObjectFiles.Any();

    /// <summary>No link is followed: links to directories above would have us look for ever.</summary>
    public IEnumerable<FileInfo> ObjectFiles => new DirectoryInfo(Objects).EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = false });

    /// <summary>Makes what a repository needs, and leaves alone what is there.</summary>
    public void Make(CloneTarget target)
    {
        using var directory = OpenDirectory();
        foreach (var needed in new[] { "objects/info", "objects/pack", "refs/heads", "refs/tags", "info", Ours })
        {
            directory.OpenOrCreateBelow(needed).Dispose();
        }

        if (target.Options.Sparse.Count > 0 && Text("config") is null)
        {
            using var info = directory.OpenDirectory("info");
            info.ReplaceFile("sparse-checkout", Encoding.UTF8.GetBytes(SparsePatterns.Text(target.Options.Sparse)), FileMode);
        }

        // HEAD comes last: with it, it is a repository.
        foreach (var (name, content) in new[] { ("config", CloneConfig.Text(target, WorkTreeSetting)), ("HEAD", "ref: refs/heads/main\n") })
        {
            if (directory.TypeOf(name) == FileType.None)
            {
                directory.ReplaceFile(name, Encoding.UTF8.GetBytes(content), FileMode);
            }
        }
    }

    /// <summary>Has the work tree lead here.</summary>
    public void LinkWorkTree()
    {
        if (IsLinked)
        {
            return;
        }

        using var ours = OpenDirectory(Ours);
        using var tree = OpenWorkTree();
        ours.ReplaceFile(Link, Encoding.UTF8.GetBytes($"{LinkText}\n"), FileMode);
        ours.MoveTo(tree, Link);
    }

    /// <summary>Says where a branch is pulled from, unless somebody has said so already.</summary>
    public void Track(string branch)
    {
        var config = Text("config") ?? "";
        var section = $"[branch {GitConfig.Quoted(branch)}]";
        if (!config.Contains(section, StringComparison.Ordinal))
        {
            Write("config", $"{config}\n{section}\n\tremote = origin\n\tmerge = refs/heads/{branch}\n");
        }
    }

    /// <summary>Says what "origin" alone stands for, as git clone does, unless somebody has said so already.</summary>
    public void NameDefaultBranch(string name, string branch)
    {
        if (Text(name) is null)
        {
            Write(name, $"ref: {branch}\n");
        }
    }

    /// <summary>Where HEAD leads.</summary>
    /// <exception cref="SidecarException">It is none that git would write.</exception>
    public Head Head() => Text("HEAD") is { } text && Volume.Head.Parse(text) is { } head ? head : throw InTheWay("its HEAD is damaged");

    /// <summary>Each reference and the object it names; those that only name another reference are left out.</summary>
    /// <exception cref="SidecarException">One of them is damaged.</exception>
    public SortedDictionary<string, string> References()
    {
        using var directory = OpenDirectory();
        var references = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in Encoding.UTF8.GetString(directory.Read(Packed) ?? []).Split('\n').Where(line => line.Length > 0 && line[0] is not '#' and not '^'))
        {
            Add(references, line.Split(' ', 2) is [var id, var name] ? (name, id) : ("", line), Packed);
        }

        using var loose = directory.OpenOrCreateBelow("refs");
        AddLoose(references, loose, "refs");
        return references;
    }

    /// <summary>Replaces references of a clone that has them packed or not. What is not named stays.</summary>
    /// <param name="changes">Null takes one away.</param>
    public void Change(IReadOnlyDictionary<string, string?> changes)
    {
        if (changes.Count == 0)
        {
            return;
        }

        // What goes by itself goes first: its name may be the beginning of one that comes.
        RemoveSingle(changes.Where(change => change.Value is null).Select(change => change.Key));
        using var held = GitLock.Take(this, Packed);
        var references = References();
        foreach (var (name, id) in changes)
        {
            if (id is null)
            {
                references.Remove(name);
            }
            else
            {
                references[name] = id;
            }
        }

        held.Replace(PackedText(references));
        RemoveSingle(changes.Keys);
    }

    /// <summary>What stands by itself wins over what is packed.</summary>
    private void RemoveSingle(IEnumerable<string> names)
    {
        using var root = OpenDirectory();
        foreach (var name in names)
        {
            using var directory = root.TryOpenBelow(System.IO.Path.GetDirectoryName(name)!);
            if (directory?.TypeOf(System.IO.Path.GetFileName(name)) == FileType.Regular)
            {
                using var single = GitLock.Take(this, name);
                single.Remove();
            }
        }
    }

    public static byte[] PackedText(IEnumerable<KeyValuePair<string, string>> references)
        => Encoding.UTF8.GetBytes($"# pack-refs with: sorted \n{string.Concat(references.Select(reference => $"{reference.Value} {reference.Key}\n"))}");

    public SidecarException InTheWay(string what) => new(ExitCode.InTheWay, $"{workTree} stays as it is: {what}. Use another directory, or move it away.");

    private string LinkText => $"gitdir: {System.IO.Path.GetRelativePath(workTree, path)}";

    private DirectoryHandle Open(string directory)
    {
        using var top = DirectoryHandle.OpenOnVolume(volume);
        return top.OpenOrCreateBelow(System.IO.Path.GetRelativePath(volume, directory));
    }

    private void AddLoose(SortedDictionary<string, string> references, DirectoryHandle directory, string prefix)
    {
        foreach (var name in directory.Names().Where(name => !name.EndsWith(".lock", StringComparison.Ordinal) && !DirectoryHandle.IsTemporary(name)))
        {
            if (directory.TypeOf(name) == FileType.Directory)
            {
                using var below = directory.OpenDirectory(name);
                AddLoose(references, below, $"{prefix}/{name}");
            }
            else if (directory.Read(name) is { } content && Encoding.UTF8.GetString(content).Trim() is var id && !id.StartsWith("ref:", StringComparison.Ordinal))
            {
                Add(references, ($"{prefix}/{name}", id), $"{prefix}/{name}");
            }
        }
    }

    private void Add(SortedDictionary<string, string> references, (string Name, string Id) reference, string file)
        => references[reference.Name] = ObjectId.IsWhole(reference.Id) && reference.Name.StartsWith("refs/", StringComparison.Ordinal) && Repositories.Repository.IsRef(reference.Name)
            ? reference.Id
            : throw InTheWay($"its {Redaction.Clean(file)} is damaged");
}
