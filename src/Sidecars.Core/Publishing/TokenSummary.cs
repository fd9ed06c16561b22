using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Sidecars.GitHub;

namespace Sidecars.Publishing;

/// <summary>What <c>token.json</c> tells of the tokens beside it. No secret.</summary>
/// <param name="Identity">Who commits where the App does; null where GitHub did not say what the App is called.</param>
internal sealed record TokenSummary(int Version, string ApiUrl, string AppId, TokenSummary.Committer? Identity, IReadOnlyList<TokenSummary.Token> Tokens)
{
    /// <summary>The App's bot. GitHub shows commits by this address as the bot's.</summary>
    internal sealed record Committer(string Name, string Email)
    {
        /// <summary>Null for an App whose name is not known. Without the user ID the address is still nobody else's.</summary>
        public static Committer? Of(InstallationToken token)
            => token.AppSlug is { } slug
                ? new($"{slug}[bot]", $"{(token.BotUserId is { } id ? $"{id}+" : "")}{slug}[bot]@users.noreply.{token.Host.ServerUrl.Host}")
                : null;
    }

    /// <param name="File">Relative to the directory of token.json.</param>
    /// <param name="Repositories">Full names; null for all of the installation.</param>
    /// <param name="TokenSha256">In hexadecimal, as <c>sha256sum</c> prints it.</param>
    /// <param name="Error">Why this owner has no token, or none that lives; null when all is well. What belongs to a token is null where there never was one.</param>
    internal sealed record Token(
        string Owner, string? File, long? InstallationId, DateTime? ExpiresAt, DateTime? MintedAt, IReadOnlyDictionary<string, string>? Permissions,
        IReadOnlyList<string>? Repositories, string? TokenSha256, string? Error);
}

[JsonSerializable(typeof(TokenSummary))]
internal sealed partial class TokenSummaryJson : JsonSerializerContext
{
    /// <summary>People and scripts read it too: a + in an address stays one.</summary>
    public static TokenSummaryJson Readable { get; } = new(new JsonSerializerOptions
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true,
    });
}
