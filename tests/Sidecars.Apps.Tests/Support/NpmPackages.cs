namespace Sidecars.Apps.Support;

/// <summary>Installs what a package-lock.json names.</summary>
internal static class NpmPackages
{
    /// <summary>With the tests' own environment: that is where a registry is configured.</summary>
    public static async Task InstallAsync(string directory)
    {
        var environment = Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>().ToDictionary(entry => (string)entry.Key, entry => (string)entry.Value!);
        var run = await Command.RunAsync("npm", ["ci", "--prefix", directory], environment);
        Assert.True(run.ExitCode == 0, run.Error);
    }
}
