namespace Sidecars.Apps.Support;

/// <summary>The published programs: what users run, not what the test runner could load.</summary>
internal static class Published
{
    public static string GenerateInitialToken { get; } = Find("generate-initial-token");

    public static string GitClone { get; } = Find("git-clone");

    public static string TokenRefresher { get; } = Find("token-refresher");

    public static string SecretSync { get; } = Find("secret-sync");

    /// <summary>token-refresher, loading libc at run time: what comes between a program and its clocks can be loaded with it.</summary>
    public static string DynamicTokenRefresher => Find("token-refresher", "dynamic-linux-x64");

    public static IReadOnlyList<string> All { get; } = [GenerateInitialToken, GitClone, TokenRefresher, SecretSync];

    /// <summary>Those that know GitHub.</summary>
    public static IReadOnlyList<string> OfGitHub { get; } = [GenerateInitialToken, GitClone, TokenRefresher];

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

    private static string Find(string program, string directory = "linux-x64")
    {
        var path = Path.Combine(Repository, "artifacts", directory, program);
        return File.Exists(path) ? path : throw new FileNotFoundException($"{path} is missing: run ./build.sh test.");
    }
}
