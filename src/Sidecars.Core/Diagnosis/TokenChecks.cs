using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Sidecars.Cli;
using Sidecars.GitHub;
using Sidecars.Monitoring;
using Sidecars.Repositories;
using Sidecars.Retry;
using Sidecars.Tokens;

namespace Sidecars.Diagnosis;

/// <summary>One owner's repositories, with a token that can only read, is shown to nobody and is revoked in any case.</summary>
internal sealed class TokenChecks(AppCredentials app, ICredentialProvider jwt, GitHubClient gitHub, TimeProvider time, ILogger audit, DoctorReport report)
{
    private static readonly TimeSpan TimeToRevoke = TimeSpan.FromSeconds(10);

    /// <summary>How long a fresh token may be unknown to GitHub.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan[] WaitsAfterRefusal = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)];

    /// <param name="repositories">The owner's in the list; empty for the whole installation.</param>
    public async Task RunAsync(string owner, Installation installation, IReadOnlyList<Repository> repositories, CancellationToken cancellationToken)
    {
        var sights = await Task.WhenAll(repositories.Select(repository => LookAsync(repository, installation, cancellationToken)));
        var seen = sights.Where(sight => sight.IsSeen).ToList();
        if (repositories.Count > 0 && seen.Count == 0)
        {
            Report(sights);
            report.Add([$"token {owner}", .. repositories.Select(repository => $"git {repository.FullName}")], "a repository that the App can see");
            return;
        }

        var readsContents = new Permissions(installation.Permissions ?? []).Allows("contents", "read");
        var permissions = new Permissions([readsContents ? new("contents", "read") : new("metadata", "read")]);
        Minted? minted = null;
        try
        {
            minted = await MintAsync(owner, installation, seen, permissions, cancellationToken);
            if (minted is not { Token: var token } || !await WorksAsync(minted, cancellationToken))
            {
                Report(sights);
                report.Add(repositories.Select(repository => $"git {repository.FullName}"), $"token {owner}");
                return;
            }

            Report(await Task.WhenAll(sights.Select(sight => NameAsync(sight, token, cancellationToken))));
            var reads = await Task.WhenAll(sights.Select(sight => ReadByGitAsync(sight, token, readsContents, cancellationToken)));
            reads.ToList().ForEach(report.Add);
        }
        finally
        {
            if (minted is not null)
            {
                await RevokeAsync(owner, minted.Token);
            }
        }
    }

    private void Report(IEnumerable<Sight> sights) => sights.ToList().ForEach(sight => report.Add(sight.Check));

    /// <summary>By the App's own word: it tells its installation on a repository, if it has one there.</summary>
    private async Task<Sight> LookAsync(Repository repository, Installation installation, CancellationToken cancellationToken)
    {
        var name = $"repository {repository.FullName}";
        try
        {
            var answer = await gitHub.SendAsync(new(HttpMethod.Get, app.Host.Api($"/repos/{repository.FullName}/installation"), "find the repository", jwt), cancellationToken);
            if (answer.Read(GitHubJson.Default.Installation).Id != installation.Id)
            {
                return new(repository, Check.Failed(name, ExitCode.Refused, "was moved to another owner", $"Write its new owner in {CommonSettings.Repositories.Names}."));
            }

            return new(repository, Check.Ok(name, "the App can see it")) { IsSeen = true, Redirected = answer.RedirectedTo };
        }
        catch (GitHubException e)
        {
            return new(repository, e.Status == 404
                ? Check.Failed(name, ExitCode.Refused, "the App cannot see it: it is not in the installation, or there is none of that name", $"Add it to the installation on {repository.Owner} (Settings, GitHub Apps, Configure), or correct its name in {CommonSettings.Repositories.Names}.")
                : Check.Failed(name, e));
        }
    }

