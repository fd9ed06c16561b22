namespace Sidecars.GitHub;

/// <summary>What a token is asked to be good for.</summary>
/// <param name="Owner">The account whose repositories they are; null when only the installation is known.</param>
/// <param name="Repositories">Names without owner, sorted; null for all of the installation.</param>
/// <param name="PullRequestsIfGranted">Ask for <c>pull_requests: write</c> too, where the installation has it.</param>
public sealed record TokenScope(string? Owner, IReadOnlyList<string>? Repositories, Permissions Permissions, bool PullRequestsIfGranted)
{
    /// <summary>The workspace has no other owner: a configured installation is taken to be this one's, without asking.</summary>
    public bool IsAlone { get; init; } = true;

    /// <summary>Everything that may be asked for.</summary>
    private Permissions Most => PullRequestsIfGranted ? Permissions.With("pull_requests", "write") : Permissions;

    /// <summary>Whether this asks for all that the token can do.</summary>
    public bool Covers(InstallationToken token)
        => token.Permissions.Beyond(Most).Levels.Count == 0
           && (Repositories is null
               || token.Repositories?.Except(Repositories.Select(name => $"{Owner}/{name}"), StringComparer.OrdinalIgnoreCase).Any() == false);

    /// <summary>The same text for the same scope, to recognise a token that was asked for earlier.</summary>
    public override string ToString()
        => $"{Repositories switch { null => "all repositories", var names => string.Join(' ', names.Select(name => $"{Owner}/{name}")) }} ({Permissions}{(PullRequestsIfGranted ? ", pull_requests: write if granted" : "")})";
}
