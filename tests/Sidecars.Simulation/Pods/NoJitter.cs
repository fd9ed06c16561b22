namespace Sidecars.Simulation.Pods;

/// <summary>All draw the middle.</summary>
internal sealed class NoJitter : Random
{
    public override double NextDouble() => 0.5;
}
