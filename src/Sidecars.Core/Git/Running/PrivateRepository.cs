using System.Text;
using Sidecars.Git.Volume;

namespace Sidecars.Git.Running;

/// <summary>A git directory of our own, by which git works on a work tree and an object store that lie on the volume.</summary>
/// <remarks>
/// All that git reads as configuration, hook, attribute or reference is here, where nobody else can write. From the volume come objects, and
/// files of the work tree; references, HEAD and index only after we have read them as data. What git fetches goes to a directory of its own on
/// the volume, so that a run that is killed leaves nothing among the objects.
/// </remarks>
internal sealed class PrivateRepository : IGitRepository, IDisposable
{
    private readonly GitDirectory _volume;
    private bool _hasObjects;

    private PrivateRepository(GitDirectory volume, string path, string owner) => (_volume, Path, Owner, Incoming) = (volume, path, owner, new(volume));

    public string Path { get; }

    public string Owner { get; }

    public string WorkTree => _volume.WorkTree;

    /// <summary>Objects and large files of a submodule are not below its work tree.</summary>
    public IEnumerable<string> OnVolumes => [WorkTree, _volume.Path];

    public ObjectStores Elsewhere => new(Incoming.Path, _hasObjects ? _volume.Objects : null);

    /// <summary>Files that are not finished yet, on the volume.</summary>
    public Incoming Incoming { get; }

    /// <param name="found">Null for a clone that is only made now.</param>
    public static PrivateRepository Over(GitDirectory volume, CloneTarget target, FoundClone? found, PrivateDirectory parent)
    {
        var path = parent.CreateDirectory();
        var repository = new PrivateRepository(volume, path, target.Owner);
        Directory.CreateDirectory(System.IO.Path.Combine(path, "refs"));
        Directory.CreateDirectory(System.IO.Path.Combine(path, "info"));
        File.WriteAllBytes(repository.In("packed-refs"), GitDirectory.PackedText(volume.References()));
        repository.TakeShallow();
        repository.TakeIndex();
        repository.Configure(target, found);
        repository.SetHead(volume.Head().CommitIn(volume.References()));
        repository._hasObjects = volume.HasObjects;
        repository.Incoming.Open().Dispose();
        return repository;
    }

    /// <summary>git's own view of HEAD: always of a commit alone, so that git moves no branch.</summary>
    public void SetHead(string? commit) => File.WriteAllText(In("HEAD"), commit is null ? "ref: refs/heads/none-yet\n" : $"{commit}\n");

    /// <summary>Each reference, as git left them here.</summary>
    public SortedDictionary<string, string> References() => new GitDirectory(Path, WorkTree, Path).References();

    /// <summary>Where git clone may make a repository, to be taken over from.</summary>
    public string Cloned => In("cloned");

    /// <summary>git clone wants to make one, although it shall check nothing out.</summary>
    public string ClonedWorkTree => In("cloned-tree");

    /// <summary>Takes over what git clone has written, but for the branch it has made: that comes when it is checked out.</summary>
    /// <returns>Where HEAD is on the server.</returns>
    public Head TakeCloned()
    {
        var cloned = new GitDirectory(Cloned, WorkTree, Path);
        File.WriteAllBytes(In("packed-refs"), GitDirectory.PackedText(cloned.References().Where(reference => !reference.Key.StartsWith("refs/heads/", StringComparison.Ordinal))));
        if (cloned.Bytes("shallow") is { } shallow)
        {
            File.WriteAllBytes(In("shallow"), shallow);
        }

        return cloned.Head();
    }

    public bool IsShallow => File.Exists(In("shallow"));

    /// <summary>Only some of its directories are checked out.</summary>
    public bool IsSparse { get; private set; }

    /// <summary>Not all files are here, or not all are checked out.</summary>
    public bool IsPartial { get; private set; }

    public bool HasIndex => File.Exists(In("index"));

    public byte[] Index => File.ReadAllBytes(In("index"));

    /// <summary>Takes what was fetched over among the objects of the clone, and where its history is cut off.</summary>
    public void KeepFetched()
    {
        // Where a history is cut off stands there before its commits do, and until there are more: whenever this is killed, no commit misses its parents.
        var (before, after) = (Lines(_volume.Bytes("shallow")), Lines(IsShallow ? File.ReadAllBytes(In("shallow")) : null));
        WriteShallow(before, before.Union(after));
        Incoming.Keep();
        _hasObjects = true;
        WriteShallow(before.Union(after), after);
    }

    /// <summary>The history is whole now.</summary>
    public void KeepUnshallowed()
    {
        if (!IsShallow && _volume.Bytes("shallow") is not null)
        {
            using var held = GitLock.Take(_volume, "shallow");
            held.Remove();
        }
    }

    /// <summary>Begins with what the clone has as its index.</summary>
    public void TakeIndex()
    {
        ForgetIndex();
        if (_volume.Bytes("index") is { } index)
        {
            File.WriteAllBytes(In("index"), index);
        }
    }

    /// <summary>Nothing is checked out, whatever the clone's own index says.</summary>
    public void ForgetIndex() => File.Delete(In("index"));

    public void Dispose()
    {
        Incoming.Dispose();
        Directory.Delete(Path, recursive: true);
    }

    /// <summary>Where the history is cut off: commits, one in a line.</summary>
    private void TakeShallow()
    {
        if (_volume.Text("shallow") is { Length: > 0 } commits)
        {
            File.WriteAllText(In("shallow"), commits.Split('\n').All(ObjectId.IsWhole) ? $"{commits}\n" : throw _volume.InTheWay("its .git/shallow is damaged"));
        }
    }

    private void Configure(CloneTarget target, FoundClone? found)
    {
        // A clone stays as sparse as its owner has made it.
        IsSparse = found?.IsSparse ?? target.Options.Sparse.Count > 0;
        if (IsSparse)
        {
            File.WriteAllText(In("info/sparse-checkout"), _volume.Text("info/sparse-checkout") ?? "");
        }

        var filter = found is null ? target.Options.Filter : found.Filter;
        IsPartial = IsSparse || filter is not null;
        File.WriteAllText(In("config"), PrivateConfig.Text(target, IsSparse, filter));
    }

    private static string[] Lines(byte[]? text) => Encoding.UTF8.GetString(text ?? []).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private void WriteShallow(IEnumerable<string> now, IEnumerable<string> then)
    {
        var lines = then.Order(StringComparer.Ordinal).ToList();
        if (lines.Count > 0 && !lines.SequenceEqual(now.Order(StringComparer.Ordinal)))
        {
            _volume.Write("shallow", string.Concat(lines.Select(line => $"{line}\n")));
        }
    }

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
