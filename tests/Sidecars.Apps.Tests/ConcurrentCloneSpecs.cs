using GitHubEmulator;
using Sidecars.Apps.Support;

namespace Sidecars.Apps;

/// <summary>Several git-clones, as of several pods, in one directory.</summary>
public sealed class ConcurrentCloneSpecs
{
    public static TheoryData<string> Wishes => [.. Enum.GetNames<Wish>()];

    [Theory]
    [MemberData(nameof(Wishes))]
    public async Task Those_that_start_together_all_end_well(string wanted)
    {
        var wish = Enum.Parse<Wish>(wanted);
        await using var scene = await Scene.StartAsync();
        scene.Pod.Web.CommitMany("main", 200);
        _ = scene.Wanted;

        var runs = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => scene.RunAsync(wish)));

        Assert.All(runs, run => Assert.True(run.ExitCode == 0, run.Error));
        await scene.Clone.AssertIsAtAsync(scene.Wanted, wish == Wish.Commit ? null : "main");
    }

    [Theory]
    [MemberData(nameof(Wishes))]
    public async Task Those_that_update_together_all_end_well(string wanted)
    {
        var wish = Enum.Parse<Wish>(wanted);
        await using var scene = await Scene.StartAsync();
        await scene.CloneAsync();
        _ = scene.Wanted;

        var runs = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => scene.RunAsync(wish)));

        Assert.All(runs, run => Assert.True(run.ExitCode == 0, run.Error));
        await scene.Clone.AssertIsAtAsync(scene.Wanted, wish == Wish.Commit ? null : "main");
    }

    [Fact]
    public async Task One_that_is_at_work_is_waited_for()
    {
        await using var scene = await Scene.StartAsync();
        var release = new TaskCompletionSource();
        scene.Pod.Fault(Operation.GitUploadPack, FaultKind.Held(10, release.Task));
        using var first = scene.Start();
        await scene.Pod.GitHub.WaitForRequestAsync(request => request.Operation == Operation.GitUploadPack);

        using var second = scene.Start();
        await second.SaysAsync("Another git-clone works in");
        release.SetResult();

        var run = await scene.Pod.EndAsync(second);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal($"{scene.Directory} is at {scene.First} already", run.LastMessage);
        Assert.Equal(0, (await scene.Pod.EndAsync(first)).ExitCode);
    }

    [Fact]
    public async Task It_is_not_waited_for_longer_than_the_lock_timeout()
    {
        await using var scene = await Scene.StartAsync();
        var release = new TaskCompletionSource();
        scene.Pod.Fault(Operation.GitUploadPack, FaultKind.Held(10, release.Task));
        using var first = scene.Start();
        await scene.Pod.GitHub.WaitForRequestAsync(request => request.Operation == Operation.GitUploadPack);

        var run = await scene.RunAsync("--lock-timeout", "1");

        Assert.True(run.ExitCode == 8, run.Error);
        Assert.Contains("another git-clone works there for more than 1 s (--lock-timeout)", run.LastMessage, StringComparison.Ordinal);
        release.SetResult();
        Assert.Equal(0, (await scene.Pod.EndAsync(first)).ExitCode);
    }
}
