using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;
using Sidecars.Cli;
using Sidecars.GitHub;
using Sidecars.Linux;
using Sidecars.Monitoring;
using Sidecars.Publishing;
using Sidecars.Retry;
using Sidecars.Scopes;

namespace Sidecars.Tokens;

/// <summary>Publishes a token for each owner of the workspace's repositories, then keeps them fresh and of the scope that is wanted.</summary>
public sealed class TokenKeeper(
    TokenIssuer issuer, Publication publication, StateDirectory state, Revocation revocation, ScopeWatch watch, Health health, TokenMetrics metrics, StatusServer? server, TimeProvider time, ILogger logger)
{
    /// <summary>What is left of the two seconds that the kubelet may give a sidecar to end.</summary>
    private static readonly TimeSpan TimeToRevoke = TimeSpan.FromSeconds(1.5);

    /// <summary>How often we show that we are alive.</summary>
    private static readonly TimeSpan BetweenBeats = TimeSpan.FromSeconds(60);

    public Publication Publication => publication;

    /// <summary>What is done with memory after a refresh. It costs milliseconds, which a process has and a simulated year has not.</summary>
    internal Action GiveBackMemory { get; init; } = UnusedMemory.GiveBack;

    private readonly Dictionary<string, Running> _running = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, SidecarException> _refused = new(StringComparer.OrdinalIgnoreCase);
    private WorkspaceScope _scope = WorkspaceScope.Nothing;
    private Signal.Listener? _sinceStart;

    /// <summary>Publishes the first tokens and keeps them fresh, until it is cancelled.</summary>
    /// <exception cref="SidecarException">Not one first token can be had or written.</exception>
    public async Task RunAsync(TimeSpan interval, Signal refreshNow, bool revokeAtTheEnd, CancellationToken cancellationToken)
    {
        // What is asked for while there is no first token yet is not lost.
        _sinceStart = refreshNow.Listen();
        using var serving = server;
        _ = server?.RunAsync(cancellationToken);
        _ = BeatAsync(cancellationToken);
        try
        {
            await PublishFirstAsync(cancellationToken);
            await KeepFreshAsync(interval, refreshNow, cancellationToken);
        }
        finally
        {
            if (revokeAtTheEnd && cancellationToken.IsCancellationRequested)
            {
                await RevokeAllAsync();
            }
        }
    }

    /// <summary>By itself, and not by the loops: they wait for GitHub for as long as a quarter of an hour, and that is no reason to be restarted.</summary>
    private async Task BeatAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            health.Beat();
            await Task.Delay(BetweenBeats, time, cancellationToken);
        }
    }

    /// <summary>Publishes a token for each owner: the one an earlier run left, if it is still good, or a new one.</summary>
    /// <exception cref="SidecarException">Not one can be had or written.</exception>
    public async Task PublishFirstAsync(CancellationToken cancellationToken)
    {
        publication.Prepare();
        _scope = watch.Wanted();
        var remembered = state.AllTokens;
        if (_scope == WorkspaceScope.Nothing)
        {
            logger.AwaitsRepositories(watch.RepositoriesSource);
            health.StartupPassed();

            // An earlier run of the container may have had some, and been killed before they were taken away.
            publication.Replace([]);
            state.ForgetTokens();
            await RevokeWiderAsync(remembered, cancellationToken);
            return;
        }

        var first = await Task.WhenAll(_scope.Owners.Select(asked => TryAsync(() => issuer.FirstAsync(asked, cancellationToken))));
        ThrowIfStopped(first, cancellationToken);
        if (first.All(attempt => attempt.Token is null))
        {
            ExceptionDispatchInfo.Throw(first[0].Failure!);
        }

        foreach (var (asked, attempt) in _scope.Owners.Zip(first))
        {
            if (attempt.Token is { } token)
            {
                // Before it is published: a run that cannot publish must not mint another one when it starts again.
                state.SaveToken(asked, token);
            }
            else
            {
                _refused[asked.Owner!] = attempt.Failure!;
                metrics.Failed(attempt.Failure!.ExitCode);
                logger.OwnerRefused(asked.Owner!, attempt.Failure!.Message);
            }
        }

        publication.Replace([.. _scope.Owners.Zip(first, (asked, attempt) => new OwnerToken(asked.Owner ?? attempt.Token!.Owner, attempt.Token, Sentence(attempt.Failure)))]);
        health.StartupPassed();
        await RevokeWiderAsync(remembered, cancellationToken);
    }

    /// <summary>Goes on until it is cancelled. Nothing GitHub does ends it.</summary>
    /// <param name="interval">The longest that a token is used; it is replaced earlier when a quarter of its life is left.</param>
    public async Task KeepFreshAsync(TimeSpan interval, Signal refreshNow, CancellationToken cancellationToken)
    {
        try
        {
            _scope.Owners.ToList().ForEach(asked => Start(asked, interval, _sinceStart?.Fork() ?? refreshNow.Listen(), cancellationToken));
            await FollowAsync(interval, refreshNow, cancellationToken);
        }
        finally
        {
            await StopAsync(_running.Keys);
        }
    }

    /// <summary>Takes every file away and every token back, as far as the time allows.</summary>
    public async Task RevokeAllAsync()
    {
        using var end = new CancellationTokenSource(TimeToRevoke, time);
        var tokens = publication.Living.Concat(state.AllTokens).Concat(issuer.TakeDropped()).DistinctBy(token => token.Token.Reveal()).ToList();
        try
        {
            publication.Replace([]);
        }
        catch (SidecarException e)
        {
            // Whoever keeps us from taking the files away does not keep the tokens with that.
            logger.FilesNotTakenAway(e.Message);
        }

        state.ForgetTokens();
        try
        {
            await Task.WhenAll(tokens.Select(token => revocation.TryAsync(token.Token, token.Host, token.Owner, end.Token)));
        }
        catch (OperationCanceledException)
        {
            logger.NotAllRevoked("GitHub did not answer in time");
        }
    }

    /// <summary>Waits for other wishes and fulfils them.</summary>
    private async Task FollowAsync(TimeSpan interval, Signal refreshNow, CancellationToken cancellationToken)
    {
        var failures = 0;
        string? failed = null;
        for (var due = Moment.Now(time); ;)
        {
            var wanted = watch.Wanted();
            if (wanted.ToString() == _scope.ToString() || (wanted.ToString() == failed && !due.HasCome(time)))
            {
                var left = due.Left(time);
                await watch.WaitAsync(wanted.ToString() == failed && left > TimeSpan.Zero ? left : TimeSpan.MaxValue, cancellationToken);
                continue;
            }

            try
            {
                await ChangeAsync(wanted, interval, refreshNow, cancellationToken);
                (failures, failed) = (0, null);
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                // A bug of ours too: what is published lives on, and without us it would not.
                var failure = e as SidecarException ?? Sidecar.Bug(e);
                failures = wanted.ToString() == failed ? failures : 0;
                metrics.Failed(failure.ExitCode);
                var wait = RefreshBackoff.WaitAfter(failure, failures++);
                (due, failed) = (Moment.Now(time).After(wait), wanted.ToString());
                logger.ScopeNotChanged(failed, failure.Message, wait.TotalSeconds);
            }
        }
    }

    /// <summary>All of it or nothing: minted and proven for each owner that changes, then published at once, then what is too wide is revoked.</summary>
    private async Task ChangeAsync(WorkspaceScope wanted, TimeSpan interval, Signal refreshNow, CancellationToken cancellationToken)
    {
        var changed = wanted.Owners.Where(asked => !_scope.Owners.Any(had => had.ToString() == asked.ToString())).ToList();
        var minted = await MintAsync(changed, wanted, cancellationToken);

        // Before the new tokens are published, so that none of the old scope follows them.
        var ending = _scope.Owners.Where(had => !wanted.Owners.Any(asked => asked.ToString() == had.ToString())).ToList();
        await StopAsync(ending.Select(KeyOf));
        var before = publication.Owners;
        try
        {
            changed.ForEach(asked => state.SaveToken(asked, minted[KeyOf(asked)]));
            publication.Replace([.. wanted.Owners.Select(asked => minted.TryGetValue(KeyOf(asked), out var token)
                ? new OwnerToken(asked.Owner ?? token.Owner, token, Error: null)
                : before.Single(owner => asked.Owner is null || Same(owner.Owner, asked.Owner)))]);
        }
        catch (SidecarException)
        {
            foreach (var had in ending)
            {
                if (before.FirstOrDefault(owner => had.Owner is null || Same(owner.Owner, had.Owner))?.Token is { } token)
                {
                    state.SaveToken(had, token);
                }

                Start(had, interval, refreshNow.Listen(), cancellationToken);
            }

            await RevokeAsync(minted.Values, cancellationToken);
            throw;
        }

        ending.Where(had => !wanted.Owners.Any(asked => Same(KeyOf(asked), KeyOf(had)))).ToList().ForEach(gone => state.ForgetToken(gone.Owner));
        _scope = wanted;
        changed.ForEach(asked => _refused.Remove(KeyOf(asked)));
        changed.ForEach(asked => Start(asked, interval, refreshNow.Listen(), cancellationToken));
        logger.ScopeChanged(wanted.ToString());
        await RevokeWiderAsync([], cancellationToken);
    }

    /// <summary>A token for each of these; when one cannot be had, none.</summary>
    private async Task<Dictionary<string, InstallationToken>> MintAsync(List<TokenScope> changed, WorkspaceScope wanted, CancellationToken cancellationToken)
    {
        // Who wants something else meanwhile need not wait for this.
        using var superseded = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var minting = Task.WhenAll(changed.Select(asked => TryAsync(() => issuer.NextAsync(asked, current: null, superseded.Token))));
        while (watch.Wanted().ToString() == wanted.ToString()
               && await Task.WhenAny(minting, watch.WaitAsync(TimeSpan.MaxValue, superseded.Token)) != minting)
        {
            // Something changed, and perhaps for us.
        }

        await superseded.CancelAsync();
        var attempts = await minting;
        ThrowIfStopped(attempts, cancellationToken);
        var failure = attempts.Select(attempt => attempt.Failure ?? (attempt.Token!.IsProven ? null : new SidecarException(ExitCode.Unavailable, $"GitHub did not say whether it takes the token for {attempt.Token.Owner}."))).OfType<SidecarException>().FirstOrDefault();
        if (failure is not null)
        {
            await RevokeAsync(attempts.Select(attempt => attempt.Token).OfType<InstallationToken>().Concat(issuer.TakeDropped()), cancellationToken);
            throw failure;
        }

        return changed.Zip(attempts).ToDictionary(pair => KeyOf(pair.First), pair => pair.Second.Token!, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Revokes every token of ours that can do more than is wanted now.</summary>
    private Task RevokeWiderAsync(IReadOnlyList<InstallationToken> remembered, CancellationToken cancellationToken)
    {
        var published = publication.Owners.Select(owner => owner.Token?.Token.Reveal()).ToHashSet();
        return RevokeAsync(
            publication.Living.Concat(remembered.Where(token => !token.Expires.HasCome(time)))
                .Where(token => !published.Contains(token.Token.Reveal()) && !_scope.Owners.Any(asked => (asked.Owner is null || Same(asked.Owner, token.Owner)) && asked.Covers(token))),
            cancellationToken);
    }

    private async Task RevokeAsync(IEnumerable<InstallationToken> tokens, CancellationToken cancellationToken)
    {
        var revoked = tokens.DistinctBy(token => token.Token.Reveal()).ToList();
        await Task.WhenAll(revoked.Select(token => revocation.RevokeAsync(token, cancellationToken)));
        publication.Forget(revoked);
    }

    private void Start(TokenScope asked, TimeSpan interval, Signal.Listener refreshNow, CancellationToken cancellationToken)
    {
        var keeper = new OwnerKeeper(asked, interval, issuer, state, publication, GiveBackMemory, metrics, time, logger);
        var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var token = publication.Owners.FirstOrDefault(owner => asked.Owner is null || Same(owner.Owner, asked.Owner))?.Token;
        var refused = token is null ? _refused[KeyOf(asked)] : null;
        _running[KeyOf(asked)] = new(stop, Task.Run(() => keeper.KeepFreshAsync(token, refused, refreshNow, stop.Token), CancellationToken.None));
    }

    private async Task StopAsync(IEnumerable<string> owners)
    {
        foreach (var owner in owners.ToList())
        {
            if (_running.Remove(owner, out var running))
            {
                await running.StopAsync();
            }
        }
    }

    /// <summary>What was minted by then is left to whoever revokes at the end.</summary>
    private void ThrowIfStopped(IEnumerable<(InstallationToken? Token, SidecarException? Failure)> attempts, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            issuer.Drop(attempts.Select(attempt => attempt.Token).OfType<InstallationToken>());
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private static async Task<(InstallationToken? Token, SidecarException? Failure)> TryAsync(Func<Task<InstallationToken>> issue)
    {
        try
        {
            return (await issue(), null);
        }
        catch (SidecarException e)
        {
            return (null, e);
        }
        catch (OperationCanceledException)
        {
            return (null, new SidecarException(ExitCode.Unavailable, "Something else is wanted meanwhile."));
        }
    }

    private static string? Sentence(SidecarException? failure) => failure is null ? null : Redaction.Clean(failure.Message);

    private static string KeyOf(TokenScope asked) => asked.Owner ?? "*";

    private static bool Same(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);

    private sealed record Running(CancellationTokenSource Stop, Task Task)
    {
        public async Task StopAsync()
        {
            await Stop.CancelAsync();
            try
            {
                await Task;
            }
            catch (OperationCanceledException)
            {
                // As asked.
            }

            Stop.Dispose();
        }
    }
}
