using System.Globalization;
using Sidecars.Apps.Support;

namespace Sidecars.Apps.Pods;

/// <summary>The volumes of a pod, on the host, as kubelet makes them.</summary>
internal sealed class Volumes
{
    private const UnixFileMode Sticky = UnixFileMode.StickyBit | UnixFileMode.OtherWrite;

    /// <summary>What everybody may do; a tmpfs without a mode has the sticky bit besides.</summary>
    private const int Everybody = 0b111_111_111;
    private const int EverybodyButOwnFilesOnly = 0b1_111_111_111;
    private const int SetGroup = 0b10_000_000_000;

    private readonly PodSpec _pod;
    private readonly string _root;
    private readonly Dictionary<string, AtomicVolume> _downward = [];

    public Volumes(string root, PodSpec pod, Secret secret, IReadOnlyDictionary<string, string> annotations)
    {
        (_root, _pod) = (root, pod);
        foreach (var volume in pod.Volumes)
        {
            Make(volume);
            if (volume.Projected is { } projected)
            {
                new AtomicVolume(this[volume.Name], projected.DefaultMode, Group).Write(projected.Sources.SelectMany(source => secret.Select(source.Secret)).ToDictionary());
            }
            else if (volume.DownwardAPI is not null)
            {
                _downward[volume.Name] = new AtomicVolume(this[volume.Name], 0b110_100_100, Group);
            }
        }

        Write(annotations);
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

    /// <summary>kubelet evicts a pod, and a tmpfs refuses, where this does not hold.</summary>
    public void AssertWithinTheirLimits()
    {
        foreach (var volume in _pod.Volumes.Where(volume => volume.EmptyDir?.SizeLimit is not null))
        {
            // A tmpfs gives pages.
            var bytes = Within(volume.Name).OfType<FileInfo>().Sum(file => (file.Length + 4095) / 4096 * 4096);
            Assert.True(bytes <= Quantity(volume.EmptyDir!.SizeLimit!), $"{volume.Name} holds {bytes} bytes of {volume.EmptyDir.SizeLimit}");
        }
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

    private static long Quantity(string text) => long.Parse(text[..^2], CultureInfo.InvariantCulture) * (text[^2..] switch { "Mi" => 1L << 20, "Gi" => 1L << 30, _ => throw new FormatException(text) });

    private IEnumerable<FileSystemInfo> Within(string name)
        => new DirectoryInfo(this[name]).EnumerateFileSystemInfos("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0, IgnoreInaccessible = true });

    private void Make(VolumeSpec volume)
    {
        var path = Directory.CreateDirectory(this[volume.Name]).FullName;
        Assert.Equal(0, Native.Chown(path, 0, Group));
        var isOnDisk = volume.EmptyDir is { Medium: "" };
        File.SetUnixFileMode(path, (UnixFileMode)((isOnDisk ? Everybody : EverybodyButOwnFilesOnly) | (Group == 0 ? 0 : SetGroup)));
    }
}
