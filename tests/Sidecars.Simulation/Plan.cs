using System.Globalization;

namespace Sidecars.Simulation;

/// <summary>How much is simulated: little by default, for a test; the report asks for more.</summary>
internal sealed record Plan(int Years, double Days, double FleetHours, int BrokerPods)
{
    public const int Pods = 2000;

    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(45);

    /// <summary>There is time for variations, which the report compares.</summary>
    public bool IsLong => Years > 1;

    /// <summary>Reads SIMULATION_YEARS (years, each with another seed), SIMULATION_DAYS (of a year), SIMULATION_FLEET_HOURS and SIMULATION_BROKER_PODS (of the fleet with and without a broker; 0 for none).</summary>
    public static Plan Read(Func<string, string?> environment) => new(
        int.Parse(environment("SIMULATION_YEARS") ?? "1", CultureInfo.InvariantCulture),
        double.Parse(environment("SIMULATION_DAYS") ?? "365", CultureInfo.InvariantCulture),
        double.Parse(environment("SIMULATION_FLEET_HOURS") ?? "1.25", CultureInfo.InvariantCulture),
        int.Parse(environment("SIMULATION_BROKER_PODS") ?? "0", CultureInfo.InvariantCulture));
}
