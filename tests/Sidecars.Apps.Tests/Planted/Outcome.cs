namespace Sidecars.Apps.Planted;

/// <summary>How git-clone ends.</summary>
/// <param name="Words">What its last sentence names; for the rest, why that is right.</param>
internal sealed record Outcome(OutcomeKind Kind, string Words)
{
    /// <summary>Exit 8, and nothing at all is changed, or asked for.</summary>
    public static Outcome Refused(string words) => new(OutcomeKind.Refused, words);

    /// <summary>Exit 8: objects may have come, but the work tree, HEAD and branches are what they were.</summary>
    public static Outcome Stopped(string words) => new(OutcomeKind.Stopped, words);

    /// <summary>As work is treated: it is left alone with exit 0 where a branch is followed, and exit 8 where a commit was named.</summary>
    public static Outcome LeftAlone(string words) => new(OutcomeKind.LeftAlone, words);

    /// <summary>Exit 9 because of what the server's commit holds: the work tree, HEAD and branches are what they were.</summary>
    public static Outcome Declined(string words) => new(OutcomeKind.Declined, words);

    /// <summary>Exit 0 with what was wanted, as if it were not there.</summary>
    public static Outcome Ignored(string why) => new(OutcomeKind.Ignored, why);
}

internal enum OutcomeKind
{
    Refused,
    Stopped,
    LeftAlone,
    Declined,
    Ignored,
}
