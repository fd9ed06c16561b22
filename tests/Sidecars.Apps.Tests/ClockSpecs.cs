using GitHubEmulator;
using Sidecars.Apps.Support;

namespace Sidecars.Apps;

/// <summary>
/// A wall clock that is wrong, or that somebody sets while the program runs; GitHub's stays right. For this the program is built once more, loading
/// libc at run time, so that libfaketime gets between them. It moves the wall clock only: frozen and suspended clocks are tested in virtual time.
/// </summary>
public sealed class ClockSpecs
{
    private static readonly string[] Offsets = ["+3h", "-3h"];

    public static TheoryData<string> Shifts => new(Offsets);

    [Theory]
    [MemberData(nameof(Shifts))]
    public async Task A_clock_that_is_three_hours_off_is_corrected_by_GitHubs(string offset)
    {
        await using var pod = await Pod.StartAsync();
        var clock = new FakedClock(pod, offset);

        using var refresher = clock.StartTokenRefresher();
        await refresher.SaysAsync("Published a token");

        Assert.Contains("Corrected this machine's clock by", refresher.Error, StringComparison.Ordinal);
        await AssertGitWorksAsync(pod);
        await pod.StopAsync(refresher);
    }

    [Theory]
    [InlineData("+3h", "+0")]
    [InlineData("-3h", "+0")]
    [InlineData("+3h", "-3h")]
    public async Task A_clock_that_is_set_while_it_runs_costs_no_consumer_its_token(string first, string then)
    {
        await using var pod = await Pod.StartAsync(new GitHubServerOptions { TokenLife = TimeSpan.FromSeconds(8) });
        var clock = new FakedClock(pod, "+0");
        using var refresher = clock.StartTokenRefresher("--mint-limit", "1000/1");
        await refresher.SaysAsync("Published a token");
        await AssertGitWorksAsync(pod);

        foreach (var offset in new[] { first, then })
        {
            clock.Set(offset);
            var token = pod.Token;

            // One look after the other until the next token is there: never is one refused.
            for (var patience = System.Diagnostics.Stopwatch.StartNew(); pod.Token == token;)
            {
                await AssertGitWorksAsync(pod);
                Assert.True(patience.Elapsed < TimeSpan.FromSeconds(30), $"No next token came. {refresher.Error}");
            }

            await AssertGitWorksAsync(pod);
        }

        await pod.StopAsync(refresher);
    }

    private static async Task AssertGitWorksAsync(Pod pod)
    {
        var run = await pod.InMainContainerAsync("git", "ls-remote", $"{pod.GitHub.ServerUrl}acme/web.git");
        Assert.True(run.ExitCode == 0, run.Error);
    }
}
