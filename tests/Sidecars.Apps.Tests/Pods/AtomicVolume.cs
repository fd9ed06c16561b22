using Sidecars.Apps.Support;

namespace Sidecars.Apps.Pods;

/// <summary>A volume that kubelet fills: root's, links through <c>..data</c>, which one rename swaps.</summary>
internal sealed class AtomicVolume(string path, int fileMode, uint group)
{
    private int _generation;

    public void Write(IReadOnlyDictionary<string, string> files)
    {
        var generation = $"..2026_11_21_{++_generation}";
        var directory = Directory.CreateDirectory(Path.Combine(path, generation)).FullName;
        foreach (var (name, content) in files)
        {
            var file = Path.Combine(directory, name);
            File.WriteAllText(file, content);
            Own(file, group == 0 ? fileMode : fileMode | 0b100_100_000);
        }

        Own(directory, group == 0 ? 0b111_101_101 : 0b10_111_101_101);
        var link = Path.Combine(path, "..data_tmp");
        File.CreateSymbolicLink(link, generation);

        // Not File.Move: it looks behind links.
        Assert.Equal(0, Native.Rename(link, Path.Combine(path, "..data")));
        foreach (var name in files.Keys.Where(name => !Path.Exists(Path.Combine(path, name))))
        {
            File.CreateSymbolicLink(Path.Combine(path, name), $"..data/{name}");
        }
    }

    private void Own(string file, int mode)
    {
        Assert.Equal(0, Native.Chown(file, 0, group));
        File.SetUnixFileMode(file, (UnixFileMode)mode);
    }
}
