using Sidecars.Simulation.GitHub;

namespace Sidecars.Simulation;

/// <summary>A time without a valid published token.</summary>
/// <param name="Oracles">So much of it has the oracle, too.</param>
/// <param name="Beyond">So much has only the product.</param>
/// <param name="Waited">How long the oracle waited for GitHub by then.</param>
/// <param name="Cause">What was the matter with GitHub when it was last asked before the token ended: how long is waited then depends on that.</param>
internal sealed record Gap(TimeSpan Start, TimeSpan Oracles, TimeSpan Beyond, TimeSpan Waited, string Cause)
{
    /// <summary>GitHub limited us, of which half the time it does not say for how long. Then the wait has to double from a minute, as its documentation has it; we stop at a quarter of an hour.</summary>
    public bool IsInALimit => Cause.Contains(EpisodeKind.Limited.Name, StringComparison.Ordinal);
}