    /// <remarks>Not by the limit of the running program, which knows nothing of this token.</remarks>
    private async Task<Minted?> MintAsync(string owner, Installation installation, List<Sight> seen, Permissions permissions, CancellationToken cancellationToken)
    {
        var name = $"token {owner}";

        // Who goes away while GitHub is minting would leave a token behind that nobody revokes.
        using var end = new CancellationTokenSource();
        await using var stopping = cancellationToken.Register(() => end.CancelAfter(TimeToRevoke));
        try
        {
            try
            {
                return await MintAsync(owner, installation, [.. seen.Select(sight => sight.Repository.Name)], [], permissions, end.Token);
            }
            catch (GitHubException e) when (e.Status == 422 && seen.Exists(sight => sight.Id is not null))
            {
                seen.ForEach(sight => sight.IsRefusedByName = sight.Id is not null);
                return await MintAsync(
                    owner, installation, [.. seen.Where(sight => sight.Id is null).Select(sight => sight.Repository.Name)], [.. seen.Select(sight => sight.Id).OfType<long>()], permissions, end.Token);
            }
        }
        catch (GitHubException e)
        {
            report.Add(Check.Failed(name, e));
            return null;
        }
        catch (FormatException e)
        {
            report.Add(Check.Failed(name, ExitCode.Unavailable, $"GitHub's answer has no usable token: {e.Message}", "Check that api-url is GitHub's API."));
            return null;
        }
    }

    private async Task<Minted> MintAsync(
        string owner, Installation installation, List<string> names, List<long> ids, Permissions permissions, CancellationToken cancellationToken)
    {
        var body = new AccessTokenRequest(names.Count > 0 ? names : null, permissions.Levels, ids.Count > 0 ? ids : null);
        var answer = await gitHub.SendAsync(
            new(HttpMethod.Post, app.Host.Api($"/app/installations/{installation.Id}/access_tokens"), $"mint a token for {owner}", jwt, JsonSerializer.SerializeToUtf8Bytes(body, GitHubJson.Default.AccessTokenRequest)),
            cancellationToken);
        var minted = answer.Read(GitHubJson.Default.AccessToken);
        var (value, expiresAt) = (new TokenValue(minted.Token ?? ""), EndOf(minted, answer));
        var grant = new Grant(new(owner, names.Count + ids.Count > 0 ? names : null, permissions, PullRequestsIfGranted: false), minted);
        audit.Minted(owner, $"doctor: {grant.Asked}", Redaction.Clean(grant.ToString()), answer.RequestId, value.Hashed, expiresAt.ToIso8601());

        // Of what was asked for by id we do not know the name that GitHub answers with.
        var isWider = ids.Count > 0 ? grant.Permissions.Beyond(permissions).Levels.Count > 0 : grant.Wider is not null;
        return new(
            new(value, app.Host, app.AppId, installation.Id, owner, grant.Permissions, null, answer.ServerTime, expiresAt, Moment.Now(time).After(expiresAt - answer.ServerTime)), isWider);
    }

    /// <summary>The token is used and revoked in any case, whatever GitHub says of its end.</summary>
    internal static DateTimeOffset EndOf(AccessToken minted, GitHubAnswer answer) => minted.ExpiresAt is { } end && end.IsPlausible() ? end : answer.ServerTime.AddHours(1);

    private async Task<bool> WorksAsync(Minted minted, CancellationToken cancellationToken)
    {
        var token = minted.Token;
        var name = $"token {token.Owner}";
        try
        {
            var end = Moment.Now(time).After(Patience);
            if (!await new TokenProof(gitHub, new TokenMetrics(time), time, NullLogger.Instance).ProveAsync(token, end, latest: end, cancellationToken))
            {
                report.Add(Check.Failed(name, ExitCode.Unavailable, "GitHub minted it, and did not say whether it takes it", "Try again later (githubstatus.com)."));
                return false;
            }
        }
        catch (GitHubException e)
        {
            report.Add(Check.Failed(name, e));
            return false;
        }

        report.Add(!minted.IsWider
            ? Check.Ok(name, $"minted ({token.Permissions}), taken by GitHub, lives {token.Life.TotalMinutes.ToString("0", CultureInfo.InvariantCulture)} minutes")
            : Check.Failed(name, ExitCode.Refused, "GitHub granted more than was asked", "Report this to GitHub's support; the programs refuse such tokens."));
        return true;
    }

