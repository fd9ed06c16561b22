namespace Sidecars.Apps.Planted;

/// <summary>What happens when the main container runs the script: without that, the plant would prove nothing.</summary>
internal sealed record Proof(Harm Harm, string Script, string Why = "")
{
    public static Proof Runs(string script) => new(Harm.CanaryRuns, script);

    public static Proof Calls(string script) => new(Harm.ElsewhereIsCalled, script);

    public static Proof Writes(string script) => new(Harm.OutsideChanges, script);

    /// <summary>Git is made to believe or do something wrong, which the script checks.</summary>
    public static Proof Deceives(string script) => new(Harm.ScriptSucceeds, script);

    /// <summary>Git 2.39 does nothing with it; others may.</summary>
    public static Proof Nothing(string script, string why) => new(Harm.None, script, why);
}

internal enum Harm
{
    CanaryRuns,
    ElsewhereIsCalled,
    OutsideChanges,
    ScriptSucceeds,
    None,
}
