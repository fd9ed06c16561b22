namespace Sidecars.Apps.Support;

/// <summary>The programs of tests/consumers, with the packages they need.</summary>
internal static class Consumers
{
    private static readonly string Path = System.IO.Path.Combine(Published.Repository, "tests", "consumers");

    private static readonly Lazy<Task> Packages = new(() => NpmPackages.InstallAsync(Path));

    public static async Task<string> DirectoryAsync(bool needsPackages)
    {
        if (needsPackages)
        {
            await Packages.Value;
        }

        return Path;
    }
}
