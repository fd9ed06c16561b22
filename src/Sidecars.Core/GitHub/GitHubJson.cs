using System.Text.Json.Serialization;

namespace Sidecars.GitHub;

/// <summary>What is sent to and read from GitHub, in its own words. Only what is used; everything may be missing.</summary>
internal sealed record AccessTokenRequest(IReadOnlyList<string>? Repositories, IReadOnlyDictionary<string, string> Permissions, IReadOnlyList<long>? RepositoryIds = null);

internal sealed record AccessToken(
    string? Token, DateTimeOffset? ExpiresAt, Dictionary<string, string>? Permissions, string? RepositorySelection, List<RepositoryReference?>? Repositories);

internal sealed record RepositoryReference(string? FullName);

internal sealed record Installation(long Id, Account? Account, Dictionary<string, string>? Permissions, string? AppSlug, DateTimeOffset? SuspendedAt);

internal sealed record App(long Id, string? Slug, string? ClientId);

internal sealed record Account(string? Login);

internal sealed record User(long Id);

internal sealed record ErrorMessage(string? Message);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AccessTokenRequest))]
[JsonSerializable(typeof(AccessToken))]
[JsonSerializable(typeof(Installation))]
[JsonSerializable(typeof(App))]
[JsonSerializable(typeof(User))]
[JsonSerializable(typeof(RepositoryReference))]
[JsonSerializable(typeof(ErrorMessage))]
internal sealed partial class GitHubJson : JsonSerializerContext;
