namespace Sidecars.Apps.Chaos.LocalFaults;

/// <param name="Seen">By the consumer, while it lasts.</param>
/// <param name="Recovery">From its end until all is well.</param>
internal sealed record LocalFaultRow(string Fault, string Seen, string Recovery, int Times);
