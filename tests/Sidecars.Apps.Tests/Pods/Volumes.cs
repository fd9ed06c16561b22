using Sidecars.Apps.Support;

namespace Sidecars.Apps.Pods;

/// <summary>The volumes of a pod, on the host, as kubelet makes them.</summary>
internal sealed class Volumes : IDisposable
{
    private const UnixFileMode Sticky = UnixFileMode.StickyBit | UnixFileMode.OtherWrite;

    /// <summary>What everybody may do; a tmpfs without a mode has the sticky bit besides.</summary>
    private const int Everybody = 0b111_111_111;
    private const int EverybodyButOwnFilesOnly = 0b1_111_111_111;
    private const int SetGroup = 0b10_000_000_000;

    private readonly PodSpec _pod;
    private readonly string _root;
    private readonly Dictionary<string, AtomicVolume> _downward = [];
    private readonly List<string> _mounted = [];

    public Volumes(string root, PodSpec pod, Secret secret, IReadOnlyDictionary<string, string> configMap)
    {
        (_root, _pod) = (root, pod);
        foreach (var volume in pod.Volumes)
        {
            Make(volume);
            if (volume.Projected is { } projected)
            {
                new AtomicVolume(this[volume.Name], projected.DefaultMode, Group).Write(projected.Sources.SelectMany(source => secret.Select(source.Secret)).ToDictionary());
            }
            else if (volume.ConfigMap is not null)
            {
                new AtomicVolume(this[volume.Name], 0b110_100_100, Group).Write(configMap);
            }
            else if (volume.Secret is { } whole)
            {
                Assert.Equal(secret.Name, whole.SecretName);
                new AtomicVolume(this[volume.Name], whole.DefaultMode, Group).Write(secret.Keys);
            }
            else if (volume.DownwardAPI is not null)
            {
                _downward[volume.Name] = new AtomicVolume(this[volume.Name], 0b110_100_100, Group);
            }
        }

        Write(new Dictionary<string, string>());

        // Last: what fails above leaves no mount behind.
        foreach (var volume in pod.Volumes.Where(volume => volume.EmptyDir is { Medium: "Memory", SizeLimit: not null }))
        {
            Limit(volume.Name, $"size={volume.EmptyDir!.SizeLimit!.TrimEnd('i')}");
        }
    }

    /// <summary>Where a volume is on the host.</summary>
    public string this[string name] => Path.Combine(_root, name);

    private uint Group => (uint)(_pod.SecurityContext.FsGroup ?? 0);

    /// <summary>Writes the annotations into the volumes that show them.</summary>
    public void Write(IReadOnlyDictionary<string, string> annotations)
    {
        foreach (var (name, volume) in _downward)
        {
            volume.Write(_pod.Volumes.Single(spec => spec.Name == name).DownwardAPI!.Items.ToDictionary(
                item => item.Path,
                item => annotations.GetValueOrDefault(item.FieldRef.FieldPath["metadata.annotations['".Length..^"']".Length], "")));
        }
    }

    /// <summary>Empties volumes that containers have mounted.</summary>
    public void Empty(params string[] names)
    {
        foreach (var entry in names.SelectMany(name => new DirectoryInfo(this[name]).EnumerateFileSystemInfos()))
        {
            if (entry is DirectoryInfo { LinkTarget: null } directory)
            {
                directory.Delete(recursive: true);
            }
            else
            {
                entry.Delete();
            }
        }
    }

    /// <summary>Makes a volume a file system of its own, which can be full.</summary>
    /// <param name="options">A tmpfs's, as in <c>size=4m</c>.</param>
    public void Limit(string name, string options)
    {
        var mode = File.GetUnixFileMode(this[name]);
        Assert.Equal(0, Native.Mount("tmpfs", this[name], "tmpfs", 0, options));
        _mounted.Add(this[name]);
        Own(this[name], mode);
    }

    /// <summary>
    /// Where fs.protected_symlinks is 1, as on nearly every node, nobody follows a link in a sticky directory that everybody may
    /// write to, but its owner; unless the directory is the owner's too. This machine may have it at 0.
    /// </summary>
    public void AssertOthersMayFollowTheLinksOf(string name)
    {
        var root = new DirectoryInfo(this[name]);
        foreach (var link in Within(name).Where(entry => entry.LinkTarget is not null))
        {
            var directory = Path.GetDirectoryName(link.FullName)!;
            Assert.True((File.GetUnixFileMode(directory) & Sticky) != Sticky, $"Nobody but its owner may follow {Path.GetRelativePath(root.FullName, link.FullName)}");
        }
    }

    public void Dispose() => _mounted.ForEach(path => Native.Unmount(path, Native.Detach));

    private IEnumerable<FileSystemInfo> Within(string name)
        => new DirectoryInfo(this[name]).EnumerateFileSystemInfos("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0, IgnoreInaccessible = true });

    private void Make(VolumeSpec volume)
    {
        var isOnDisk = volume.EmptyDir is { Medium: "" };
        Own(Directory.CreateDirectory(this[volume.Name]).FullName, (UnixFileMode)((isOnDisk ? Everybody : EverybodyButOwnFilesOnly) | (Group == 0 ? 0 : SetGroup)));
    }

    private void Own(string path, UnixFileMode mode)
    {
        Assert.Equal(0, Native.Chown(path, 0, Group));
        File.SetUnixFileMode(path, mode);
    }
}
