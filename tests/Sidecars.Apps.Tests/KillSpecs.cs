using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using GitHubEmulator;
using Sidecars.Apps.Support;
using Xunit.Abstractions;

namespace Sidecars.Apps;

/// <summary>git-clone is ended in the middle, and run again.</summary>
public sealed class KillSpecs(ITestOutputHelper output)
{
    /// <summary>Says which moments it was, and can be given to have the same again.</summary>
    private const string SeedVariable = "KILL_SEED";

    public static TheoryData<string> Jobs => [.. KilledJob.Names];

    [Theory]
    [MemberData(nameof(Jobs))]
    public Task Killed_at_any_moment_it_is_completed_by_the_next_run(string job) => KillAsync(job, moments: 3);

    [Theory]
    [MemberData(nameof(Jobs))]
    [Trait("Category", "Soak")]
    public Task Killed_at_200_moments_it_is_completed_by_the_next_run_each_time(string job) => KillAsync(job, moments: 200);

    [Theory]
    [MemberData(nameof(Jobs))]
    [Trait("Category", "Soak")]
    public async Task Killed_before_any_step_that_it_takes_itself_it_is_completed_by_the_next_run(string name)
    {
        await using var job = await KilledJob.PrepareAsync(name, files: 40);
        var step = 1;
        for (; await job.KillBeforeAsync(step); step++)
        {
            output.WriteLine($"Killed before step {step}.");
            await job.CompleteAsync();
        }

        Assert.InRange(step, 5, 300);
    }

    [Fact]
    public async Task A_git_that_outlives_it_is_waited_for()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var release = new TaskCompletionSource();
        pod.Fault(Operation.GitUploadPack, FaultKind.Held(10, release.Task));
        using var killed = pod.StartGitClone();
        await pod.GitHub.WaitForRequestAsync(request => request.Operation == Operation.GitUploadPack);
        killed.Kill();

        using var next = pod.StartGitClone();
        await next.SaysAsync("Another git-clone works in");
        release.SetResult();
        var run = await pod.EndAsync(next);

        Assert.True(run.ExitCode == 0, run.Error);
        await new Clone(pod, $"{pod.Workspace}/web").AssertIsAtAsync(pod.Web.Resolve("main")!, "main");
    }

    [Fact]
    public async Task SIGTERM_ends_it_with_143_and_leaves_no_lock()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        pod.Fault(Operation.GitUploadPack, FaultKind.Hang(), int.MaxValue);
        using var clone = pod.StartGitClone();
        await pod.GitHub.WaitForRequestAsync(request => request.Operation == Operation.GitUploadPack);

        var clock = Stopwatch.StartNew();
        clone.Signal(PosixSignal.SIGTERM);
        var run = await pod.EndAsync(clone);

        Assert.Equal(143, run.ExitCode);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(2), $"It took {clock.Elapsed}.");
        Assert.Empty(Directory.EnumerateFiles(pod.Workspace, "*.lock", SearchOption.AllDirectories));
        Assert.Empty(Directory.EnumerateFileSystemEntries(pod.Temporary));
    }

    /// <summary>Kills at so many moments, one in each part of the time that the job takes.</summary>
    private async Task KillAsync(string name, int moments)
    {
        var seed = Environment.GetEnvironmentVariable(SeedVariable) is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : Random.Shared.Next();
        var random = new Random(seed);
        await using var job = await KilledJob.PrepareAsync(name);
        var duration = await job.MeasureAsync();
        output.WriteLine($"{SeedVariable}={seed}; undisturbed it takes {duration.TotalMilliseconds:0} ms.");

        var killed = 0;
        for (var moment = 0; moment < moments; moment++)
        {
            var after = duration * ((moment + random.NextDouble()) / moments);
            output.WriteLine($"Killed after {after.TotalMilliseconds:0} ms.");
            killed += await job.KillAsync(after) ? 1 : 0;
            await job.CompleteAsync();
        }

        await job.CompleteAgainAsync();
        output.WriteLine($"It was killed {killed} times; {moments - killed} times it was done before.");
        Assert.InRange(killed, 1, moments);
    }
}
