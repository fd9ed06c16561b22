using Sidecars.Simulation.GitHub;
using Sidecars.Simulation.Pods;

namespace Sidecars.Simulation;

/// <summary>One pod through all that happens to GitHub, beside oracles.</summary>
internal static class Year
{
    public static async Task<YearResult> RunAsync(ulong seed, TimeSpan length, TimeSpan interval, long? installationId = null)
    {
        using var stage = new Stage(seed);
        var weather = Weather.Of(seed, length);
        var gitHub = new SimulatedGitHub(stage.Time, weather, limits: null);
        var pod = stage.Start(TimeSpan.Zero, "acme/app", installationId, interval, gitHub);
        await stage.PassAsync(length);
        return Judge(seed, length, interval, looksUp: installationId is null, weather, gitHub, pod);
    }

    private static YearResult Judge(ulong seed, TimeSpan length, TimeSpan interval, bool looksUp, Weather weather, SimulatedGitHub gitHub, Pod pod)
    {
        var oracle = new Oracle(weather);
        var gaps = new List<Gap>();
        var latest = TimeSpan.Zero;
        for (var i = 0; i < pod.Published.Count; i++)
        {
            var life = gitHub.LifeOf(pod.Published[i].Token);
            var isLast = i == pod.Published.Count - 1;
            var nextUsable = isLast ? length : Later(pod.Published[i + 1].At, gitHub.LifeOf(pod.Published[i + 1].Token).UsableFrom);
            var due = TimeSpan.FromTicks(Math.Min((life.ExpiresAt - SimulatedGitHub.TokenLife + interval).Ticks, gitHub.FirstAskedAfter(pod.Published[i].At)?.Ticks ?? long.MaxValue));
            var possible = Earlier(oracle.FirstToken(due), length);
            if (!isLast)
            {
                latest = Later(latest, nextUsable - oracle.FirstProvenToken(due));
            }

            if (nextUsable > life.ExpiresAt)
            {
                var best = Earlier(Later(possible, life.ExpiresAt), nextUsable);
                gaps.Add(new(life.ExpiresAt, best - life.ExpiresAt, nextUsable - best, best - due, weather.CauseOf(gitHub.LastAskedBefore(life.ExpiresAt))));
            }
        }

        return new(
            seed, length.TotalDays, interval.TotalMinutes, looksUp, oracle.WithoutAnswer(length), oracle.WithoutTokenAtBest(length), gaps,
            gitHub.Traffic.Of(Operation.Mint), gitHub.Mints, gitHub.Traffic.Total, pod.Published.Count, latest, pod.Runs.Count - 1);
    }

    private static TimeSpan Later(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private static TimeSpan Earlier(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
