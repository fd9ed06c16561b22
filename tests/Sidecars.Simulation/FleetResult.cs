namespace Sidecars.Simulation;

/// <param name="WithinBound">Pods that had a token from their first start.</param>
/// <param name="Failures">How often a start failed, by exit code and sentence.</param>
/// <param name="LongestBound">The longest that a start took to its token or to its end.</param>
/// <param name="AllServed">When the last pod had its first token; null when one never had.</param>
/// <param name="WithoutToken">Minutes without a valid token after the first one, of all pods together, and how many pods had any.</param>
internal sealed record FleetResult(
    FleetPlan Plan, int WithinBound, IReadOnlyDictionary<string, int> Failures, TimeSpan LongestBound, int Served, TimeSpan? HalfServed, TimeSpan? AllServed,
    Phase First, Phase Later, int Mints, (double Minutes, int Pods) WithoutToken);

/// <summary>Requests to GitHub's API in a part of the story.</summary>
internal sealed record Phase(int Requests, int Refused, int MostInASecond, int MostInAMinute);
