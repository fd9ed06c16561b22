using System.Runtime.InteropServices;
using GitHubEmulator;
using Sidecars.Apps.Support;

namespace Sidecars.Apps.Chaos.Mints;

/// <summary>The answer to a mint is cut off after every byte that it has, its headers included.</summary>
[Trait("Category", "Chaos")]
public sealed class LostAnswerSpecs
{
    /// <summary>Each attempt waits for a second, most of which is idle.</summary>
    private static readonly int Pods = ChaosRun.IsLong ? 16 : 4;

    [Fact]
    public async Task After_a_reset_at_any_byte_the_next_attempt_publishes_a_whole_token()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, Pods).Select(PlayAsync));

        var (length, cuts, lost) = (results.Max(result => result.Length), results.Sum(result => result.Cuts), results.Sum(result => result.Lost));
        Assert.True(lost > 0, "No answer was lost.");
        ChaosReport.Set(
            ChaosPart.LostAnswers,
            $"The answer to a mint is {length} bytes long, headers included. It was cut off at {cuts} places{(ChaosRun.IsLong ? ": after every byte" : "")}. {lost} tokens were lost with it; each time the next attempt, within {results.Max(result => result.Longest).TotalSeconds:0.0} s, published a whole one, and no reader saw anything but a whole token that GitHub had minted.\n",
            $"Mint answers cut off at {cuts} places ({length} bytes): each time the next attempt published a whole token, after {results.Max(result => result.Longest).TotalSeconds:0.0} s at most.");
    }

    private static async Task<(int Length, int Cuts, int Lost, TimeSpan Longest)> PlayAsync(int part)
    {
        // Short tokens, so that there are fewer bytes.
        await using var pod = await Pod.StartAsync(new GitHubServerOptions { TokenFormat = TokenFormat.Classic });
        using var proxy = new CuttingProxy(pod.GitHub.ServerUrl, "/access_tokens");
        pod.Environment["GITHUB_API_URL"] = $"{proxy.Url}api/v3";
        pod.Environment["GITHUB_SERVER_URL"] = proxy.Url;
        using var refresher = pod.StartTokenRefresher("--mint-limit", "100000/1");
        await refresher.SaysAsync("Published a token");
        var step = ChaosRun.IsLong ? Pods : proxy.Length / 3;
        var (cuts, lost, longest) = (0, 0, TimeSpan.Zero);
        for (var bytes = part * step / Pods; bytes < proxy.Length; bytes += step)
        {
            var (before, minted) = (pod.Token, pod.GitHub.IssuedTokens.Count);
            proxy.CutNext(bytes);
            var clock = System.Diagnostics.Stopwatch.StartNew();
            refresher.Signal(PosixSignal.SIGHUP);
            await Eventually.HoldsAsync(() => HasChanged(pod, before));

            longest = clock.Elapsed > longest ? clock.Elapsed : longest;
            Assert.Equal(pod.GitHub.IssuedTokens[^1].Value, pod.Token);
            Assert.InRange(pod.GitHub.IssuedTokens.Count - minted, 1, 2);
            lost += pod.GitHub.IssuedTokens.Count - minted - 1;
            cuts++;
        }

        await pod.StopAsync(refresher);
        return (proxy.Length, cuts, lost, longest);
    }

    /// <summary>Whatever is published is a token that GitHub minted, all of it.</summary>
    private static bool HasChanged(Pod pod, string before)
    {
        var token = pod.Token;
        Assert.True(token == before || pod.GitHub.IssuedTokens.Any(issued => issued.Value == token), "What is published is no token.");
        return token != before;
    }
}
