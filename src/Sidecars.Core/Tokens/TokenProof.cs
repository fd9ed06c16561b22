using Microsoft.Extensions.Logging;
using Sidecars.Cli;
using Sidecars.GitHub;
using Sidecars.Monitoring;
using Sidecars.Retry;

namespace Sidecars.Tokens;

/// <summary>Uses a token once before anybody else does: a fresh one may be refused for seconds, and some are good for nothing.</summary>
public sealed class TokenProof(GitHubClient gitHub, TokenMetrics metrics, TimeProvider time, ILogger logger)
{
    /// <summary>GitHub takes seconds to spread a token. The same one is asked with again; a new one would start over.</summary>
    private static readonly TimeSpan[] WaitsAfterRefusal = [.. new[] { 1, 2, 4, 8, 15 }.Select(seconds => TimeSpan.FromSeconds(seconds))];

    private static readonly TimeSpan LongestWaitForAnswer = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan ShortestAttempt = TimeSpan.FromSeconds(5);

    /// <summary>True when GitHub took the token; false when until <paramref name="end"/> it said neither yes nor no.</summary>
    /// <param name="latest">Until when a refusal is tried again; null for as often as it takes to be sure.</param>
    /// <param name="taken">Called when the API has taken it, before git's side is asked; again where that has to be tried again.</param>
    /// <exception cref="GitHubException">GitHub refused it each time. Another token may fare better.</exception>
    public async Task<bool> ProveAsync(InstallationToken token, Moment end, Moment? latest, CancellationToken cancellationToken, Action? taken = null)
    {
        var refusals = 0;
        for (var attempt = 0; ; attempt++)
        {
            if (await TryAsync(token, end, taken, cancellationToken) is not { } failure)
            {
                return true;
            }

            TimeSpan wait;
            if (IsRefusal(failure))
            {
                if (refusals == WaitsAfterRefusal.Length || !IsFresh(token))
                {
                    throw failure.AsTransient();
                }

                wait = Backoff.AtLeast(WaitsAfterRefusal[refusals++]);
                if (latest?.Left(time) < wait)
                {
                    throw failure.AsTransient();
                }
            }
            else
            {
                var left = end.Left(time);
                if (left <= TimeSpan.Zero)
                {
                    return false;
                }

                if (failure.RetryAfter > left)
                {
                    // There is nobody to ask before it is too late.
                    await Task.Delay(left, time, cancellationToken);
                    return false;
                }

                wait = failure.AsksToWait
                    ? Backoff.WaitForLimit(failure.RetryAfter, attempt, left)
                    : Backoff.Wait(attempt, LongestWaitForAnswer);
                wait = wait < left ? wait : left;
            }

            logger.TokenNotProvenYet(wait.TotalSeconds, failure.Message);
            await Task.Delay(wait, time, cancellationToken);
        }
    }

    /// <summary>Null when GitHub took the token.</summary>
    private async Task<GitHubException?> TryAsync(InstallationToken token, Moment end, Action? taken, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(TimeForAttempt(end), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            await AskAsync(token, taken, either.Token);
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new GitHubException(ExitCode.Unavailable, $"GitHub did not say whether it takes the token for {token.Owner}.") { IsTransient = true };
        }
        catch (GitHubException e) when (IsRefusal(e) || e.IsTransient)
        {
            return e;
        }
    }

    /// <summary>Neither request counts against the token's rate limit.</summary>
    private async Task AskAsync(InstallationToken token, Action? taken, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await gitHub.SendAsync(
                new(HttpMethod.Get, token.Host.Api("/rate_limit"), $"accept the token for {token.Owner}", token.Token.Bearer), cancellationToken);
            if (answer.RateLimitRemaining is { } remaining)
            {
                metrics.RateLimitRemaining(token.Owner, remaining);
            }
        }
        catch (GitHubException e) when (e.Status == 404 && e.Answer.Contains("rate limit", StringComparison.OrdinalIgnoreCase))
        {
            // A GitHub Enterprise Server without rate limits, as is its default, took the token and has nothing to tell (actions/stale#1227).
        }

        taken?.Invoke();
        if (token.Repositories is [var repository, ..] && token.Permissions.Allows("contents", "read"))
        {
            await gitHub.SendAsync(new(HttpMethod.Get, token.Host.Refs(repository), $"let git read {repository}", token.Token.Basic) { IsGit = true }, cancellationToken);
        }
    }

    /// <summary>GitHub may still be spreading it. An older one that is refused is dead.</summary>
    private bool IsFresh(InstallationToken token) => !token.Expires.After(TokenValue.TimeToSpread - token.Life).HasCome(time);

    /// <summary>No limit and no outage, but a no to this token.</summary>
    private static bool IsRefusal(GitHubException e) => e is { Status: 401 or 403 or 404, IsLimit: false };

    /// <summary>However late it is, GitHub is asked at least once.</summary>
    private TimeSpan TimeForAttempt(Moment end)
        => TimeSpan.FromTicks(Math.Clamp(end.Left(time).Ticks, ShortestAttempt.Ticks, 2 * GitHubClient.AttemptTimeout.Ticks));
}
