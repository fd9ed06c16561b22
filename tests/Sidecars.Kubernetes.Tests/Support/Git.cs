using System.Diagnostics;

namespace Sidecars.Kubernetes;

internal static class Git
{
    /// <summary>What git would use for a host, with a home directory of its own.</summary>
    public static async Task<string> CredentialAsync(string home, string host)
    {
        var start = new ProcessStartInfo("git", ["credential", "fill"]) { RedirectStandardInput = true, RedirectStandardOutput = true, WorkingDirectory = home };
        start.Environment["HOME"] = home;
        start.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        start.Environment["GIT_TERMINAL_PROMPT"] = "0";
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync($"protocol=https\nhost={host}\n\n");
        process.StandardInput.Close();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output;
    }
}
