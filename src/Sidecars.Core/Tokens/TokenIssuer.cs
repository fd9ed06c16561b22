using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Sidecars.Cli;
using Sidecars.GitHub;
using Sidecars.Monitoring;
using Sidecars.Retry;

namespace Sidecars.Tokens;

/// <summary>Gets a token from GitHub: finds the installation, mints, compares what was granted with what was asked, proves it.</summary>
/// <param name="readCredentials">Reads key, ids and URLs again; the caller disposes what it returns.</param>
/// <param name="audit">Gets one line for each mint, at every log level.</param>
public sealed class TokenIssuer(
    Func<AppCredentials> readCredentials, GitHubClient gitHub, StateDirectory state, MintLimit limit, Revocation revocation, TokenMetrics metrics, TimeProvider time, ILogger audit, ILogger logger)
{
    /// <summary>A token with this little life left is replaced even by one that GitHub would not vouch for.</summary>
    private static readonly TimeSpan LastMinutes = TimeSpan.FromMinutes(5);

    /// <summary>GitHub's tokens live an hour; what claims to live longer than a day is no token of GitHub's.</summary>
    private static readonly TimeSpan LongestLife = TimeSpan.FromDays(1);

    /// <summary>How long GitHub may be silent about a remembered token before a new one is minted.</summary>
    private static readonly TimeSpan PatienceForRemembered = TimeSpan.FromSeconds(30);

    private readonly ServerClock _clock = new(time);
    private readonly AppProfile _profile = new();
    private readonly BotAccounts _bots = new(gitHub, state, time);
    private readonly ConcurrentQueue<InstallationToken> _dropped = new();
    private readonly TokenProof _proof = new(gitHub, metrics, time, logger);
    private string? _loggedFingerprints;

    /// <summary>The remembered token of an earlier run, if it was minted for the same, lives, and GitHub takes it; otherwise a new one.</summary>
    /// <exception cref="SidecarException">There is none to be had, and why.</exception>
    public async Task<InstallationToken> FirstAsync(TokenScope asked, CancellationToken cancellationToken)
    {
        using var bound = new Bound(time, cancellationToken);
        return await AdoptAsync(asked, cancellationToken) ?? await IssueAsync(asked, current: null, bound, cancellationToken);
    }

    /// <summary>A new token, tried for as long as <see cref="Bound"/> says.</summary>
    /// <param name="current">The token that is published now; null for none.</param>
    /// <exception cref="SidecarException">There is none to be had, and why.</exception>
    public async Task<InstallationToken> NextAsync(TokenScope asked, InstallationToken? current, CancellationToken cancellationToken)
    {
        using var bound = new Bound(time, cancellationToken);
        return await IssueAsync(asked, current, bound, cancellationToken);
    }

    /// <summary>Nobody will get these tokens, and they live.</summary>
    public void Drop(IEnumerable<InstallationToken> tokens) => tokens.ToList().ForEach(_dropped.Enqueue);

    /// <summary>The tokens that were minted and that nobody got, for whoever revokes them; each once.</summary>
    public IReadOnlyList<InstallationToken> TakeDropped()
    {
        var dropped = new List<InstallationToken>();
        while (_dropped.TryDequeue(out var token))
        {
            dropped.Add(token);
        }

        return dropped;
    }

    private async Task<InstallationToken?> AdoptAsync(TokenScope asked, CancellationToken cancellationToken)
    {
        if (state.AllTokens.Count == 0)
        {
            // To read a key takes longer than all else that is done here without GitHub.
            return null;
        }

        using var app = Read();
        if (state.FindToken(app, asked) is not { } token || token.Expires.Left(time) < token.Life / 4)
        {
            return null;
        }

        try
        {
            var end = Moment.Now(time).After(PatienceForRemembered);
            Task<long?>? bot = null;
            if (await _proof.ProveAsync(token, end, latest: end, cancellationToken, () => bot ??= FindBotAsync(token, Task.FromResult(token.AppSlug), cancellationToken)))
            {
                logger.Adopted(token.Owner, token.ExpiresAt.ToIso8601());
                return token with { BotUserId = await _bots.SettleAsync(bot) };
            }

            logger.NotAdopted("GitHub did not say whether it takes it.");
        }
        catch (GitHubException e)
        {
            logger.NotAdopted(e.Message);
        }

        return null;
    }

    private Task<InstallationToken> IssueAsync(TokenScope asked, InstallationToken? current, Bound bound, CancellationToken cancellationToken)
    {
        var attempts = 0;
        return new GitHubRetry(bound, time, logger).RunAsync(() => AttemptAsync(asked, current, isFirst: attempts++ == 0, bound, cancellationToken), bound.Token);
    }

    private async Task<InstallationToken> AttemptAsync(TokenScope asked, InstallationToken? current, bool isFirst, Bound bound, CancellationToken cancellationToken)
    {
        using var app = Read();
        var client = new AppClient(app, _profile, gitHub, _clock, logger);
        var installation = await client.FindInstallationAsync(asked, bound.Token);
        await WaitForMintLimitAsync(asked.Owner, isFirst, bound);
        var slug = client.FindSlugAsync(bound.Token);

        InstallationToken? minted = null;
        try
        {
            var token = minted = await MintAsync(app, client, asked, installation, bound.Token);

            // While git's side is asked: by then there is a connection with nothing to do.
            Task<long?>? bot = null;
            void FindBot() => bot ??= FindBotAsync(token, slug, cancellationToken);

            // Not by the bound: what was minted is proven, and only at the start there is nothing to fall back on.
            var isProven = current is null
                ? await _proof.ProveAsync(token, bound.End, latest: bound.End, cancellationToken, FindBot)
                : await _proof.ProveAsync(token, current.Expires.After(-LastMinutes), latest: null, cancellationToken, FindBot);
            if (!isProven)
            {
                logger.Unproven(token.Owner);
            }

            return token with { AppSlug = await _bots.SettleAsync(slug), BotUserId = await _bots.SettleAsync(bot), IsProven = isProven, ConfiguredInstallationId = app.InstallationId };
        }
        catch (GitHubException e) when (!e.IsTransient || e.MayHaveHappened)
        {
            // It may be another by now, or belong to somebody else; and what GitHub does not answer counts as a mint, where a look-up would not.
            client.Forget(installation);
            throw;
        }
        catch (OperationCanceledException) when (minted is not null)
        {
            Drop([minted]);
            throw;
        }
    }

    private async Task<long?> FindBotAsync(InstallationToken token, Task<string?> slug, CancellationToken cancellationToken)
        => await slug is { } known ? await _bots.FindAsync(token, known, cancellationToken) : null;

    private AppCredentials Read()
    {
        var app = readCredentials();
        if (Interlocked.Exchange(ref _loggedFingerprints, app.Fingerprints) != app.Fingerprints)
        {
            logger.KeyRead(app.Fingerprints, app.AppId, app.Host.ApiUrl);
        }

        return app;
    }

    /// <param name="isFirst">Nothing else went wrong yet; otherwise that is what is told when the time is over.</param>
    private async Task WaitForMintLimitAsync(string? owner, bool isFirst, Bound bound)
    {
        var wait = new MintAccount(owner, limit, state, time).Wait;
        if (wait <= TimeSpan.Zero)
        {
            return;
        }

        wait = Backoff.AtLeast(wait);
        if (isFirst && wait + GitHubClient.AttemptTimeout > bound.End.Left(time))
        {
            throw new GitHubException(ExitCode.Unavailable, $"The mint limit allows the next token in {wait.TotalSeconds:0} seconds. Something asks for tokens too often; {CommonSettings.MintLimit.Names} sets the limit.")
            {
                RetryAfter = wait,
            };
        }

        logger.MintLimited(wait.TotalSeconds);
        await Task.Delay(wait, time, bound.Token);
    }

    private async Task<InstallationToken> MintAsync(AppCredentials app, AppClient client, TokenScope asked, FoundInstallation installation, CancellationToken cancellationToken)
    {
        var permissions = asked.PullRequestsIfGranted && installation.Granted?.Allows("pull_requests", "write") == true
            ? asked.Permissions.With("pull_requests", "write")
            : asked.Permissions;
        var exact = asked with { Owner = installation.Owner, Permissions = permissions, PullRequestsIfGranted = false };

        var account = new MintAccount(asked.Owner, limit, state, time);
        account.Reserve();
        GitHubAnswer answer;
        try
        {
            var start = time.GetTimestamp();
            answer = await client.MintAsync(installation, exact, cancellationToken);
            metrics.Minted(time.GetElapsedTime(start));
        }
        catch (Exception e) when (e is OperationCanceledException or GitHubException { MayHaveHappened: true })
        {
            // A token whose answer was lost is a token all the same.
            account.Settle();
            throw;
        }
        catch
        {
            account.TakeBack();
            throw;
        }

        account.Settle();
        return await AcceptAsync(answer, app, installation, exact, cancellationToken);
    }

    /// <summary>Takes what GitHub granted if it is not more than what was asked.</summary>
    private async Task<InstallationToken> AcceptAsync(
        GitHubAnswer answer, AppCredentials app, FoundInstallation installation, TokenScope exact, CancellationToken cancellationToken)
    {
        var minted = answer.Read(GitHubJson.Default.AccessToken);
        var (value, expiresAt) = Required(minted, answer);
        var grant = new Grant(exact, minted);
        audit.Minted(installation.Owner, grant.Asked.ToString(), Redaction.Clean(grant.ToString()), answer.RequestId, value.Hashed, expiresAt.ToIso8601());

        if (grant.Wider is { } wider)
        {
            var fate = await revocation.TryAsync(value, app.Host, installation.Owner, cancellationToken) ? "the token was revoked, not published" : "the token was not published, and could not be revoked";
            throw new GitHubException(
                ExitCode.Refused,
                $"GitHub granted more than was asked for {installation.Owner} ({Redaction.Clean(wider)}, request {answer.RequestId}); {fate}. Check that installation-id belongs to {installation.Owner}.");
        }

        if (grant.Narrower is { } narrower)
        {
            logger.GrantedLess(installation.Owner, Redaction.Clean(narrower));
        }

        return new InstallationToken(
            value, app.Host, app.AppId, installation.Id, installation.Owner, grant.Permissions, grant.Repositories,
            answer.ServerTime, expiresAt, Moment.Now(time).After(expiresAt - answer.ServerTime));
    }

    internal static (TokenValue Value, DateTimeOffset ExpiresAt) Required(AccessToken minted, GitHubAnswer answer)
    {
        try
        {
            var expiresAt = minted.ExpiresAt ?? throw new FormatException("it does not say when it expires");
            var life = expiresAt - answer.ServerTime;
            return life > TimeSpan.Zero && life <= LongestLife
                ? (new TokenValue(minted.Token ?? ""), expiresAt)
                : throw new FormatException($"it expires at {expiresAt.ToIso8601()}, and it is {answer.ServerTime.ToIso8601()} there");
        }
        catch (FormatException e)
        {
            throw new GitHubException(ExitCode.Unavailable, $"GitHub's answer when asked to {answer.Request.Purpose} cannot be used (request {answer.RequestId}): {e.Message}. Check that api-url is GitHub's API.") { IsTransient = true };
        }
    }
}
