using GitHubEmulator;

namespace Sidecars.Apps.Chaos.Mints;

internal static class MintLimits
{
    /// <summary>In whatever span of time, no more than the burst and one for each time that has passed.</summary>
    public static void AssertKept(IReadOnlyList<IssuedToken> tokens, int burst, TimeSpan each)
    {
        var minted = tokens.Select(token => token.MintedAt).Order().ToList();
        for (var first = 0; first < minted.Count; first++)
        {
            for (var last = first; last < minted.Count; last++)
            {
                var span = minted[last] - minted[first];
                Assert.True(last - first + 1 <= burst + span / each, $"{last - first + 1} tokens were minted in {span.TotalSeconds:0.000} s, from {minted[first]:HH:mm:ss.fff}.");
            }
        }
    }
}
