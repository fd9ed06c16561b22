namespace GitHubEmulator;

/// <summary>What goes wrong, with which requests, and how often.</summary>
public sealed record Fault
{
    public Operation On { get; init; } = Operation.Any;

    /// <summary><see cref="int.MaxValue"/> lasts until the faults are cleared.</summary>
    public int Times { get; init; } = 1;

    public required FaultKind Kind { get; init; }
}
