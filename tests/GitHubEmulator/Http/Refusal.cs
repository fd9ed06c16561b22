namespace GitHubEmulator.Http;

/// <summary>Ends the handling of a request with one of GitHub's error answers.</summary>
internal sealed class Refusal(int status, string message) : Exception(message)
{
    public int Status => status;

    /// <summary>Where the resource is now, for a redirect.</summary>
    public Uri? Location { get; init; }
}
