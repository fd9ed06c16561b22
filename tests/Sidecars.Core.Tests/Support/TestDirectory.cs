namespace Sidecars.Support;

/// <summary>A directory that is gone after the test.</summary>
internal sealed class TestDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("sidecars-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public string Write(string name, string text)
    {
        File.WriteAllText(this[name], text);
        return this[name];
    }

    /// <summary>Follows links.</summary>
    public string Read(string name) => File.ReadAllText(this[name]);

    public string? LinkTarget(string name) => new FileInfo(this[name]).LinkTarget;

    public IReadOnlyList<string> Names => [.. Directory.EnumerateFileSystemEntries(Path).Select(path => System.IO.Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    /// <summary>The directories that hold a generation, the current one among them.</summary>
    public IReadOnlyList<string> Generations => [.. Names.Where(name => name.StartsWith("..2", StringComparison.Ordinal))];

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
