using Sidecars.Simulation.GitHub;

namespace Sidecars.Simulation.Report;

/// <summary>A few lines for the README.</summary>
internal static class Summary
{
    public static string Of(Results results)
    {
        var years = results.Years;
        var fleet = results.Fleets[0];
        var lines = new List<string>
        {
            $"- **A simulated year** ({years.Count} of them, virtual clocks, the product's own code against a GitHub with {years.Average(year => year.WithoutAnswer.TotalHours):0} h a year in which it mints nothing): "
            + $"{years.Average(year => year.Without.TotalMinutes):0} minutes a year without a valid token, of which an oracle that refreshes the moment it can has {years.Average(year => year.OracleWithout.TotalMinutes):0}. "
            + $"Longest single time beyond the oracle: {LongestBeyond(years, inALimit: false):0} s; {LongestBeyond(years, inALimit: true):0} s where GitHub limits us and does not say for how long (there the wait doubles, as its documentation asks).",
            $"- **{fleet.Plan.Pods:N0} pods started in one second** on one installation ({Limits.PointsPerMinute} points a minute, {Limits.RequestsPerHour:N0} requests an hour): {fleet.WithinBound:N0} have their token from their first start, "
            + $"the others end with exit code 6 and GitHub's limit as the reason, and have it from the next; all after {Show.Clock(fleet.AllServed)} minutes. "
            + $"At the refreshes: at most {fleet.Later.MostInASecond:N0} requests in a second; {fleet.WithoutToken.Minutes:0.0} pod-minutes without a token in {fleet.Plan.Length.TotalHours:0} hours.",
        };
        if (results.TenThousand is [var alone, .., var broker])
        {
            lines.Add(
                $"- **{alone.Plan.Pods:N0} pods** do not fit into these limits each by itself ({alone.Served:N0} served after {alone.Plan.Length.TotalHours:0.#} hours); "
                + $"a broker (a model, no program of ours) that mints once for each of {broker.Plan.Scopes:N0} scopes serves all after {Show.Clock(broker.AllServed)} minutes.");
        }

        return string.Join('\n', lines) + "\n";
    }

    private static double LongestBeyond(IEnumerable<YearResult> years, bool inALimit)
        => years.SelectMany(year => year.Gaps).Where(gap => gap.IsInALimit == inALimit).Select(gap => gap.Beyond.TotalSeconds).DefaultIfEmpty().Max();
}
