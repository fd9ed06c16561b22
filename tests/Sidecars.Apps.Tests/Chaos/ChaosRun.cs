using System.Globalization;

namespace Sidecars.Apps.Chaos;

/// <summary>How much of it there is to be, and in which order.</summary>
internal static class ChaosRun
{
    /// <summary>./build.sh chaos sets it to ten minutes.</summary>
    private const string DurationVariable = "CHAOS_SECONDS";

    /// <summary>Can be given to have the same order again.</summary>
    public const string SeedVariable = "CHAOS_SEED";

    private const int ShortSeconds = 30;
    private const int LongSeconds = 300;

    public static TimeSpan Duration { get; } = TimeSpan.FromSeconds(Number(DurationVariable) ?? ShortSeconds);

    public static int Seed { get; } = Number(SeedVariable) ?? Random.Shared.Next();

    /// <summary>There is time for what takes minutes, and for everything several times.</summary>
    public static bool IsLong => Duration.TotalSeconds >= LongSeconds;

    /// <summary>How often a local fault is played.</summary>
    public static int Times => IsLong ? 5 : 1;

    private static int? Number(string variable)
        => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
