using System.Globalization;
using Sidecars.Apps.Support;

namespace Sidecars.Apps.Chaos.LocalFaults;

/// <summary>The pod's wall clock is set or stands still, while the machine's own goes on and GitHub's is right.</summary>
[Trait("Category", "Chaos")]
public sealed class ClockFaultSpecs
{
    private const string Still = "still";

    /// <summary>The share of the last two in every run is in ClockSpecs.</summary>
    public static TheoryData<string, string> Clocks => ChaosRun.IsLong
        ? new() { { "wall clock held still", Still }, { "wall clock three hours ahead", "+3h" }, { "wall clock three hours behind", "-3h" } }
        : new() { { "wall clock held still", Still } };

    [Theory]
    [MemberData(nameof(Clocks))]
    public async Task A_wall_clock_that_goes_wrong_costs_no_consumer_its_token(string what, string offset)
    {
        await using var pod = await Pod.StartAsync(new() { TokenLife = TimeSpan.FromSeconds(8) });
        var clock = new FakedClock(pod, "+0");
        using var refresher = clock.StartTokenRefresher(LocalFault.ManyTokens);
        await refresher.SaysAsync("Published a token");

        await new LocalFault(what, pod, refresher)
        {
            Begin = () => Set(clock, offset == Still ? DateTime.UtcNow.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) : offset),
            End = () => Set(clock, "+0"),

            // Long enough for a refresh by the wrong clock.
            Lasting = TimeSpan.FromSeconds(10),
            AsksForRefresh = false,
        }.PlayAsync();
    }

    private static Task Set(FakedClock clock, string offset)
    {
        clock.Set(offset);
        return Task.CompletedTask;
    }
}
