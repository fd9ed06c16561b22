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

    private sealed class FakedClock
    {
        private const string Library = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1";

        private readonly Pod _pod;

        public FakedClock(Pod pod, string offset)
        {
            _pod = pod;
            Assert.True(File.Exists(Library), "libfaketime is missing: ./build.sh test installs it.");
            pod.Environment["LD_PRELOAD"] = Library;
            pod.Environment["FAKETIME_TIMESTAMP_FILE"] = TimestampFile;
            pod.Environment["FAKETIME_NO_CACHE"] = "1";
            pod.Environment["DONT_FAKE_MONOTONIC"] = "1";
            Set(offset);
        }

        private string TimestampFile => Path.Combine(_pod.Root, "faketime");

        public Command StartTokenRefresher(params string[] arguments) => Command.Start(Published.DynamicTokenRefresher, arguments, _pod.Environment);

        public void Set(string offset)
        {
            // In one step: what reads half of it would see another time.
            File.WriteAllText($"{TimestampFile}.new", $"{offset}\n");
            File.Move($"{TimestampFile}.new", TimestampFile, overwrite: true);
        }
    }
}
