using Sidecars.Apps.Support;

namespace Sidecars.Apps.Chaos.LocalFaults;

/// <summary>PublicationSpecs has the share of it that every run has.</summary>
[Trait("Category", "Chaos")]
public sealed class KilledPublishSpecs
{
    [Fact]
    [Trait("Category", "Soak")]
    public async Task Killed_at_every_system_call_it_makes_while_it_publishes_it_leaves_a_reader_one_whole_generation()
    {
        await using var pod = await Pod.StartAsync();
        var calls = await KilledPublish.TraceAsync(pod);
        Assert.Contains("renameat", calls);
        using var done = new CancellationTokenSource();
        var reader = Task.Factory.StartNew(() => KilledPublish.Read(pod.Output, done.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        var kills = await KilledPublish.AtEachCallAsync(pod, calls);

        await done.CancelAsync();
        var (looks, generations) = await reader;
        Assert.True(kills > 100 && generations > calls.Length / 2, $"{kills} kills, {generations} generations.");
        ChaosReport.Set(
            ChaosPart.KilledPublish,
            $"generate-initial-token was killed {kills} times: as it entered each call of the {calls.Length} kinds that it makes from the publish on ({string.Join(", ", calls.Order(StringComparer.Ordinal))}), the first time, the second, and so on until it got through. A reader looked {looks} times meanwhile and saw {generations} generations, each whole.\n",
            $"SIGKILL at {kills} system calls around a publish: {looks} looks of a reader, each at one whole generation.");
    }
}
