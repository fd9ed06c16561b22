using Sidecars.Apps.Support;

namespace Sidecars.Apps.Chaos.LocalFaults;

/// <summary>The output and the state directory: full, read-only, emptied.</summary>
[Trait("Category", "Chaos")]
public sealed class VolumeFaultSpecs
{
    private static readonly TimeSpan Lasting = TimeSpan.FromSeconds(ChaosRun.IsLong ? 8 : 1);

    [Fact]
    public Task A_full_output_directory_keeps_the_token_of_before() => KeepsTheTokenAsync("full", volume => volume.FillAsync(), volume => volume.EmptyAsync());

    [Fact]
    public Task A_read_only_output_directory_keeps_the_token_of_before() => KeepsTheTokenAsync("read-only", volume => volume.LockAsync(), volume => volume.UnlockAsync());

    /// <summary>By a fast clock: nobody is told, and it is noticed at the next look, half a minute later at most.</summary>
    [Fact]
    public async Task What_somebody_deletes_from_the_output_directory_is_published_again()
    {
        var clock = new FastClock(20);
        await using var pod = await Pod.StartAsync(new() { TimeProvider = clock });
        pod.KeepState();
        using var refresher = clock.StartTokenRefresher(pod, LocalFault.ManyTokens);
        await refresher.SaysAsync("Published a token");

        await new LocalFault("output directory emptied by somebody, at once", pod, refresher, clock)
        {
            Begin = () =>
            {
                Directory.EnumerateFileSystemEntries(pod.Output).ToList().ForEach(path => Remove(path));
                return Task.CompletedTask;
            },
            End = () => Task.CompletedTask,
            Lasting = TimeSpan.Zero,
            AsksForRefresh = false,
            IsUnseen = false,
            IsWell = before => File.Exists(Path.Combine(pod.Output, "token")) && pod.Token == before,
        }.PlayAsync();
        Assert.Single(pod.GitHub.IssuedTokens);
    }

    [Fact]
    public async Task A_full_state_directory_costs_no_refresh()
    {
        await using var pod = await Pod.StartAsync();
        pod.KeepState();
        using var volume = new SmallVolume(pod.State);
        using var refresher = await StartAsync(pod);

        await Fault("state directory full", pod, refresher, volume.FillAsync, volume.EmptyAsync).PlayAsync();
        Assert.Contains("state", refresher.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_read_only_state_directory_costs_no_refresh()
    {
        await using var pod = await Pod.StartAsync();
        pod.KeepState();
        using var volume = new SmallVolume(pod.State);
        using var refresher = await StartAsync(pod);

        await Fault("state directory read-only", pod, refresher, volume.LockAsync, volume.UnlockAsync).PlayAsync();
    }

    private static async Task KeepsTheTokenAsync(string how, Func<SmallVolume, Task> begin, Func<SmallVolume, Task> end)
    {
        await using var pod = await Pod.StartAsync();
        using var volume = new SmallVolume(pod.Output);
        using var refresher = await StartAsync(pod);

        await new LocalFault($"output directory {how}", pod, refresher) { Begin = () => begin(volume), End = () => end(volume), Lasting = Lasting }.PlayAsync();
        Assert.Contains("cannot be written", refresher.Error, StringComparison.Ordinal);
    }

    /// <summary>The refresh goes through while it lasts; all is well when the next one is remembered.</summary>
    private static LocalFault Fault(string name, Pod pod, Command refresher, Func<Task> begin, Func<Task> end) => new($"{name} (well: the next refresh, asked for at the end, is remembered)", pod, refresher)
    {
        Begin = begin,
        End = async () =>
        {
            Assert.DoesNotContain(pod.Token, await File.ReadAllTextAsync(Path.Combine(pod.State, "state.json")), StringComparison.Ordinal);
            await end();
            refresher.Signal(System.Runtime.InteropServices.PosixSignal.SIGHUP);
        },
        Lasting = Lasting,
        IsWell = before => pod.Token is var token && token != before && File.ReadAllText(Path.Combine(pod.State, "state.json")).Contains(token, StringComparison.Ordinal),
    };

    private static async Task<Command> StartAsync(Pod pod)
    {
        var refresher = pod.StartTokenRefresher(LocalFault.ManyTokens);
        await refresher.SaysAsync("Published a token");
        return refresher;
    }

    /// <summary>Not behind links.</summary>
    private static void Remove(string path)
    {
        if (new FileInfo(path).LinkTarget is null && Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
        else
        {
            File.Delete(path);
        }
    }
}
