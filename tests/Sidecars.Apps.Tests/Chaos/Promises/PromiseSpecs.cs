using GitHubEmulator;
using Sidecars.Apps.Chaos.Mints;
using Xunit.Abstractions;

namespace Sidecars.Apps.Chaos.Promises;

/// <summary>
/// GitHub and the network fail in every way that the emulator knows, and a consumer goes on without pause. As long as GitHub answered ten minutes
/// without a break in the last fifteen of a token's life, no command that runs while GitHub answers is refused.
/// </summary>
[Trait("Category", "Chaos")]
public sealed class PromiseSpecs(ITestOutputHelper output)
{
    /// <summary>
    /// Nothing is scaled but the clock: tokens live an hour, the interval is 45 minutes, the mint limit 3/1, and all back-offs and bounds are as
    /// for users. For that the program is built once more with libc loaded at run time, and libfaketime gives it a fast clock. In the short form
    /// it is faster: an hour fits, and each trouble lasts a minute.
    /// </summary>
    [Fact]
    public async Task No_command_is_refused_while_GitHub_answers_by_a_fast_clock()
    {
        var endurance = new Endurance(output);
        var clock = new FastClock(ChaosRun.IsLong ? 60 : 90);
        var minute = TimeSpan.FromMinutes(1);
        await using var pod = await Endurance.StartAsync(clock, TimeSpan.FromHours(1));
        using var refresher = clock.StartTokenRefresher(pod, "--access", "write", "--interval-minutes", ChaosRun.IsLong ? "45" : "30");

        var (verdict, spells) = await endurance.RunAsync(pod, clock, refresher, minute, [.. Trouble.Kinds.Keys]);

        Endurance.Report(ChaosPart.Promise, verdict, spells, minute, $"Clocks run {clock.Speed} times as fast; in their time a token lives 60 minutes, and every interval, back-off, bound and limit is the default.");
        endurance.AssertKept(verdict);
        Assert.True(verdict.Tokens.Count > 1, $"There was no refresh. {refresher.Error}");
        Assert.True(!ChaosRun.IsLong || verdict.Ended.Count(verdict.Binds) > 2, "The promise bound for hardly a token.");
        MintLimits.AssertKept(verdict.Tokens, burst: 3, each: minute);
        await pod.StopAsync(refresher);
    }

    [Theory]
    [InlineData(0, 0, true)]
    [InlineData(30, 50, true)]
    [InlineData(30, 51, false)]
    [InlineData(55, 70, true)]
    [InlineData(54, 70, false)]
    [InlineData(48, 52, false)]
    public void The_promise_binds_where_GitHub_answered_for_ten_of_the_last_fifteen_minutes(int from, int until, bool binds)
    {
        var minted = DateTimeOffset.UnixEpoch;
        var spell = new Spell("", Operation.Any, minted.AddMinutes(from), minted.AddMinutes(until), TimeSpan.Zero);

        Assert.Equal(binds, new Promise(TimeSpan.FromMinutes(1)).Binds(minted.AddHours(1), [spell]));
    }
}
