using Sidecars.GitHub;

namespace Sidecars.Publishing;

/// <summary>What one owner of the workspace's repositories has: a token, and why there is none or no newer one.</summary>
/// <param name="Token">Null when there never was one. It may have expired: then <paramref name="Error"/> says why there is no other.</param>
/// <param name="Error">Null when all is well.</param>
public sealed record OwnerToken(string Owner, InstallationToken? Token, string? Error);
