using Sidecars.Retry;

namespace Sidecars.GitHub;

/// <summary>A token and all that is known of it.</summary>
/// <param name="Owner">The account of its installation.</param>
/// <param name="Permissions">What GitHub granted.</param>
/// <param name="Repositories">Full names; null for all of the installation.</param>
/// <param name="MintedAt">By GitHub's clock.</param>
/// <param name="ExpiresAt">By GitHub's clock.</param>
/// <param name="Expires">By ours.</param>
public sealed record InstallationToken(
    TokenValue Token, GitHubHost Host, string AppId, long InstallationId, string Owner, Permissions Permissions,
    IReadOnlyList<string>? Repositories, DateTimeOffset MintedAt, DateTimeOffset ExpiresAt, Moment Expires)
{
    /// <summary>The App's name in URLs, as in the account <c>SLUG[bot]</c>; null where GitHub did not say.</summary>
    public string? AppSlug { get; init; }

    /// <summary>The user ID of that account; null where GitHub did not say, or not in time.</summary>
    public long? BotUserId { get; init; }

    /// <summary>The installation in the settings it was minted with; null when none was.</summary>
    public long? ConfiguredInstallationId { get; init; }

    /// <summary>GitHub took it before it was published; false when GitHub neither took nor refused it.</summary>
    public bool IsProven { get; init; } = true;

    public TimeSpan Life => ExpiresAt - MintedAt;
}
