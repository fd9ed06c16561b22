namespace Sidecars.GitHub;

/// <summary>What a token is asked to be good for.</summary>
/// <param name="Owner">The account whose repositories they are; null when only the installation is known.</param>
/// <param name="Repositories">Names without owner, sorted; null for all of the installation.</param>
/// <param name="PullRequestsIfGranted">Ask for <c>pull_requests: write</c> too, where the installation has it.</param>
public sealed record TokenScope(string? Owner, IReadOnlyList<string>? Repositories, Permissions Permissions, bool PullRequestsIfGranted)
{
    /// <summary>The same text for the same scope, to recognise a token that was asked for earlier.</summary>
    public override string ToString()
        => $"{Repositories switch { null => "all repositories", var names => string.Join(' ', names.Select(name => $"{Owner}/{name}")) }} ({Permissions}{(PullRequestsIfGranted ? ", pull_requests: write if granted" : "")})";
}
