using System.Runtime.InteropServices;
using System.Security.Cryptography;
using GitHubEmulator;
using Sidecars.Apps.Support;
using Xunit.Abstractions;

namespace Sidecars.Apps;

/// <summary>git-clone --sync for a long time: the disk gets no fuller.</summary>
public sealed class SyncDiskSpecs(ITestOutputHelper output)
{
    [Fact]
    public async Task After_many_updates_at_one_depth_and_another_the_disk_is_as_full_as_after_a_few()
    {
        const int size = 100_000;
        await using var pod = await Pod.StartWithTokenAsync();
        foreach (var depth in new[] { 1, 5, 1 })
        {
            var commit = pod.Greet($"now {depth} deep");
            using var sync = pod.StartSyncAgain("--period", "86400", "--stale-timeout", "1", "--depth", $"{depth}");
            await sync.SaysAsync($"Published {commit}");
            for (var i = 0; i < 20; i++)
            {
                await UpdateAsync(pod, sync, size);
            }

            await Eventually.HoldsAsync(() => Directory.EnumerateDirectories($"{pod.Workspace}/.worktrees").Count() == 1);
            await pod.StopAsync(sync);

            // What the depth keeps, and ten that have come since.
            Assert.InRange(Directory.EnumerateFiles(pod.PrivateDirectory, "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length), size, (depth + 11) * size);
        }

        Assert.Equal(1, await pod.FetchedCommitsAsync());
    }

    [Fact]
    public async Task Old_objects_are_thrown_away_when_ten_fetches_have_come_and_not_at_each()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        using var sync = pod.StartSyncAgain("--period", "86400");
        await sync.SaysAsync("Published");
        var packs = new List<int>();

        for (var i = 0; i < 25; i++)
        {
            await UpdateAsync(pod, sync, 10);
            packs.Add(Directory.EnumerateFiles(pod.PrivateDirectory, "*.pack", SearchOption.AllDirectories).Count());
        }

        Assert.Equal([.. Enumerable.Range(2, 9), .. Enumerable.Range(1, 10), .. Enumerable.Range(1, 6)], packs);
        await pod.StopAsync(sync);
    }

    [Theory]
    [InlineData("--stale-timeout", "1")]
    [InlineData("--in-place")]
    [Trait("Category", "Soak")]
    public async Task Over_10_000_syncs_the_disk_is_never_much_fuller_than_in_the_first_thousand(params string[] arguments)
    {
        const int thousands = 10;
        await using var pod = await Pod.StartWithTokenAsync();
        pod.GitHub.TokenLife = TimeSpan.FromDays(1);
        Assert.Equal(0, (await pod.GenerateInitialTokenAsync()).ExitCode);
        using var sync = pod.StartSyncAgain(["--period", "86400", .. arguments]);
        await sync.SaysAsync("Published");

        var most = new (long Bytes, int Files)[thousands];
        for (var thousand = 0; thousand < thousands; thousand++)
        {
            for (var i = 0; i < 1000; i++)
            {
                await UpdateAsync(pod, sync, 10_000);
                var files = new[] { pod.PrivateDirectory, pod.Workspace }.SelectMany(Files).ToList();
                most[thousand] = (Math.Max(most[thousand].Bytes, files.Sum()), Math.Max(most[thousand].Files, files.Count));
            }

            output.WriteLine($"{thousand + 1},000 syncs: at most {most[thousand].Bytes:N0} bytes in {most[thousand].Files:N0} files.");
        }

        Assert.All(most[1..], later => Assert.True(later.Bytes <= 1.5 * most[0].Bytes && later.Files <= 1.5 * most[0].Files, $"{later} after {most[0]}"));
        await pod.StopAsync(sync);
    }

    private static async Task UpdateAsync(Pod pod, Command sync, int size)
    {
        var commit = pod.Web.Commit("main", Change.File("noise", RandomNumberGenerator.GetBytes(size)));
        var published = sync.SaysNextAsync($"Published {commit}");
        sync.Signal(PosixSignal.SIGHUP);
        await published;
    }

    /// <summary>The sizes of all files; some go while they are looked at.</summary>
    private static IEnumerable<long> Files(string directory)
        => new DirectoryInfo(directory).EnumerateFiles("*", SearchOption.AllDirectories).Select(file => file.Exists ? file.Length : 0);
}
