using System.Text.RegularExpressions;
using Sidecars.Simulation.GitHub;
using Sidecars.Simulation.Pods;

namespace Sidecars.Simulation;

/// <summary>Pods of one App and one installation, all started in one second.</summary>
internal static partial class Fleet
{
    /// <summary>Nobody's second token is due before.</summary>
    private static readonly TimeSpan FirstRefresh = TimeSpan.FromMinutes(40);

    public static async Task<FleetResult> RunAsync(FleetPlan plan, ulong seed)
    {
        using var stage = new Stage(seed, plan.Jitter);
        var outages = plan.Outage is { } outage ? new[] { new Episode(EpisodeKind.Outage, outage.From, outage.To, Episode.SeedOfUnavailable) } : [];
        var gitHub = new SimulatedGitHub(stage.Time, new Weather(seed, outages), new Limits(stage.Time));
        HttpMessageHandler asked = plan.HasBroker ? new Broker(stage.Time, gitHub) : gitHub;
        var pods = Enumerable.Range(0, plan.Pods)
            .Select(number => stage.Start(TimeSpan.FromSeconds(Lot.Of(seed, (ulong)number)), $"acme/app-{number % plan.Scopes}", plan.LooksUp ? null : 7, Plan.Interval, asked))
            .ToList();
        await stage.PassAsync(plan.Length);
        return Judge(plan, gitHub, pods);
    }

    private static FleetResult Judge(FleetPlan plan, SimulatedGitHub gitHub, List<Pod> pods)
    {
        var runs = pods.SelectMany(pod => pod.Runs).ToList();
        var served = pods.Where(pod => pod.Published.Count > 0).Select(pod => pod.Published[0].At).Order().ToList();
        var gaps = pods.Select(pod => WithoutToken(pod, gitHub, plan.Length)).Where(gap => gap > TimeSpan.Zero).ToList();
        return new(
            plan,
            pods.Count(pod => pod.Runs[0].FirstToken is not null),
            runs.Where(run => run.End is not null).CountBy(run => $"{(int)run.End!.Value.Code}: {Anonymous(run.End.Value.Sentence)}").ToDictionary(),
            runs.Select(run => ((run.FirstToken ?? run.End?.At) - run.Start) ?? TimeSpan.Zero).Max(),
            served.Count,
            served.Count >= pods.Count / 2 ? served[pods.Count / 2 - 1] : null,
            served.Count == pods.Count ? served[^1] : null,
            PhaseOf(gitHub.Traffic, TimeSpan.Zero, FirstRefresh),
            PhaseOf(gitHub.Traffic, FirstRefresh, plan.Length),
            gitHub.Mints,
            (gaps.Sum(gap => gap.TotalMinutes), gaps.Count));
    }

    private static TimeSpan WithoutToken(Pod pod, SimulatedGitHub gitHub, TimeSpan length)
    {
        var without = TimeSpan.Zero;
        for (var i = 0; i < pod.Published.Count; i++)
        {
            var end = gitHub.LifeOf(pod.Published[i].Token).ExpiresAt;
            var next = i + 1 < pod.Published.Count ? pod.Published[i + 1].At : length;
            without += next > end ? next - end : TimeSpan.Zero;
        }

        return without;
    }

    private static Phase PhaseOf(Traffic traffic, TimeSpan from, TimeSpan to)
        => new(traffic.Requests(from, to), traffic.Refused(from, to), traffic.MostInASecond(from, to), traffic.MostInAMinute(from, to));

    private static string Anonymous(string sentence) => Number().Replace(RequestId().Replace(sentence, "request …"), "N seconds");

    [GeneratedRegex("request [0-9A-F]+")]
    private static partial Regex RequestId();

    [GeneratedRegex("[0-9]+ seconds")]
    private static partial Regex Number();
}
