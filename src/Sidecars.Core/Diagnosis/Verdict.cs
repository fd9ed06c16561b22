namespace Sidecars.Diagnosis;

/// <summary>What a check came to.</summary>
public enum Verdict
{
    Ok,

    /// <summary>Works, but not as somebody probably wants it.</summary>
    Warning,

    Failure,

    /// <summary>Something it needs is not there.</summary>
    Skipped,
}
