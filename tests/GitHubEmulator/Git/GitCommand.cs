using System.Diagnostics;

namespace GitHubEmulator.Git;

/// <summary>Runs the installed git with nothing of the user's configuration or environment.</summary>
internal sealed class GitCommand(string home)
{
    public const string Author = "Mona Lisa <mona@github.localhost>";

    private const string Configuration =
        """

        [http]
            receivepack = true
        [uploadpack]
            allowReachableSHA1InWant = true
            allowAnySHA1InWant = true
            allowFilter = true
        [receive]
            autogc = false

        """;

    public void CreateBareRepository(string path)
    {
        Run(home, "init", "--quiet", "--bare", "--template=", "--initial-branch=main", path);
        File.AppendAllText(Path.Combine(path, "config"), Configuration);
    }

    public string Run(string directory, params string[] arguments) => Run(directory, [], arguments);

    public string Run(string directory, byte[] input, params string[] arguments)
    {
        var (exitCode, output, error) = Execute(directory, input, arguments);

        return exitCode == 0
            ? output
            : throw new InvalidOperationException($"git {arguments[0]} ended with {exitCode}: {error}");
    }

    public string? TryRun(string directory, params string[] arguments)
    {
        var (exitCode, output, _) = Execute(directory, [], arguments);

        return exitCode == 0 ? output : null;
    }

    public ProcessStartInfo StartInfo(params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("git", arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        start.Environment.Clear();
        start.Environment["PATH"] = Environment.GetEnvironmentVariable("PATH");
        start.Environment["HOME"] = home;
        start.Environment["LC_ALL"] = "C";
        start.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        start.Environment["GIT_TERMINAL_PROMPT"] = "0";

        return start;
    }

    private (int ExitCode, string Output, string Error) Execute(string directory, byte[] input, string[] arguments)
    {
        var start = StartInfo(arguments);
        start.WorkingDirectory = directory;

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        process.StandardInput.BaseStream.Write(input);
        process.StandardInput.Close();
        process.WaitForExit();

        return (process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }
}
