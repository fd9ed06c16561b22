using Microsoft.Extensions.Logging;
using Sidecars.GitHub;
using Sidecars.Monitoring;
using Sidecars.Retry;

namespace Sidecars.Tokens;

/// <summary>Takes tokens back, and finds out whether that helped.</summary>
/// <param name="audit">Gets one line for each revocation, at every log level.</param>
public sealed class Revocation(GitHubClient gitHub, TokenMetrics metrics, TimeProvider time, ILogger audit, ILogger logger)
{
    private const int MostAttempts = 3;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(4);

    /// <summary>Asks GitHub once to revoke a token. False when that failed, which is logged.</summary>
    public async Task<bool> TryAsync(TokenValue token, GitHubHost host, string owner, CancellationToken cancellationToken)
        => await AttemptAsync(token, host, owner, isLast: true, cancellationToken);

    /// <summary>Revokes a token and then uses it: null when it is dead; otherwise until when it may be used.</summary>
    public async Task<DateTimeOffset?> RevokeAsync(InstallationToken token, CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt <= MostAttempts; attempt++)
        {
            if (await AttemptAsync(token.Token, token.Host, token.Owner, attempt == MostAttempts, cancellationToken))
            {
                break;
            }

            await Task.Delay(Backoff.Wait(attempt, LongestWait), time, cancellationToken);
        }

        if (token.Expires.HasCome(time) || !await WorksAsync(token, cancellationToken))
        {
            return null;
        }

        metrics.WiderTokenWorksUntil(token.ExpiresAt);
        logger.StillWorks(token.Owner, token.ExpiresAt.ToIso8601());
        return token.ExpiresAt;
    }

    private async Task<bool> AttemptAsync(TokenValue token, GitHubHost host, string owner, bool isLast, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await gitHub.SendAsync(
                new(HttpMethod.Delete, host.Api("/installation/token"), $"revoke a token of {owner}", token.Bearer), cancellationToken);
            audit.Revoked(owner, answer.RequestId, token.Hashed);
            return true;
        }
        catch (GitHubException e) when (e.Status == 401)
        {
            // It was dead already.
            audit.Revoked(owner, "none: GitHub does not know it any more", token.Hashed);
            return true;
        }
        catch (GitHubException e)
        {
            if (isLast)
            {
                audit.NotRevoked(owner, token.Hashed, e.Message);
            }

            return false;
        }
    }

    /// <summary>Only a clear no counts as one.</summary>
    private async Task<bool> WorksAsync(InstallationToken token, CancellationToken cancellationToken)
    {
        try
        {
            await gitHub.SendAsync(
                new(HttpMethod.Get, token.Host.Api("/rate_limit"), $"show whether a revoked token of {token.Owner} still works", token.Token.Bearer), cancellationToken);
            return true;
        }
        catch (GitHubException e)
        {
            return e.Status != 401;
        }
    }
}
