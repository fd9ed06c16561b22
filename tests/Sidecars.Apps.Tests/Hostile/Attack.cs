namespace Sidecars.Apps.Hostile;

/// <summary>What the app's container does to the rest of its pod, and what comes of it.</summary>
/// <param name="Name">As SECURITY.md has it.</param>
/// <param name="Script">For sh. It succeeds where the attacker has got what he wanted, or, where he is let, has done it.</param>
/// <param name="By">Who tries it.</param>
/// <param name="Result">As SECURITY.md has it.</param>
internal sealed record Attack(string Name, string Script, Attackers By, string Result = Attack.Refused)
{
    public const string Refused = "refused";

    /// <summary>That it succeeds against something that does not defend itself is shown, too.</summary>
    public bool IsPotent { get; init; } = true;

    /// <summary>What it does is let happen, and ends the sidecar.</summary>
    public bool Ends { get; init; }

    /// <summary>What git-clone's next run says to it.</summary>
    public int[] ExitCodes { get; init; } = [];

    /// <summary>What runs what was planted, where somebody else does it.</summary>
    public string? Trigger { get; init; }

    /// <summary>Of the pod; what the script is, is its value.</summary>
    public string? Annotation { get; init; }

    /// <summary>How often it is done before it is looked at what came of it.</summary>
    public int Times { get; init; } = 1;

    /// <summary>As SECURITY.md has it.</summary>
    public string Row => $"| {Name} | {Words} | {Result} |";

    private string Words => By == Attackers.All ? "all" : By == Attackers.None ? "who edits annotations" : string.Join(", ", Attacker.All.Where(attacker => By.HasFlag(attacker.Kind)).Select(attacker => attacker.Words));
}
