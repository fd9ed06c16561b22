namespace Sidecars.Images;

/// <summary>The files of an image, each of which belongs to something that has a version.</summary>
internal sealed class RootDirectory
{
    private const UnixFileMode ForAll = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Runs = ForAll | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private readonly SortedDictionary<string, Component> _owners = new(StringComparer.Ordinal);

    public RootDirectory(string path)
    {
        Path = path;
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }

        Directory.CreateDirectory(path);
    }

    public string Path { get; }

    /// <summary>By path in the image; links are not among them.</summary>
    public IReadOnlyDictionary<string, Component> Owners => _owners;

    public long Size => _owners.Keys.Sum(path => new FileInfo(On(path)).Length);

    public string On(string path) => Path + path;

    public bool Has(string path) => _owners.ContainsKey(path);

    public void Write(string path, string content, Component owner)
    {
        MakeRoom(path);
        File.WriteAllText(On(path), content);
        Own(path, owner, ForAll);
    }

    public void Copy(string file, string path, Component owner)
    {
        MakeRoom(path);
        File.Copy(file, On(path), overwrite: true);
        Own(path, owner, (File.GetUnixFileMode(file) & UnixFileMode.UserExecute) == 0 ? ForAll : Runs);
    }

    public void Link(string path, string target)
    {
        MakeRoom(path);
        if (new FileInfo(On(path)).LinkTarget is null)
        {
            File.CreateSymbolicLink(On(path), target);
        }
    }

    /// <summary>Nobody can write, and nothing is newer than the sources.</summary>
    public void Seal(DateTimeOffset time)
    {
        foreach (var file in _owners.Keys)
        {
            File.SetLastWriteTimeUtc(On(file), time.UtcDateTime);
        }

        foreach (var directory in Directory.EnumerateDirectories(Path, "*", SearchOption.AllDirectories).Append(Path).OrderByDescending(directory => directory.Length))
        {
            if (new DirectoryInfo(directory).LinkTarget is null)
            {
                File.SetUnixFileMode(directory, Runs);
                Directory.SetLastWriteTimeUtc(directory, time.UtcDateTime);
            }
        }
    }

    private void MakeRoom(string path) => Directory.CreateDirectory(System.IO.Path.GetDirectoryName(On(path))!);

    private void Own(string path, Component owner, UnixFileMode mode)
    {
        File.SetUnixFileMode(On(path), mode);
        _owners[path] = owner;
    }
}