    /// <summary>Finds out what a repository is called now, where GitHub redirected from its old name.</summary>
    private async Task<Sight> NameAsync(Sight sight, InstallationToken token, CancellationToken cancellationToken)
    {
        if (sight.Redirected is null)
        {
            return sight;
        }

        try
        {
            var answer = await gitHub.SendAsync(new(HttpMethod.Get, app.Host.Api($"/repos/{sight.Repository.FullName}"), "show the repository", token.Token.Bearer), cancellationToken);
            return sight.Renamed(answer.Read(GitHubJson.Default.RepositoryReference).FullName);
        }
        catch (GitHubException)
        {
            return sight.Renamed(null);
        }
    }

    private async Task<Check> ReadByGitAsync(Sight sight, InstallationToken token, bool readsContents, CancellationToken cancellationToken)
    {
        var name = $"git {sight.Repository.FullName}";
        if (!sight.IsSeen || !readsContents)
        {
            return Check.Needs(name, sight.IsSeen ? "contents: read" : $"repository {sight.Repository.FullName}");
        }

        var url = app.Host.Refs(sight.Repository.FullName);
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await gitHub.SendAsync(new(HttpMethod.Get, url, "read by git", token.Token.Basic) { IsGit = true }, cancellationToken);
                return Check.Ok(name, "can be read over HTTPS");
            }
            catch (GitHubException e) when (e is { Status: 401 or 404, IsLimit: false } && attempt < WaitsAfterRefusal.Length)
            {
                await Task.Delay(WaitsAfterRefusal[attempt], time, cancellationToken);
            }
            catch (GitHubException e)
            {
                return Check.Failed(name, e, e.Status is null ? $"Let this pod reach {app.Host.ServerUrl.Authority}, or correct {CommonSettings.ServerUrl.Names}." : null);
            }
        }
    }

    /// <summary>Also when somebody wants us to stop: nobody else knows the token.</summary>
    private async Task RevokeAsync(string owner, InstallationToken token)
    {
        using var end = new CancellationTokenSource(TimeToRevoke, time);
        var name = $"revocation {owner}";
        try
        {
            report.Add(await new Revocation(gitHub, new TokenMetrics(time), time, audit, NullLogger.Instance).TryAsync(token.Token, token.Host, owner, end.Token)
                ? Check.Ok(name, "the token is revoked")
                : Check.Warning(name, "GitHub did not revoke the token", $"Nothing: it can only read, was stored nowhere and ends at {token.ExpiresAt.ToIso8601()}."));
        }
        catch (OperationCanceledException)
        {
            report.Add(Check.Warning(name, "GitHub did not answer", $"Nothing: it can only read, was stored nowhere and ends at {token.ExpiresAt.ToIso8601()}."));
        }
    }

    /// <param name="IsWider">GitHub granted more than was asked. What, is for the audit log: it may name other repositories.</param>
    private sealed record Minted(InstallationToken Token, bool IsWider);

    private sealed record Sight(Repository Repository, Check Check)
    {
        public bool IsSeen { get; init; }

        /// <summary>Where GitHub redirected to; null when the name is current.</summary>
        public string? Redirected { get; init; }

        public bool IsRefusedByName { get; set; }

        /// <summary>The number in <c>/repositories/NUMBER</c>, which GitHub redirects former names to.</summary>
        public long? Id => Redirected?.Split("/repositories/") is [_, var rest] && long.TryParse(rest.Split('/')[0], CultureInfo.InvariantCulture, out var id) ? id : null;

        /// <param name="now">Its name today; null where GitHub does not tell.</param>
        public Sight Renamed(string? now)
        {
            var finding = $"was renamed{(now is null ? "" : $" to {now}")}";
            var fix = $"Write {now ?? "its new name"} in {CommonSettings.Repositories.Names}.";
            return this with
            {
                Check = IsRefusedByName
                    ? Check.Failed(Check.Name, ExitCode.Refused, $"{finding}, and GitHub mints no token for the old name", fix)
                    : Check.Warning(Check.Name, finding, fix),
            };
        }
    }
}
