using System.Text;
using Sidecars.Apps.Support;

namespace Sidecars.Apps;

/// <summary>git-clone on a volume that is too small, and then is not any more.</summary>
public sealed class FullDiskSpecs
{
    [Fact]
    public async Task Too_little_room_for_the_files_is_said_in_bytes_before_the_first_is_written()
    {
        await using var scene = await Scene.StartAsync();
        var volume = await MountAsync(scene, "4m");
        scene.Want("big.txt", StartingStates.Hexadecimal(3 << 20));

        var run = await scene.RunAsync(Wish.Branch);

        Assert.True(run.ExitCode == 7, run.Error);
        Assert.Matches($@"{scene.Directory} has \d{{7}} bytes left, and {scene.Wanted} needs 31457\d\d: mount a larger volume there", run.LastMessage);
        Assert.Equal("", await scene.Clone.OutputOfAsync("find", scene.Directory, "-mindepth", "1", "-maxdepth", "1", "-not", "-name", ".git"));
        await CompletesWithRoomAsync(scene, volume);
    }

    [Fact]
    public async Task What_did_not_fit_while_it_was_fetched_takes_no_room_afterwards()
    {
        await using var scene = await Scene.StartAsync();
        var volume = await MountAsync(scene, "1m");
        scene.Pod.Web.CommitMany("main", 200);
        scene.Want("big.bin", StartingStates.Noise(2 << 20));

        var run = await scene.RunAsync(Wish.Branch);

        Assert.True(run.ExitCode == 7, run.Error);
        Assert.Contains("No space left on device", run.LastMessage, StringComparison.Ordinal);
        Assert.InRange(int.Parse(await scene.Clone.OutputOfAsync("sh", "-c", $"du -s {scene.Directory} | cut -f1")), 0, 100);
        await CompletesWithRoomAsync(scene, volume);
    }

    [Fact]
    public async Task A_checkout_that_filled_the_disk_is_finished_once_there_is_room()
    {
        await using var scene = await Scene.StartAsync();
        var volume = await MountAsync(scene, "1m");

        // A few kilobytes of objects, of which nobody expects so much.
        scene.Want("big.txt", Encoding.ASCII.GetBytes(new string('a', 3 << 20)));

        foreach (var _ in Enumerable.Range(0, 2))
        {
            var run = await scene.RunAsync(Wish.Branch);

            Assert.True(run.ExitCode == 7, run.Error);
            Assert.Contains("with room for the repository", run.LastMessage, StringComparison.Ordinal);
        }

        await CompletesWithRoomAsync(scene, volume);
    }

    private static Task<Volume> MountAsync(Scene scene, string size) => scene.MountAsync($"mount -t tmpfs -o size={size} tmpfs {scene.Pod.Workspace}");

    private static async Task CompletesWithRoomAsync(Scene scene, Volume volume)
    {
        await volume.ShellAsync($"mount -o remount,size=64m {scene.Pod.Workspace}");

        var run = await scene.RunAsync(Wish.Branch);

        Assert.True(run.ExitCode == 0, run.Error);
        await scene.Clone.AssertIsAtAsync(scene.Wanted, "main");
    }
}
