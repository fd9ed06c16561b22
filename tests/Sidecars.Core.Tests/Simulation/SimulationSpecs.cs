using Sidecars.Cli;
using Sidecars.Simulation.GitHub;

namespace Sidecars.Simulation;

/// <summary>A year of one pod, and the first hour of 2,000, on virtual clocks. The simulation has a process of its own: it wants the thread pool for itself.</summary>
public sealed class SimulationSpecs(SimulationRun run) : IClassFixture<SimulationRun>
{
    private static readonly TimeSpan OneMinute = TimeSpan.FromMinutes(1);

    private Results Results => run.Results;

    private FleetResult Fleet => Results.Fleets[0];

    private FleetResult WithoutJitter => Results.Fleets[1];

    [Fact]
    public void The_year_has_troubles_that_no_refresher_gets_past()
    {
        Assert.All(Results.Years, year => Assert.InRange(year.WithoutAnswer.TotalHours, 24, 240));
        Assert.Contains(Results.Years, year => year.OracleWithout > OneMinute);
    }

    [Fact]
    public void Not_one_minute_is_without_a_valid_token_that_an_oracle_would_have_had_but_where_GitHub_does_not_say_for_how_long_it_limits_us()
    {
        Assert.All(Results.Years.SelectMany(year => year.Gaps), gap =>
            Assert.True(gap.Beyond < (gap.IsInALimit ? TimeSpan.FromMinutes(17) : OneMinute), $"{gap}"));
    }

    [Fact]
    public void The_year_is_survived_without_a_restart_and_without_minting_more_than_is_used()
    {
        Assert.All(Results.Years, year =>
        {
            Assert.Equal(0, year.Restarts);
            Assert.InRange(year.Mints, year.Published, year.Published * 1.01);
        });
    }

    [Fact]
    public void Each_of_the_pods_has_a_token_within_its_bound_or_says_why_not()
    {
        Assert.InRange(Fleet.LongestBound, OneMinute, TimeSpan.FromMinutes(15) + TimeSpan.FromSeconds(1));
        Assert.Equal(Fleet.Plan.Pods, Fleet.Served);
        Assert.All(Fleet.Failures.Keys, failure => Assert.Matches($"^{(int)ExitCode.Unavailable}: GitHub limits us when asked to .* it wants N seconds of silence\\.", failure));
    }

    [Fact]
    public void All_are_served_almost_as_fast_as_the_limit_allows()
    {
        var atBest = TimeSpan.FromMinutes(Fleet.Plan.Pods * Limits.PointsOfStart / (double)Limits.PointsPerMinute);

        Assert.InRange(Fleet.AllServed!.Value, atBest - OneMinute, atBest * 1.25);
        Assert.True(Fleet.WithinBound > Fleet.Plan.Pods * 0.75, $"{Fleet.WithinBound}");
    }

    [Fact]
    public void At_the_refresh_no_pod_is_left_without_a_token_for_longer_than_a_moment()
    {
        Assert.True(Fleet.WithoutToken.Pods < Fleet.Plan.Pods / 100 && Fleet.WithoutToken.Minutes < 10, $"{Fleet.WithoutToken}");
    }

    [Fact]
    public void Jitter_keeps_the_pods_from_coming_all_at_once()
    {
        Assert.True(Fleet.WithinBound > WithoutJitter.WithinBound * 1.5, $"{Fleet.WithinBound} {WithoutJitter.WithinBound}");
        Assert.True(Fleet.First.Refused < WithoutJitter.First.Refused, $"{Fleet.First} {WithoutJitter.First}");
        Assert.True(Fleet.Later.MostInASecond < WithoutJitter.Later.MostInASecond, $"{Fleet.Later} {WithoutJitter.Later}");
    }

    [Fact]
    public void The_same_seed_tells_the_same_story() => Assert.True(Results.IsRepeatable);
}
