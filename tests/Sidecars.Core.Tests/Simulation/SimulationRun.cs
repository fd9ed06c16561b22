using System.Diagnostics;

namespace Sidecars.Simulation;

/// <summary>One run of the simulation, for all who want to know something about it.</summary>
public sealed class SimulationRun : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    internal Results Results { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        using var late = new CancellationTokenSource(Patience);
        using var simulation = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "sidecars-simulation.dll")])
        {
            RedirectStandardOutput = true,
        })!;
        try
        {
            var json = await simulation.StandardOutput.ReadToEndAsync(late.Token);
            await simulation.WaitForExitAsync(late.Token);
            Assert.Equal(0, simulation.ExitCode);
            Results = Results.Parse(json);
        }
        finally
        {
            simulation.Kill();
        }
    }

    public Task DisposeAsync() => Task.CompletedTask;
}
