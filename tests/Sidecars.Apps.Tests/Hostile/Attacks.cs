namespace Sidecars.Apps.Hostile;

/// <summary>The attacks, in the order of SECURITY.md.</summary>
internal static class Attacks
{
    public static IReadOnlyList<Attack> All { get; } = [.. ProcessAttacks.All, .. VolumeAttacks.All, .. Disturbances.All];

    /// <summary>Those of which it can be said at once whether they succeeded.</summary>
    public static IReadOnlyList<Attack> OnProcessesAndFiles { get; } = [.. ProcessAttacks.All, .. VolumeAttacks.All];
}
