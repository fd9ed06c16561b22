using System.Net.Http.Headers;

namespace Sidecars.GitHub;

/// <summary>Proves to GitHub who asks. Today an App's key or a token does; a signer outside of the pod can take the key's place.</summary>
public interface ICredentialProvider
{
    /// <summary>A header for one attempt. It is not kept: the next attempt asks again.</summary>
    ValueTask<AuthenticationHeaderValue> GetAsync(CancellationToken cancellationToken);

    /// <summary>Learns from a refusal. True when the next header will be a better one, so that asking again at once makes sense.</summary>
    bool Corrects(GitHubException refusal);
}
