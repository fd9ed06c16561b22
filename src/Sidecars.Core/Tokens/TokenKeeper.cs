using Microsoft.Extensions.Logging;
using Sidecars.Cli;
using Sidecars.GitHub;
using Sidecars.Publishing;
using Sidecars.Retry;

namespace Sidecars.Tokens;

/// <summary>Publishes a token, and later the next one, before the one in use gets old.</summary>
public sealed class TokenKeeper(TokenIssuer issuer, TokenDirectory directory, TimeProvider time, ILogger logger)
{
    /// <summary>How often the clocks are looked at: timers stand still while the machine is suspended.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    /// <summary>With this little left of the published token, a failure is told again, even if nothing about it is new.</summary>
    private static readonly TimeSpan LastMinutes = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan LongestBackoff = TimeSpan.FromMinutes(1);

    /// <summary>For what only a person can change: asking more often would only annoy GitHub.</summary>
    private static readonly TimeSpan BackoffUntilChanged = TimeSpan.FromMinutes(5);

    private bool _saidItRunsOut;

    /// <summary>Publishes a token: the one an earlier run left, if it is still good, or a new one.</summary>
    /// <exception cref="SidecarException">None can be had or written.</exception>
    public async Task<InstallationToken> PublishFirstAsync(CancellationToken cancellationToken)
    {
        directory.Prepare();
        var token = await issuer.FirstAsync(cancellationToken);
        Publish(token);
        return token;
    }

    /// <summary>Goes on publishing new tokens until it is cancelled. Nothing GitHub does ends it.</summary>
    /// <param name="current">The token that is published now.</param>
    /// <param name="interval">The longest that a token is used; it is replaced earlier when a quarter of its life is left.</param>
    public async Task KeepFreshAsync(InstallationToken current, TimeSpan interval, RefreshSignal refreshNow, CancellationToken cancellationToken)
    {
        var (due, earliest) = (Due(current, interval), Moment.Now(time));
        InstallationToken? next = null;
        SidecarException? lastFailure = null;
        for (var failures = 0; ;)
        {
            await WaitAsync(due, earliest, refreshNow, cancellationToken);
            try
            {
                // A token that could not be written is still good: the next round writes it and mints none.
                next = next is not null && !IsOld(next) ? next : await issuer.NextAsync(current, cancellationToken);
                Publish(next);
                (current, next, lastFailure, failures) = (next, null, null, 0);
                (due, earliest) = (Due(current, interval), Moment.Now(time));
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                cancellationToken.ThrowIfCancellationRequested();

                // Whatever it is, a bug of ours too: the pod still has a living token, and without us it would lose it.
                var failure = e as SidecarException ?? Sidecar.Bug(e);
                var wait = WaitAfter(failure, failures);
                due = Moment.Now(time).After(wait);
                earliest = failure is GitHubException { AsksToWait: true } ? due : Moment.Now(time).After(Backoff.Wait(failures, LongestBackoff));
                failures++;
                Report(failure, lastFailure, current, wait);
                lastFailure = failure;
            }
        }
    }

    /// <param name="earliest">A signal does not come through before: failed attempts follow the back-off, whoever asks for them.</param>
    private async Task WaitAsync(Moment due, Moment earliest, RefreshSignal refreshNow, CancellationToken cancellationToken)
    {
        while (due.Left(time) is var left && left > TimeSpan.Zero)
        {
            if (await refreshNow.WaitAsync(left < LongestWait ? left : LongestWait, time, cancellationToken))
            {
                logger.AskedToRefresh();
                due = Moment.Earlier(due, earliest);
            }

            directory.RemoveOutdated();
        }

        cancellationToken.ThrowIfCancellationRequested();
    }

    private void Publish(InstallationToken token)
    {
        directory.Publish(Generation.Of([new(token.Owner, token, null)], new([], "", [])));
        directory.RemoveOutdated();
        logger.Published(token.Owner, token.ExpiresAt.ToIso8601());
    }

    private void Report(SidecarException failure, SidecarException? last, InstallationToken current, TimeSpan wait)
    {
        if (failure is { ExitCode: ExitCode.Bug, InnerException: { } cause })
        {
            logger.Trace(Redaction.Clean(cause.ToString()));
        }

        var left = current.Expires.Left(time);
        var isRunningOut = left < LastMinutes && !_saidItRunsOut;
        _saidItRunsOut = left < LastMinutes;
        if (last is not null && CauseOf(last) == CauseOf(failure) && !isRunningOut)
        {
            logger.StillNotRefreshed(failure.Message, wait.TotalSeconds, left.TotalMinutes);
        }
        else
        {
            logger.NotRefreshed(failure.Message, wait.TotalSeconds, left.TotalMinutes);
        }
    }

    /// <summary>What stays the same when the same thing goes wrong again; request IDs do not.</summary>
    private static (ExitCode, int?, string?) CauseOf(SidecarException failure)
        => failure is GitHubException { Status: not null } gitHub ? (failure.ExitCode, gitHub.Status, gitHub.Answer) : (failure.ExitCode, null, failure.Message);

    private static TimeSpan WaitAfter(SidecarException failure, int failures) => failure switch
    {
        GitHubException { AsksToWait: true } gitHub => Backoff.WaitForLimit(gitHub.RetryAfter, failures, Bound.Longest),
        GitHubException { IsTransient: true, ExitCode: ExitCode.Refused } => Backoff.Wait(failures, BackoffUntilChanged),
        GitHubException { IsTransient: true } or { ExitCode: ExitCode.CannotWrite or ExitCode.Bug } => Backoff.Wait(failures, LongestBackoff),
        _ => Backoff.AtLeast(BackoffUntilChanged),
    };

    private static Moment Due(InstallationToken token, TimeSpan interval)
    {
        var whenOld = token.Life * 0.75;
        var age = Backoff.AtMost(interval);
        return token.Expires.After((age < whenOld ? age : whenOld) - token.Life);
    }

    private bool IsOld(InstallationToken token) => token.Expires.After(-token.Life / 4).HasCome(time);
}
