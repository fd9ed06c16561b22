using System.Text.Json.Serialization;

namespace Sidecars.Publishing;

/// <summary>What <c>token.json</c> tells of the tokens beside it. No secret.</summary>
internal sealed record TokenSummary(int Version, string ApiUrl, string AppId, IReadOnlyList<TokenSummary.Token> Tokens)
{
    /// <param name="File">Relative to the directory of token.json.</param>
    /// <param name="Repositories">Full names; null for all of the installation.</param>
    /// <param name="TokenSha256">In hexadecimal, as <c>sha256sum</c> prints it.</param>
    /// <param name="Error">Why this owner has no token, or none that lives; null when all is well. What belongs to a token is null where there never was one.</param>
    internal sealed record Token(
        string Owner, string? File, long? InstallationId, DateTime? ExpiresAt, DateTime? MintedAt, IReadOnlyDictionary<string, string>? Permissions,
        IReadOnlyList<string>? Repositories, string? TokenSha256, string? Error);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(TokenSummary))]
internal sealed partial class TokenSummaryJson : JsonSerializerContext;
