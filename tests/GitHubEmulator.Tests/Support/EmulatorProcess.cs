using System.Diagnostics;

namespace GitHubEmulator.Tests.Support;

/// <summary>The stand-alone program.</summary>
internal sealed class EmulatorProcess : IDisposable
{
    private readonly Process process;

    public EmulatorProcess(params string[] arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "github-emulator.dll");

        process = Process.Start(new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
    }

    public StreamReader Output => process.StandardOutput;

    public StreamReader Error => process.StandardError;

    public async Task SignalAsync(string name)
    {
        using var kill = Process.Start("kill", ["-s", name, $"{process.Id}"]);
        await kill.WaitForExitAsync();
    }

    public async Task<int> ExitCodeAsync()
    {
        await process.WaitForExitAsync();

        return process.ExitCode;
    }

    public void Dispose()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
    }
}
