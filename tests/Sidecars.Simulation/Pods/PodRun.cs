using Sidecars.Cli;

namespace Sidecars.Simulation.Pods;

/// <summary>One start of token-refresher in a pod.</summary>
internal sealed class PodRun(TimeSpan start)
{
    public TimeSpan Start { get; } = start;

    public TimeSpan? FirstToken { get; set; }

    /// <summary>Why it ended, and when; null while it runs.</summary>
    public (TimeSpan At, ExitCode Code, string Sentence)? End { get; set; }
}
