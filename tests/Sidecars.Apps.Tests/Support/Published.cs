namespace Sidecars.Apps.Support;

/// <summary>The published programs: what users run, not what the test runner could load.</summary>
internal static class Published
{
    public static string GenerateInitialToken { get; } = Find("generate-initial-token");

    public static string GitClone { get; } = Find("git-clone");

    public static string TokenRefresher { get; } = Find("token-refresher");

    public static IReadOnlyList<string> All { get; } = [GenerateInitialToken, GitClone, TokenRefresher];

    /// <summary>The root of the sources.</summary>
    public static string Repository
    {
        get
        {
            var directory = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(directory.FullName, "Sidecars.sln")))
            {
                directory = directory.Parent ?? throw new DirectoryNotFoundException("The tests run outside of the repository.");
            }

            return directory.FullName;
        }
    }

    private static string Find(string program)
    {
        var path = Path.Combine(Repository, "artifacts", "linux-x64", program);
        return File.Exists(path) ? path : throw new FileNotFoundException($"{path} is missing: run ./build.sh publish.");
    }
}
