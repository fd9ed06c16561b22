namespace Sidecars.Simulation;

/// <summary>A time without a valid published token.</summary>
/// <param name="Oracles">So much of it has the oracle, too.</param>
/// <param name="Beyond">So much has only the product.</param>
internal sealed record Gap(TimeSpan Start, TimeSpan Oracles, TimeSpan Beyond, string Cause);
