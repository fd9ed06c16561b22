namespace Sidecars.Apps.Support;

/// <summary>The programs of tests/consumers, with the packages they need.</summary>
internal static class Consumers
{
    private static readonly string Path = System.IO.Path.Combine(Published.Repository, "tests", "consumers");

    private static readonly Lazy<Task> Packages = new(InstallAsync);

    public static async Task<string> DirectoryAsync(bool needsPackages)
    {
        if (needsPackages)
        {
            await Packages.Value;
        }

        return Path;
    }

    /// <summary>With the tests' own environment: that is where a registry is configured.</summary>
    private static async Task InstallAsync()
    {
        var environment = Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>().ToDictionary(entry => (string)entry.Key, entry => (string)entry.Value!);
        var run = await Command.RunAsync("npm", ["ci", "--prefix", Path], environment);
        Assert.True(run.ExitCode == 0, run.Error);
    }
}
