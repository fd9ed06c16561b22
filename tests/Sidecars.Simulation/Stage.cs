using Sidecars.Retry;
using Sidecars.Simulation.Pods;

namespace Sidecars.Simulation;

/// <summary>Where one story plays: a clock, and directories in memory that are gone afterwards.</summary>
internal sealed class Stage : IDisposable
{
    private readonly string _root = Directory.CreateDirectory($"/dev/shm/sidecars-simulation-{Guid.NewGuid():N}").FullName;
    private readonly CancellationTokenSource _end = new();
    private readonly List<Task> _pods = [];

    /// <param name="jitter">False: all pods draw the same.</param>
    public Stage(ulong seed, bool jitter = true)
    {
        Backoff.Jitter = jitter ? new Random((int)seed) : new NoJitter();
    }

    public VirtualTime Time { get; } = new();

    public Pod Start(TimeSpan start, string repository, long? installationId, TimeSpan interval, HttpMessageHandler gitHub)
    {
        var pod = new Pod(Path.Combine(_root, $"{_pods.Count}"), repository, installationId, interval, gitHub, Time);
        _pods.Add(Task.Run(() => pod.RunAsync(start, _end.Token)));
        return pod;
    }

    /// <summary>A bug, of the simulation or of the product, ends it.</summary>
    public async Task PassAsync(TimeSpan until)
    {
        await Time.PassAsync(until);
        if (_pods.Find(pod => pod.IsFaulted) is { } bug)
        {
            await bug;
        }
    }

    public void Dispose()
    {
        _end.Cancel();
        _end.Dispose();
        Directory.Delete(_root, recursive: true);
    }
}
