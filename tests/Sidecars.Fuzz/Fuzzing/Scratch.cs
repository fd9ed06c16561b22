namespace Sidecars.Fuzz.Fuzzing;

/// <summary>A directory for what is read from files, in memory where there is such a place: one for all inputs, which are read one after another.</summary>
internal static class Scratch
{
    private const string Memory = "/dev/shm";

    private static readonly Lazy<string> Root = new(Make);

    public static string Of(string name) => Directory.CreateDirectory(Path.Combine(Root.Value, name)).FullName;

    /// <summary>Writes a file, and makes its directory.</summary>
    public static string Write(string directory, string name, byte[] content)
    {
        var path = Path.Combine(directory, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    private static string Make()
    {
        var root = Directory.Exists(Memory) ? Path.Combine(Memory, $"sidecars-fuzz-{Environment.ProcessId}") : Directory.CreateTempSubdirectory("sidecars-fuzz-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(root, recursive: true);
        return Directory.CreateDirectory(root).FullName;
    }
}
