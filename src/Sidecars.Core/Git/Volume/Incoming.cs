using Sidecars.Linux;

namespace Sidecars.Git.Volume;

/// <summary>A directory beside the objects of a clone, on the same volume, for what is not whole yet: a run that is killed leaves nothing among the objects.</summary>
internal sealed class Incoming(GitDirectory directory) : IDisposable
{
    private readonly string _name = DirectoryHandle.TemporaryName("incoming");

    public string Path => System.IO.Path.Combine(directory.Path, GitDirectory.Ours, _name);

    /// <summary>Makes it where it is missing.</summary>
    public DirectoryHandle Open() => directory.OpenDirectory($"{GitDirectory.Ours}/{_name}");

    /// <summary>Takes what git has written here over among the objects.</summary>
    public void Keep()
    {
        using var incoming = Open();
        using var objects = directory.OpenDirectory("objects");
        foreach (var name in incoming.Names().Where(name => incoming.TypeOf(name) == FileType.Directory))
        {
            using var from = incoming.OpenDirectory(name);
            using var to = objects.OpenOrCreateBelow(name);
            MoveAll(from, to, from.Names().Where(file => !file.StartsWith("tmp_", StringComparison.Ordinal)));
        }
    }

    /// <summary>Takes a pack wholly over of which a run that was killed had taken all but the .idx.</summary>
    /// <param name="name">Of the run's directory.</param>
    public static void FinishKeeping(GitDirectory volume, string name)
    {
        using var from = volume.OpenDirectory($"{GitDirectory.Ours}/{name}/pack");
        using var to = volume.OpenDirectory("objects/pack");
        var left = from.Names();
        foreach (var pack in left.Where(IsIndex).Select(PackOf).Where(pack => !left.Contains(pack) && to.TypeOf(pack) == FileType.Regular))
        {
            MoveAll(from, to, left.Where(file => PackOf(file) == pack));
        }
    }

    public void Dispose()
    {
        using var ours = directory.OpenDirectory(GitDirectory.Ours);
        ours.RemoveTree(_name);
    }

    private static void MoveAll(DirectoryHandle from, DirectoryHandle to, IEnumerable<string> files)
    {
        // A pack counts once it has its .idx: that comes last.
        foreach (var file in files.OrderBy(IsIndex))
        {
            from.MoveTo(to, file);
        }
    }

    private static bool IsIndex(string file) => file.EndsWith(".idx", StringComparison.Ordinal);

    private static string PackOf(string file) => System.IO.Path.ChangeExtension(file, ".pack");
}
