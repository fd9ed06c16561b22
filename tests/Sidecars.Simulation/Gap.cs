namespace Sidecars.Simulation;

/// <summary>A time without a valid published token.</summary>
/// <param name="Oracles">So much of it has the oracle, too.</param>
/// <param name="Beyond">So much has only the product.</param>
/// <param name="Waited">How long the oracle waited for GitHub by then.</param>
/// <param name="Cause">What was the matter with GitHub when the token ended.</param>
internal sealed record Gap(TimeSpan Start, TimeSpan Oracles, TimeSpan Beyond, TimeSpan Waited, string Cause);
