using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Sidecars.Cli;

namespace Sidecars.GitHub;

/// <param name="RequestId">GitHub's name for the request, for its support; empty when it gave none.</param>
/// <param name="ServerTime">The answer's <c>Date</c>; ours when it had none.</param>
public sealed record GitHubAnswer(GitHubRequest Request, byte[] Body, string RequestId, DateTimeOffset ServerTime)
{
    /// <summary>The path that GitHub redirected to, as for what was renamed; null when it answered at once.</summary>
    public string? RedirectedTo { get; init; }

    /// <summary>How many requests the credential has left in this hour; null when the answer does not say.</summary>
    public int? RateLimitRemaining { get; init; }

    /// <exception cref="GitHubException">The body is no JSON, or not all of it came.</exception>
    public T Read<T>(JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(Body, type) ?? throw new JsonException("null");
        }
        catch (JsonException)
        {
            throw new GitHubException(
                ExitCode.Unavailable,
                $"GitHub's answer when asked to {Request.Purpose} cannot be read ({Body.Length} bytes, request {RequestId}): something cut it short, or api-url is not GitHub's API.")
            { IsTransient = true };
        }
    }
}
