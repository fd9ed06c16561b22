namespace Sidecars.Apps.Chaos;

/// <summary>A command of the consumer's.</summary>
/// <param name="Kind">fetch, push or api.</param>
internal sealed record CommandRecord(string Kind, DateTimeOffset From, DateTimeOffset Until, int ExitCode, string Error)
{
    public bool Failed => ExitCode != 0;
}
