using Sidecars.Cli;
using Sidecars.GitHub;

namespace Sidecars.Scopes;

/// <summary>What a workspace's tokens may do: one of two usual accesses, or permissions by name.</summary>
/// <param name="Name">What <c>--access</c> calls it; null for permissions by name.</param>
/// <param name="PullRequestsIfGranted">Ask for <c>pull_requests: write</c> too, where the installation has it.</param>
public sealed record Access(string? Name, Permissions Permissions, bool PullRequestsIfGranted)
{
    public static Access Read { get; } = new("read", Permissions.Read, PullRequestsIfGranted: false);

    public static Access Write { get; } = new("write", Permissions.Write, PullRequestsIfGranted: true);

    public static Access Of(Permissions permissions) => new(null, permissions, PullRequestsIfGranted: false);

    /// <exception cref="FormatException">It is neither read nor write.</exception>
    public static Access Parse(string text) => text switch
    {
        "read" => Read,
        "write" => Write,
        _ => throw new FormatException($"'{Redaction.Clean(text)}' is no access; there are read and write."),
    };

    /// <summary>Of the two usual ones, write is the wider.</summary>
    public bool IsWiderThan(Access other) => this == Write && other == Read;
}
