namespace Sidecars.GitHub;

/// <param name="Purpose">What it is for, to stand behind "GitHub refused to": "mint a token for acme".</param>
/// <param name="Json">The body; null for none.</param>
public sealed record GitHubRequest(HttpMethod Method, Uri Url, string Purpose, ICredentialProvider Credential, byte[]? Json = null)
{
    /// <summary>Goes to git's side of GitHub, where only the status of the answer counts.</summary>
    public bool IsGit { get; init; }
}
