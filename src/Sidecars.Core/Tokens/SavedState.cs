using System.Text.Json.Serialization;

namespace Sidecars.Tokens;

/// <summary>What outlives a restart, as it stands in the state directory.</summary>
/// <param name="BootId">The machine's run whose clock the times are of; of another run they mean nothing.</param>
/// <param name="Access">Null when no access file was seen.</param>
internal sealed record SavedState(int Version, string BootId, Dictionary<string, SavedOwner> Owners, SavedAccess? Access = null);

/// <summary>What the access file said last, and since when.</summary>
internal sealed record SavedAccess(string Text, double SinceBootSeconds, DateTimeOffset At);

/// <param name="PaidUntilSeconds">Since boot; see <see cref="MintLimit.Pay"/>.</param>
internal sealed record SavedOwner(SavedToken? Token, double PaidUntilSeconds);

/// <param name="Asked">The scope asked for, which may be more than what was granted.</param>
/// <param name="ConfiguredInstallationId">Null when it was looked up.</param>
internal sealed record SavedToken(
    string Value, string ApiUrl, string ServerUrl, string AppId, long? ConfiguredInstallationId, string Asked, long InstallationId, string Owner,
    Dictionary<string, string> Permissions, IReadOnlyList<string>? Repositories,
    DateTimeOffset MintedAt, DateTimeOffset ExpiresAt, double ExpiresSinceBootSeconds, DateTimeOffset ExpiresByOurClock, string? AppSlug = null, long? BotUserId = null);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(SavedState))]
internal sealed partial class SavedStateJson : JsonSerializerContext;
