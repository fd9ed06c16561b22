using System.Diagnostics;

namespace Sidecars.Support;

internal static class ChildProcess
{
    /// <summary>Runs a program with nothing but these variables and returns what it printed. A program that is not there fails the test.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(string program, IEnumerable<string> arguments, IEnumerable<KeyValuePair<string, string>>? environment = null, string input = "")
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        var path = start.Environment["PATH"];
        start.Environment.Clear();
        foreach (var (name, value) in (environment ?? []).Append(new("PATH", path!)))
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await error);
    }
}
