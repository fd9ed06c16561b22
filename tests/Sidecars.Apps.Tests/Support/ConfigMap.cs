namespace Sidecars.Apps.Support;

/// <summary>A volume as kubelet makes it: files are links through <c>..data</c>, which is swapped by a rename.</summary>
internal sealed class ConfigMap
{
    private int _generation;

    public ConfigMap(string path)
    {
        Source = Directory.CreateDirectory(path).FullName;
        Mounted = Directory.CreateDirectory($"{path}-mounted").FullName;
    }

    /// <summary>Where it can be written, outside of the container.</summary>
    public string Source { get; }

    /// <summary>Where the container sees it.</summary>
    public string Mounted { get; }

    public string this[string file] => Path.Combine(Mounted, file);

    public void Write(string file, string content)
    {
        var generation = $"..2026_11_21_{++_generation}";
        Directory.CreateDirectory(Path.Combine(Source, generation));
        File.WriteAllText(Path.Combine(Source, generation, file), content);
        foreach (var other in Directory.EnumerateFiles(Source).Select(path => Path.GetFileName(path)).Where(name => name != file))
        {
            File.Copy(Path.Combine(Source, other), Path.Combine(Source, generation, other));
        }

        var link = Path.Combine(Source, "..data_tmp");
        File.CreateSymbolicLink(link, generation);

        // Not File.Move: it looks behind links.
        Assert.Equal(0, Native.Rename(link, Path.Combine(Source, "..data")));
        if (!Path.Exists(Path.Combine(Source, file)))
        {
            File.CreateSymbolicLink(Path.Combine(Source, file), $"..data/{file}");
        }
    }
}
