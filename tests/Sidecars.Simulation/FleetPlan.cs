namespace Sidecars.Simulation;

/// <summary>Who starts, and into what.</summary>
internal sealed record FleetPlan(string Name, int Pods, TimeSpan Length)
{
    /// <summary>So many different sets of repositories; pods share them evenly.</summary>
    public int Scopes { get; init; } = 1;

    /// <summary>The installation is looked up, and not configured.</summary>
    public bool LooksUp { get; init; }

    /// <summary>False: all pods draw the same lot, whenever they draw one.</summary>
    public bool Jitter { get; init; } = true;

    /// <summary>The pods ask a broker, and it asks GitHub.</summary>
    public bool HasBroker { get; init; }

    /// <summary>From when to when GitHub answers 503; null for never.</summary>
    public (TimeSpan From, TimeSpan To)? Outage { get; init; }
}
