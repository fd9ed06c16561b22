using System.Text.Json;

namespace Sidecars.Simulation;

/// <summary>All that was found out.</summary>
/// <param name="OtherIntervals">The first year again, with other intervals between refreshes.</param>
/// <param name="IsRepeatable">The same seed told the same story twice.</param>
internal sealed record Results(
    IReadOnlyList<YearResult> Years, IReadOnlyList<YearResult> OtherIntervals, IReadOnlyList<FleetResult> Fleets, IReadOnlyList<FleetResult> TenThousand, bool IsRepeatable)
{
    private static readonly JsonSerializerOptions WithTuples = new() { IncludeFields = true };

    public static Results Parse(string json) => JsonSerializer.Deserialize<Results>(json, WithTuples)!;

    public string ToJson() => JsonSerializer.Serialize(this, WithTuples);

    public static async Task<Results> RunAsync(Plan plan)
    {
        var length = TimeSpan.FromDays(plan.Days);
        var years = new List<YearResult>();
        for (ulong seed = 1; seed <= (ulong)plan.Years; seed++)
        {
            years.Add(await Year.RunAsync(seed, length, Plan.Interval));
            if (plan.IsLong)
            {
                years.Add(await Year.RunAsync(seed, length, Plan.Interval, installationId: 7));
            }
        }

        var intervals = new List<YearResult>();
        foreach (var minutes in plan.IsLong ? new[] { 30, 15 } : [])
        {
            intervals.Add(await Year.RunAsync(1, length, TimeSpan.FromMinutes(minutes)));
        }

        return new(years, intervals, await RunAllAsync(FleetPlans(plan)), await RunAllAsync(TenThousandPods(plan)), await IsRepeatableAsync());
    }

    private static IEnumerable<FleetPlan> FleetPlans(Plan plan)
    {
        var hours = TimeSpan.FromHours(plan.FleetHours);
        yield return new("installation looked up", Plan.Pods, hours) { LooksUp = true };
        yield return new("the same without jitter", Plan.Pods, hours) { LooksUp = true, Jitter = false };
        if (plan.IsLong)
        {
            yield return new("installation configured", Plan.Pods, hours);
            yield return new("the same without jitter", Plan.Pods, hours) { Jitter = false };
            yield return new("looked up; GitHub answers 503 from minute 40 to 70", Plan.Pods, hours) { LooksUp = true, Outage = (TimeSpan.FromMinutes(40), TimeSpan.FromMinutes(70)) };
        }
    }

    private static IEnumerable<FleetPlan> TenThousandPods(Plan plan)
    {
        if (plan.BrokerPods > 0)
        {
            var hours = TimeSpan.FromHours(1.5);
            yield return new("each asks GitHub", plan.BrokerPods, hours);
            yield return new("a broker, 1 scope", plan.BrokerPods, hours) { HasBroker = true };
            yield return new("a broker, 100 scopes", plan.BrokerPods, hours) { HasBroker = true, Scopes = 100 };
            yield return new("a broker, 1,000 scopes", plan.BrokerPods, hours) { HasBroker = true, Scopes = 1000 };
        }
    }

    private static async Task<IReadOnlyList<FleetResult>> RunAllAsync(IEnumerable<FleetPlan> plans)
    {
        var results = new List<FleetResult>();
        foreach (var plan in plans)
        {
            results.Add(await Fleet.RunAsync(plan, seed: 1));
        }

        return results;
    }

    private static async Task<bool> IsRepeatableAsync()
    {
        var week = TimeSpan.FromDays(7);
        var (one, other) = (await Year.RunAsync(3, week, Plan.Interval), await Year.RunAsync(3, week, Plan.Interval));
        return one with { Gaps = other.Gaps } == other && one.Gaps.SequenceEqual(other.Gaps);
    }
}
