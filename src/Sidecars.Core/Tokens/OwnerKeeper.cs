using Microsoft.Extensions.Logging;
using Sidecars.Cli;
using Sidecars.GitHub;
using Sidecars.Monitoring;
using Sidecars.Publishing;
using Sidecars.Retry;

namespace Sidecars.Tokens;

/// <summary>Keeps one owner's token fresh, whatever becomes of the others'.</summary>
/// <param name="asked">What the owner's tokens are for.</param>
/// <param name="interval">The longest that a token is used; it is replaced earlier when a quarter of its life is left.</param>
internal sealed class OwnerKeeper(
    TokenScope asked, TimeSpan interval, TokenIssuer issuer, StateDirectory state, Publication publication, Action giveBackMemory, TokenMetrics metrics, TimeProvider time, ILogger logger)
{
    /// <summary>How often the clocks are looked at: timers stand still while the machine is suspended.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    /// <summary>With this little left of the published token, a failure is told again, even if nothing about it is new.</summary>
    private static readonly TimeSpan LastMinutes = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan LastMinute = TimeSpan.FromMinutes(1);

    /// <summary>By then the connections of the last refresh are closed, and what they needed can go too.</summary>
    private const int LooksUntilQuiet = 2;

    private bool _saidItRunsOut;

    /// <summary>Goes on publishing new tokens until it is cancelled. Nothing GitHub does ends it.</summary>
    /// <param name="current">The token that is published now; null when there was none to be had.</param>
    /// <param name="lastFailure">Why there was none.</param>
    public async Task KeepFreshAsync(InstallationToken? current, SidecarException? lastFailure, Signal.Listener refreshNow, CancellationToken cancellationToken)
    {
        var failures = lastFailure is null ? 0 : 1;
        var (due, earliest) = current is not null ? (Due(current), Moment.Now(time)) : After(lastFailure!, failures: 0, current);
        InstallationToken? next = null;
        while (true)
        {
            await WaitAsync(due, earliest, lastFailure, refreshNow, cancellationToken);
            try
            {
                // A token that could not be written is still good: the next round writes it and mints none.
                next = next is not null && !IsOld(next) ? next : await issuer.NextAsync(asked, current, cancellationToken);

                // Before it is published: a run that cannot publish must not mint another one when it starts again.
                state.SaveToken(asked, next);
                publication.Set(asked.Owner, new(asked.Owner ?? next.Owner, next, Error: null));
                (current, next, lastFailure, failures) = (next, null, null, 0);
                (due, earliest) = (Due(current), Moment.Now(time));
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                cancellationToken.ThrowIfCancellationRequested();

                // Whatever it is, a bug of ours too: the pod still has a living token, and without us it would lose it.
                var failure = e as SidecarException ?? Sidecar.Bug(e);
                metrics.Failed(failure.ExitCode);
                (due, earliest) = After(failure, failures++, current);
                Report(failure, lastFailure, current, due.Left(time));
                lastFailure = failure;
            }
        }
    }

    /// <summary>When to try again by ourselves, and how early when somebody asks for it.</summary>
    private (Moment Due, Moment Earliest) After(SidecarException failure, int failures, InstallationToken? current)
    {
        var wait = RefreshBackoff.WaitAfter(failure, failures, wasGranted: current is not null);
        if (failure is not GitHubException { RetryAfter: not null } && current?.Expires.Left(time) - LastMinute is { } left && left < wait && left > LastMinute)
        {
            // Unless GitHub itself says when: not after the token's end without another try before it.
            wait = left;
        }

        var due = Moment.Now(time).After(wait);
        return (due, failure is GitHubException { AsksToWait: true } ? due : Moment.Now(time).After(RefreshBackoff.ShortestWaitAfter(failures)));
    }

    /// <param name="earliest">A signal does not come through before: failed attempts follow the back-off, whoever asks for them.</param>
    private async Task WaitAsync(Moment due, Moment earliest, SidecarException? lastFailure, Signal.Listener refreshNow, CancellationToken cancellationToken)
    {
        for (var looks = 0; due.Left(time) is var left && left > TimeSpan.Zero; looks++)
        {
            if (looks is 0 or LooksUntilQuiet)
            {
                giveBackMemory();
            }

            if (lastFailure is not null)
            {
                // At each look, because the token may expire long before the next attempt. It is written once.
                TellConsumers(lastFailure);
            }

            if (await refreshNow.WaitAsync(left < LongestWait ? left : LongestWait, time, cancellationToken))
            {
                logger.AskedToRefresh();
                due = Moment.Earlier(due, earliest);
            }

            publication.LookAfter();
        }

        cancellationToken.ThrowIfCancellationRequested();
    }

    private void Report(SidecarException failure, SidecarException? last, InstallationToken? current, TimeSpan wait)
    {
        if (failure is { ExitCode: ExitCode.Bug, InnerException: { } cause })
        {
            logger.Trace(Redaction.Clean(cause.ToString()));
        }

        var left = current?.Expires.Left(time) ?? TimeSpan.Zero;
        var isRunningOut = current is not null && left < LastMinutes && !_saidItRunsOut;
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

    private void TellConsumers(SidecarException failure)
    {
        try
        {
            publication.Fail(asked.Owner, Redaction.Clean(failure.Message));
        }
        catch (SidecarException)
        {
            // What could not be written was the failure itself, or will be the next one.
        }
    }

    /// <summary>What stays the same when the same thing goes wrong again; request IDs do not.</summary>
    private static (ExitCode, int?, string?) CauseOf(SidecarException failure)
        => failure is GitHubException { Status: not null } gitHub ? (failure.ExitCode, gitHub.Status, gitHub.Answer) : (failure.ExitCode, null, failure.Message);

    private Moment Due(InstallationToken token)
    {
        var whenOld = token.Life * 0.75;
        var age = Backoff.AtMost(interval);
        return token.Expires.After((age < whenOld ? age : whenOld) - token.Life);
    }

    private bool IsOld(InstallationToken token) => token.Expires.After(-token.Life / 4).HasCome(time);
}
