using System.Diagnostics;

namespace KubernetesEmulator.Tests.Support;

/// <summary>The programs of tests/kubernetes-clients, with the packages they need.</summary>
internal static class NodeClients
{
    private static readonly string Directory = Path.Combine(Repository, "tests", "kubernetes-clients");

    private static readonly Lazy<Task> Packages = new(InstallAsync);

    public static async Task<ClientProcess> StartAsync(ClientHome home, string program)
    {
        await Packages.Value;

        return new ClientProcess(home, "node", Path.Combine(Directory, program));
    }

    // With the tests' own environment: that is where a registry is configured.
    private static async Task InstallAsync()
    {
        using var npm = Process.Start(new ProcessStartInfo("npm", ["ci", "--prefix", Directory]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var (error, output) = (npm.StandardError.ReadToEndAsync(), npm.StandardOutput.ReadToEndAsync());
        await npm.WaitForExitAsync();
        Assert.True(npm.ExitCode == 0, await error + await output);
    }

    /// <summary>The root of the sources. Not by the compiler's paths: in a build of CI they say nothing.</summary>
    private static string Repository
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
}
