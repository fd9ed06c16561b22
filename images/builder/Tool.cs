using System.Diagnostics;

namespace Sidecars.Images;

internal static class Tool
{
    /// <exception cref="BuildException">The tool failed.</exception>
    public static string Run(string program, params IEnumerable<string> arguments)
        => TryRun(program, arguments, out var error) ?? throw new BuildException($"{program} {string.Join(' ', arguments)} failed: {error.Trim()}");

    /// <returns>What the tool printed; null if it failed.</returns>
    public static string? TryRun(string program, IEnumerable<string> arguments, out string error)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["LC_ALL"] = "C";
        using var process = Process.Start(start)!;
        var said = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        error = said.Result;
        return process.ExitCode == 0 ? output : null;
    }
}
