using Sidecars.Cli;
using Sidecars.GitHub;
using Sidecars.Scopes;
using Sidecars.Tokens;

namespace Sidecars.Diagnosis;

/// <summary>What GitHub has to say: about the App, each owner's installation, a token, and each repository of the list. Of others nothing is told.</summary>
internal sealed class GitHubChecks(
    AppCredentials app, WorkspaceScope wanted, GitHubClient gitHub, Revocation revocation, Report report, TimeProvider time, Loggers loggers)
{
    /// <summary>Our JWTs are dated back by a minute: what is off by less is never noticed.</summary>
    private static readonly TimeSpan ClockMargin = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan NoticeableDifference = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan TimeToRevoke = TimeSpan.FromSeconds(10);

    private readonly AppClient _client = new(app, new AppProfile(), gitHub, new ServerClock(time), loggers.Main);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (!await TryAsync("App", ShowAppAsync, cancellationToken))
        {
            report.Add(Finding.Skipped("clock, installations", "the App"));
            return;
        }

        foreach (var asked in wanted.Owners)
        {
            await CheckOwnerAsync(asked, cancellationToken);
        }
    }

    private async Task<Finding> ShowAppAsync(CancellationToken cancellationToken)
    {
        var (shown, serverTime) = await _client.ShowAppAsync(cancellationToken);
        var ahead = time.GetUtcNow() - serverTime;
        var difference = $"this machine's clock is {Math.Abs(ahead.TotalSeconds):0} seconds {(ahead > TimeSpan.Zero ? "ahead of" : "behind")} GitHub's";
        report.Add(ahead.Duration() > ClockMargin ? Finding.Fail("clock", ExitCode.Unavailable, $"{difference}: set it right (NTP).")
            : ahead.Duration() > NoticeableDifference ? Finding.Warn("clock", $"{difference}: set it right (NTP) before it is a minute.")
            : Finding.Ok("clock", difference));
        return Finding.Ok("App", $"{shown.Slug} ({shown.Id}) at {app.Host.ApiUrl.AbsoluteUri.TrimEnd('/')}");
    }

    private async Task CheckOwnerAsync(TokenScope asked, CancellationToken cancellationToken)
    {
        Installation? found = null;
        var owner = asked.Owner ?? "the installation";
        if (!await TryAsync($"installation, {owner}", async token => Installed(asked, found = await _client.InspectAsync(asked, token)), cancellationToken) || found is null)
        {
            report.Add(Finding.Skipped($"token, {owner}", "the installation"));
            return;
        }

        report.Add(Granted(asked, found, owner));
        var seen = await SeenAsync(asked, cancellationToken);
        if (asked.Repositories is not null && seen.Count == 0)
        {
            report.Add(Finding.Skipped($"token, {owner}", "a repository"));
            return;
        }

        // Never more than reading, whatever is asked for: this is a test.
        var scope = asked with
        {
            Owner = found.Account?.Login ?? asked.Owner, Repositories = asked.Repositories is null ? null : seen, PullRequestsIfGranted = false,
            Permissions = asked.Permissions.Allows("contents", "read") ? Permissions.Read : new Permissions([new("metadata", "read")]),
        };
        await WithTokenAsync(scope, new(found.Id, scope.Owner ?? owner, null), owner, seen, cancellationToken);
    }

    private static Finding Installed(TokenScope asked, Installation found)
    {
        var account = found.Account?.Login ?? "";
        return found.SuspendedAt is { } since
                ? Finding.Fail($"installation, {asked.Owner}", ExitCode.Refused, $"Installation {found.Id} was suspended at {since.ToIso8601()}: its owner can lift that under Settings, GitHub Apps.")
            : asked.Owner is { } owner && !account.Equals(owner, StringComparison.OrdinalIgnoreCase)
                ? Finding.Fail($"installation, {owner}", ExitCode.Refused, $"Installation {found.Id} is not on {owner}: correct {CommonSettings.InstallationId.Names}, or leave it out to have it looked up.")
            : Finding.Ok($"installation, {account}", $"{found.Id}");
    }

    private static Finding Granted(TokenScope asked, Installation found, string owner)
        => asked.Permissions.Beyond(new Permissions(found.Permissions ?? [])) is { Levels.Count: > 0 } missing
            ? Finding.Fail($"permissions, {owner}", ExitCode.Refused, $"Asked for {asked.Permissions}; not granted: {missing}. Grant it to the App, have the installation's owner accept it, or ask for less.")
            : Finding.Ok($"permissions, {owner}", $"{asked.Permissions} is granted");

    /// <summary>The repositories of the list that the App can see.</summary>
    private async Task<List<string>> SeenAsync(TokenScope asked, CancellationToken cancellationToken)
    {
        var seen = new List<string>();
        foreach (var name in asked.Repositories ?? [])
        {
            await TryAsync($"repository, {asked.Owner}/{name}", async token =>
            {
                if (!await _client.CanSeeAsync($"{asked.Owner}/{name}", token))
                {
                    return Finding.Fail($"repository, {asked.Owner}/{name}", ExitCode.Refused, "The App cannot see it: correct its name, or add it to the installation.");
                }

                seen.Add(name);
                return Finding.Ok($"repository, {asked.Owner}/{name}", "the installation has it");
            }, cancellationToken);
        }

        return seen;
    }

    private async Task WithTokenAsync(TokenScope scope, FoundInstallation installation, string owner, List<string> repositories, CancellationToken cancellationToken)
    {
        TokenValue? token = null;
        try
        {
            var isThere = await TryAsync($"token, {owner}", async stop =>
            {
                var answer = await _client.MintAsync(installation, scope, stop);
                var minted = answer.Read(GitHubJson.Default.AccessToken);
                token = new TokenValue(minted.Token ?? "");
                var grant = new Grant(scope, minted);
                loggers.Audit.Minted(owner, scope.ToString(), Redaction.Clean(grant.ToString()), answer.RequestId, token.Hashed, (minted.ExpiresAt ?? default).ToIso8601());
                return grant.Wider is { } wider
                    ? Finding.Fail($"token, {owner}", ExitCode.Refused, $"GitHub granted more than was asked ({wider}): check that installation-id belongs to {owner}.")
                    : Finding.Ok($"token, {owner}", "minted to read, revoked at the end");
            }, cancellationToken);
            foreach (var name in isThere && scope.Permissions.Allows("contents", "read") ? repositories : [])
            {
                await TryAsync($"git, {owner}/{name}", stop => AskGitAsync($"{owner}/{name}", token!, stop), cancellationToken);
            }
        }
        finally
        {
            if (token is not null)
            {
                using var end = new CancellationTokenSource(TimeToRevoke);
                await revocation.TryAsync(token, app.Host, owner, end.Token);
            }
        }
    }

    private async Task<Finding> AskGitAsync(string repository, TokenValue token, CancellationToken cancellationToken)
    {
        var url = app.Host.Server($"/{repository}.git/info/refs?service=git-upload-pack");

        // GitHub takes seconds to spread a token, and says that there is no such repository until then.
        for (var wait = 1; ; wait *= 2)
        {
            try
            {
                await gitHub.SendAsync(new(HttpMethod.Get, url, $"let git read {repository}", token.Basic) { IsGit = true }, cancellationToken);
                return Finding.Ok($"git, {repository}", "git can read it");
            }
            catch (GitHubException e) when (e is { Status: 401 or 403 or 404, IsLimit: false } && wait <= 4)
            {
                await Task.Delay(TimeSpan.FromSeconds(wait), time, cancellationToken);
            }
        }
    }

    /// <summary>False when the check failed.</summary>
    private async Task<bool> TryAsync(string check, Func<CancellationToken, Task<Finding>> run, CancellationToken cancellationToken)
    {
        try
        {
            return report.Add(await run(cancellationToken)).Verdict == Verdict.Ok;
        }
        catch (SidecarException e)
        {
            report.Add(Finding.Fail(check, e));
            return false;
        }
        catch (FormatException e)
        {
            report.Add(Finding.Fail(check, ExitCode.Unavailable, $"GitHub's answer cannot be used ({e.Message}): check that api-url is GitHub's API."));
            return false;
        }
    }
}
