using System.Diagnostics;
using System.Text;

namespace GitHubEmulator.Tests.Support;

/// <summary>The installed git, with nothing of the user's configuration, in a directory that goes away.</summary>
internal sealed class GitClient : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("github-emulator-specs-");

    /// <returns>What git said on both streams, and its exit code.</returns>
    public Task<(int ExitCode, string Output)> RunAsync(params string[] arguments) => RunWithTokenAsync(null, arguments);

    /// <param name="token">Sent with every request, as the password of <c>x-access-token</c>.</param>
    public async Task<(int ExitCode, string Output)> RunWithTokenAsync(string? token, params string[] arguments)
    {
        var start = new ProcessStartInfo("git", arguments)
        {
            WorkingDirectory = _directory.FullName,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        start.Environment.Clear();

        foreach (var (name, value) in Environment(token))
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();

        return (process.ExitCode, await output + await error);
    }

    /// <param name="credentials">A file that git reads whenever it wants a credential; see <see cref="WriteCredentials"/>.</param>
    public Task<(int ExitCode, string Output)> RunWithHelperAsync(string credentials, params string[] arguments) =>
        RunAsync(["-c", $"credential.helper=!cat {credentials}; :", .. arguments]);

    public string WriteCredentials(string token)
    {
        var file = PathOf("credentials");
        File.WriteAllText(file, $"username=x-access-token\npassword={token}\n");

        return file;
    }

    public string PathOf(params string[] parts) => Path.Combine([_directory.FullName, .. parts]);

    public void Dispose() => _directory.Delete(recursive: true);

    private IEnumerable<KeyValuePair<string, string?>> Environment(string? token)
    {
        yield return new("PATH", System.Environment.GetEnvironmentVariable("PATH"));
        yield return new("HOME", _directory.FullName);
        yield return new("LC_ALL", "C");
        yield return new("GIT_CONFIG_NOSYSTEM", "1");
        yield return new("GIT_CONFIG_GLOBAL", "/dev/null");
        yield return new("GIT_TERMINAL_PROMPT", "0");
        yield return new("GIT_AUTHOR_NAME", "Mona");
        yield return new("GIT_AUTHOR_EMAIL", "mona@github.localhost");
        yield return new("GIT_COMMITTER_NAME", "Mona");
        yield return new("GIT_COMMITTER_EMAIL", "mona@github.localhost");

        if (token is not null)
        {
            yield return new("GIT_CONFIG_COUNT", "1");
            yield return new("GIT_CONFIG_KEY_0", "http.extraHeader");
            yield return new("GIT_CONFIG_VALUE_0", "Authorization: Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"x-access-token:{token}")));
        }
    }
}
