namespace Sidecars.Apps.Hostile;

[Flags]
internal enum Attackers
{
    None = 0,

    /// <summary>As the chart's app is: a user of its own, and our group.</summary>
    App = 1,

    /// <summary>It has our programs' user.</summary>
    SameUser = 2,

    Root = 4,

    /// <summary>Root with what a container runtime gives: CAP_DAC_OVERRIDE, CAP_KILL, CAP_CHOWN and others; no CAP_SYS_PTRACE.</summary>
    CapableRoot = 8,

    Neighbours = SameUser | Root | CapableRoot,

    All = App | Neighbours,
}

/// <summary>A container beside the sidecar, with the app's image and mounts.</summary>
/// <param name="Prey">A process that the attacker may do everything to: it shows that his attacks can succeed.</param>
internal sealed record Attacker(Attackers Kind, string Words, string Container, long User, string Prey)
{
    public static IReadOnlyList<Attacker> All { get; } =
    [
        new(Attackers.App, "app", "app", 1234, "prey-of-app"),
        new(Attackers.SameUser, "our user", "same-user", 65532, "prey-of-same"),
        new(Attackers.Root, "root", "root", 0, "prey-of-root"),
        new(Attackers.CapableRoot, "root with capabilities", "capable-root", 0, "prey-of-root"),
    ];
}
