using System.Diagnostics;
using System.Runtime.InteropServices;
using GitHubEmulator;
using Sidecars.Apps.Support;
using Xunit.Abstractions;

namespace Sidecars.Apps.Chaos.Mints;

/// <summary>Three tokens at once and then one a minute, whatever happens: counted by GitHub, of the published programs, in real time.</summary>
[Trait("Category", "Chaos")]
public sealed class MintLimitSpecs(ITestOutputHelper output)
{
    private const int Burst = 3;

    /// <summary>In the short form one each second and a half.</summary>
    private static readonly string Limit = ChaosRun.IsLong ? "3/1" : "3/0.025";

    [Fact]
    public async Task It_holds_over_lost_answers_kills_and_restarts_as_long_as_the_state_is_kept()
    {
        var (each, duration) = ChaosRun.IsLong ? (TimeSpan.FromMinutes(1), ChaosRun.Duration) : (TimeSpan.FromSeconds(1.5), ChaosRun.Duration / 3);
        output.WriteLine($"{ChaosRun.SeedVariable}={ChaosRun.Seed}");
        var random = new Random(ChaosRun.Seed);
        await using var pod = await Pod.StartAsync();
        pod.KeepState();
        var deeds = new Dictionary<string, int>();
        var refresher = pod.StartTokenRefresher("--mint-limit", Limit);
        try
        {
            await UseBurstAsync(pod, refresher);
            for (var clock = Stopwatch.StartNew(); clock.Elapsed < duration;)
            {
                var (name, deed) = Deeds[random.Next(Deeds.Length)];
                deeds[name] = deeds.GetValueOrDefault(name) + 1;
                await deed(pod, refresher, random);
                if (refresher.HasEnded)
                {
                    refresher.Dispose();
                    refresher = pod.StartTokenRefresher(["--mint-limit", Limit, .. random.Next(2) == 0 ? ["--repos", "acme/api"] : Array.Empty<string>()]);
                }

                await Task.Delay(random.Next(20, 300));
            }
        }
        finally
        {
            refresher.Dispose();
        }

        var tokens = pod.GitHub.IssuedTokens;
        var counts = string.Join(", ", deeds.OrderBy(deed => deed.Key, StringComparer.Ordinal).Select(deed => $"{deed.Value} × {deed.Key}"));
        output.WriteLine($"{tokens.Count} tokens; {counts}");
        MintLimits.AssertKept(tokens, Burst, each);

        // A kill while GitHub mints counts as if the answer had come as late as it can, which in the short form is ten times the limit's pace.
        Assert.True(!ChaosRun.IsLong || tokens.Count > Burst, $"There were {tokens.Count} tokens only.");
        ChaosReport.Set(
            ChaosPart.MintLimit,
            $"--mint-limit {Limit}, the state directory kept, {duration.TotalSeconds:0} s of: {counts}. GitHub minted {tokens.Count} tokens: in no span of time more than {Burst} and one for each {each.TotalSeconds:0.#} s.\n",
            $"The mint limit ({Limit}) held over {deeds.Where(deed => deed.Key.Contains("SIGKILL", StringComparison.Ordinal)).Sum(deed => deed.Value)} SIGKILLs and {deeds.Count} kinds of trouble: {tokens.Count} tokens in {duration.TotalSeconds:0} s.");
    }

    private static readonly (string Name, Func<Pod, Command, Random, Task> Deed)[] Deeds =
    [
        ("SIGHUP", (_, refresher, _) => Ask(refresher)),
        ("SIGKILL", (_, refresher, _) => KillAsync(refresher)),
        ("SIGTERM", async (pod, refresher, _) =>
        {
            if (!refresher.HasEnded)
            {
                refresher.Signal(PosixSignal.SIGTERM);
                await pod.EndAsync(refresher);
            }
        }),
        ("SIGKILL after the mint and before its answer", (pod, refresher, random) => KillBeforeAnswerAsync(pod, refresher, random.Next(2) == 0)),
        ("a mint's answer cut off", (pod, refresher, random) => SpoilAsync(pod, refresher, FaultKind.ResetAfter(random.Next(600)))),
        ("a mint's answer in half", (pod, refresher, _) => SpoilAsync(pod, refresher, FaultKind.TruncatedJson())),
        ("a token that can too much", (pod, refresher, _) => SpoilAsync(pod, refresher, FaultKind.WiderPermissions())),
        ("GitHub failing", (pod, refresher, _) => SpoilAsync(pod, refresher, FaultKind.HtmlError())),
        // One after the other, as in a pod that starts again: two at once would not know of each other's mints.
        ("generate-initial-token in its place, both ended by SIGKILL", async (pod, refresher, random) =>
        {
            await KillAsync(refresher);
            using var generate = Command.Start(Published.GenerateInitialToken, ["--mint-limit", Limit], pod.Environment);
            await Task.Delay(random.Next(200));
            await KillAsync(generate);
        }),
    ];

    /// <summary>From then on one mint too many is a mint above the limit.</summary>
    private static async Task UseBurstAsync(Pod pod, Command refresher)
    {
        await refresher.SaysAsync("Published a token");
        for (var minted = 1; minted < Burst; minted++)
        {
            var token = pod.Token;
            refresher.Signal(PosixSignal.SIGHUP);
            await pod.TokenChangesAsync(token);
        }
    }

    private static Task Ask(Command refresher)
    {
        if (!refresher.HasEnded)
        {
            refresher.Signal(PosixSignal.SIGHUP);
        }

        return Task.CompletedTask;
    }

    private static async Task KillAsync(Command program)
    {
        if (!program.HasEnded)
        {
            program.Kill();
            await program.EndAsync();
        }
    }

    private static Task SpoilAsync(Pod pod, Command refresher, FaultKind kind)
    {
        pod.Fault(Operation.Mint, kind);
        return Ask(refresher);
    }

    /// <summary>GitHub has minted; the program will never know.</summary>
    private static async Task KillBeforeAnswerAsync(Pod pod, Command refresher, bool asIsDueNow)
    {
        var before = pod.GitHub.IssuedTokens.Count;
        var release = new TaskCompletionSource();
        pod.GitHub.Faults.Clear();
        pod.Fault(Operation.Mint, FaultKind.Held(0, release.Task));
        if (asIsDueNow)
        {
            await Ask(refresher);
        }

        // The limit may not allow one now.
        for (var patience = Stopwatch.StartNew(); pod.GitHub.IssuedTokens.Count == before && patience.Elapsed < TimeSpan.FromSeconds(1);)
        {
            await Task.Delay(2);
        }

        await KillAsync(refresher);
        pod.GitHub.Faults.Clear();
        release.SetResult();
    }
}
