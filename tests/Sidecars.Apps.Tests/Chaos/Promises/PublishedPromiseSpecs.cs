using GitHubEmulator;
using Xunit.Abstractions;

namespace Sidecars.Apps.Chaos.Promises;

/// <summary>The promise again, with the very program that users run.</summary>
[Trait("Category", "Chaos")]
public sealed class PublishedPromiseSpecs(ITestOutputHelper output)
{
    /// <summary>
    /// The published program by the machine's own clock, with tokens that live a minute: a second here is a minute there. The waits after failures
    /// are not scaled with it. Those that double from a second stay within the promise; those that start at a minute or five cannot, nor can an
    /// attempt that waits fifteen seconds for an answer, so the troubles that lead to them are left to the fast clock.
    /// </summary>
    [Fact]
    [Trait("Category", "Soak")]
    public async Task No_command_is_refused_while_GitHub_answers_with_the_published_program()
    {
        var endurance = new Endurance(output);
        var clock = new FastClock(1);
        var second = TimeSpan.FromSeconds(1);
        await using var pod = await Endurance.StartAsync(clock, TimeSpan.FromMinutes(1));

        // Due when a quarter of the life is left, without the interval's jitter; and a mint each second, as it would be one each minute.
        using var refresher = clock.StartTokenRefresher(pod, "--access", "write", "--interval-minutes", "55", "--mint-limit", "3/0.0167");

        var (verdict, spells) = await endurance.RunAsync(
            pod, clock, refresher, second,
            [nameof(FaultKind.HtmlError), nameof(FaultKind.Reset), nameof(FaultKind.ResetAfter), nameof(FaultKind.TruncatedJson), nameof(FaultKind.UnsupportedVersion), nameof(FaultKind.RetiredVersion)]);

        Endurance.Report(ChaosPart.PublishedPromise, verdict, spells, second, "Tokens live 60 seconds, so that a second stands for a minute; the mint limit is 3/0.0167. What does not scale with the token's life: 15 s for an answer, up to 30 s between attempts, a minute or five between rounds of them, a minute where GitHub limits without saying for how long. Troubles that lead there are left out here, and are met by the fast clock above.");
        endurance.AssertKept(verdict);
        await pod.StopAsync(refresher);
    }
}
