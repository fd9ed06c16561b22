namespace Sidecars.Fuzz.Fuzzing;

/// <summary>The seeds, and the inputs that found something once: one file each, below the target's name.</summary>
internal static class Corpus
{
    public static string Repository { get; } = FindRepository();

    public static string DirectoryOf(string target) => Path.Combine(Repository, "tests", "Sidecars.Fuzz", "Corpus", target);

    /// <summary>In the same order on every machine.</summary>
    public static IReadOnlyList<byte[]> Of(Target target)
        => Directory.Exists(DirectoryOf(target.Name))
            ? [.. Directory.EnumerateFiles(DirectoryOf(target.Name)).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)]
            : [];

    private static string FindRepository()
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "Sidecars.sln")))
        {
            directory = Path.GetDirectoryName(directory) ?? throw new InvalidOperationException("The tests have to lie below the repository.");
        }

        return directory;
    }
}
