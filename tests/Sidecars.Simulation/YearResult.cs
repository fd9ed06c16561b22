namespace Sidecars.Simulation;

/// <param name="WithoutAnswer">How long GitHub would mint no token.</param>
/// <param name="AtBest">Without a token for one who mints one each second.</param>
/// <param name="MintRequests">What GitHub was asked for; <paramref name="Mints"/>: what it gave.</param>
/// <param name="Latest">The longest from the moment at which a refresh was due and possible to the new token.</param>
internal sealed record YearResult(
    ulong Seed, double Days, double IntervalMinutes, bool LooksUp, TimeSpan WithoutAnswer, TimeSpan AtBest, IReadOnlyList<Gap> Gaps,
    int MintRequests, int Mints, int Requests, int Published, TimeSpan Latest, int Restarts)
{
    public TimeSpan Without => TimeSpan.FromTicks(Gaps.Sum(gap => (gap.Oracles + gap.Beyond).Ticks));

    public TimeSpan OracleWithout => TimeSpan.FromTicks(Gaps.Sum(gap => gap.Oracles.Ticks));

    public TimeSpan Beyond => TimeSpan.FromTicks(Gaps.Sum(gap => gap.Beyond.Ticks));

    public TimeSpan LongestBeyond => Gaps.Select(gap => gap.Beyond).DefaultIfEmpty().Max();
}
