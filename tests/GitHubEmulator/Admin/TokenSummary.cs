namespace GitHubEmulator.Admin;

/// <summary>What may be told about a token: everything but the token.</summary>
internal sealed record TokenSummary(
    string Sha256,
    long InstallationId,
    string Owner,
    IReadOnlyList<string>? Repositories,
    IReadOnlyDictionary<string, string> Permissions,
    DateTimeOffset MintedAt,
    DateTimeOffset ExpiresAt,
    bool IsRevoked)
{
    public static TokenSummary Of(IssuedToken token) => new(
        token.Sha256,
        token.InstallationId,
        token.Owner,
        token.Repositories,
        token.Permissions,
        token.MintedAt,
        token.ExpiresAt,
        token.IsRevoked);
}
