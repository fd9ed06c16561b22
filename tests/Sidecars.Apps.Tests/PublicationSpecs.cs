using System.Diagnostics;
using System.Runtime.InteropServices;
using Sidecars.Apps.Support;

namespace Sidecars.Apps;

/// <summary>What a reader of the output directory sees while tokens change, and when their writer dies.</summary>
public sealed class PublicationSpecs
{
    [Fact]
    public async Task A_reader_sees_whole_generations_only_during_1000_refreshes()
    {
        const int refreshes = 1000;
        await using var pod = await Pod.StartAsync();
        using var refresher = pod.StartTokenRefresher("--mint-limit", "1000000/1", "--log-level", "warning");
        while (!File.Exists(Path.Combine(pod.Output, "token")))
        {
            Assert.False(refresher.HasEnded, refresher.Error);
            await Task.Delay(5);
        }

        using var done = new CancellationTokenSource();
        var reader = Task.Factory.StartNew(() => KilledPublish.Read(pod.Output, done.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var clock = Stopwatch.StartNew();
        for (var refresh = 0; refresh < refreshes; refresh++)
        {
            var token = pod.Token;
            refresher.Signal(PosixSignal.SIGHUP);
            for (var waited = Stopwatch.StartNew(); pod.Token == token;)
            {
                Assert.False(reader.IsFaulted, reader.Exception?.ToString());
                Assert.True(waited.Elapsed < TimeSpan.FromSeconds(30), $"Refresh {refresh} never came. {refresher.Error}");
                await Task.Delay(1);
            }
        }

        await done.CancelAsync();
        var (looks, generations) = await reader;
        Assert.Equal(refreshes + 1, pod.GitHub.IssuedTokens.Count);
        Assert.True(looks > refreshes, $"The reader looked {looks} times only, in {clock.Elapsed}.");
        Assert.True(generations > refreshes / 2, $"The reader saw {generations} generations only.");

        await pod.StopAsync(refresher);
    }

    [Fact]
    public async Task Killed_at_any_system_call_of_a_publish_it_leaves_the_generation_before_or_the_next()
    {
        await using var pod = await Pod.StartAsync();
        Assert.Equal(0, (await pod.GenerateInitialTokenAsync()).ExitCode);

        var kills = await KilledPublish.AtEachCallAsync(pod, KilledPublish.Calls);

        Assert.True(kills >= 50, $"It was killed {kills} times only.");
        Assert.Equal(0, (await pod.GenerateInitialTokenAsync()).ExitCode);
        KilledPublish.AssertWhole(pod.Output);
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(pod.Output), path => Path.GetFileName(path).StartsWith("..tmp-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Killed_at_any_system_call_of_the_first_publish_it_leaves_nothing_or_a_whole_generation()
    {
        await using var pod = await Pod.StartAsync();

        var kills = await KilledPublish.AtEachCallAsync(
            pod, ["mkdirat", "pwrite64", "fchmod", "symlinkat", "renameat"],
            beforeEach: () =>
            {
                Directory.Delete(pod.Output, recursive: true);
                Directory.CreateDirectory(pod.Output);
            });

        Assert.True(kills >= 15, $"It was killed {kills} times only.");
    }
}
