namespace KubernetesEmulator;

/// <summary>What goes wrong, with which requests, and how often.</summary>
public sealed record Fault
{
    /// <summary>Without it, every request.</summary>
    public Predicate<RequestRecord> On { get; init; } = _ => true;

    /// <summary><see cref="int.MaxValue"/> lasts until the faults are cleared.</summary>
    public int Times { get; init; } = 1;

    public required FaultKind Kind { get; init; }
}
