namespace Sidecars.Simulation.GitHub;

internal static class Lot
{
    /// <summary>From 0 to 1 without 1, always the same for the same two numbers (SplitMix64).</summary>
    public static double Of(ulong seed, ulong number)
    {
        var mixed = unchecked((seed + number * 0x9E3779B97F4A7C15) ^ 0x5851F42D4C957F2D);
        mixed = unchecked((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9);
        mixed = unchecked((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB);
        return ((mixed ^ (mixed >> 31)) >> 11) * (1.0 / (1UL << 53));
    }
}
