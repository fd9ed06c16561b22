using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Sidecars.Cli;
using Sidecars.GitHub;

namespace Sidecars.Diagnosis;

/// <summary>What GitHub says about the App: its keys, its clock, where it is installed and what it may do there.</summary>
internal sealed class AppChecks(AppCredentials app, GitHubClient gitHub, TimeProvider time, DoctorReport report)
{
    /// <summary>Our JWTs are dated back by this much: a clock that is faster works only by being corrected.</summary>
    private static readonly TimeSpan MostDifference = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan NoticeableDifference = TimeSpan.FromSeconds(10);

    private AppPrivateKey? _key;
    private ServerClock _clock = new(time);

    /// <summary>By the key that GitHub takes.</summary>
    public ICredentialProvider Jwt => field ??= new AppJwtProvider(app.AppId, [_key!], _clock, NullLogger.Instance);

    /// <summary>Whether GitHub knows the App and one of its keys.</summary>
    public async Task<bool> ShowAppAsync(TimeSpan? clockDifference, CancellationToken cancellationToken)
    {
        App? shown = null;
        var refusals = new List<(AppPrivateKey Key, GitHubException Refusal)>();
        var wasCorrected = false;
        foreach (var key in app.Keys)
        {
            var clock = new ServerClock(time);
            try
            {
                var answer = await gitHub.SendAsync(
                    new(HttpMethod.Get, app.Host.Api("/app"), "show the App", new AppJwtProvider(app.AppId, [key], clock, NullLogger.Instance)), cancellationToken);
                shown = answer.Read(GitHubJson.Default.App);
                (_key, _clock) = (_key ?? key, _key is null ? clock : _clock);
            }
            catch (GitHubException e)
            {
                refusals.Add((key, e));
            }

            wasCorrected |= (clock.Now - time.GetUtcNow()).Duration() > TimeSpan.FromSeconds(1);
        }

        CheckClock(clockDifference, wasRefused: wasCorrected || refusals.Exists(refused => refused.Refusal.IsAboutTheClock));
        if (shown is null)
        {
            var (key, refusal) = refusals[0];
            report.Add(Check.Failed("app", refusal, refusal.ExitCode == ExitCode.Key ? $"Compare {key.Fingerprint} with the keys on the App's settings page, and app-id with its ID; generate a new key there if it is missing." : null));
            return false;
        }

        CheckIdentity(shown);
        refusals.ForEach(refused => report.Add(Check.Warning("app", $"GitHub does not take the key {refused.Key.Fingerprint}", "Take it out of the Secret, or add it to the App if it is to come.")));
        return true;
    }

    /// <summary>The installations that answer for the workspace's owners. Who has none, or one that is of no use, is reported and left out.</summary>
    public async Task<IReadOnlyDictionary<string, Installation>> FindInstallationsAsync(Wishes wishes, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, Installation>(StringComparer.OrdinalIgnoreCase);
        var configured = await FindConfiguredAsync(wishes, cancellationToken);
        var owners = wishes.Owners.Count > 0 ? wishes.Owners : configured?.Account?.Login is { } account ? [account] : [];
        foreach (var owner in owners)
        {
            var name = wishes.Owners.Count > 0 ? $"installation {owner}" : "installation";
            if (await FindAsync(name, owner, owners.Count == 1, configured, cancellationToken) is not { } installation)
            {
                report.Add([$"permissions {owner}"], name);
                continue;
            }

            if (installation.SuspendedAt is { } since)
            {
                report.Add(Check.Failed(name, ExitCode.Refused, $"{installation.Id} is suspended since {since.ToIso8601()}", "Ask the owner to lift that under Settings, GitHub Apps."));
                report.Add([$"permissions {owner}"], name);
                continue;
            }

            report.Add(Check.Ok(name, $"{installation.Id}, {(app.InstallationId == installation.Id ? "as configured" : "looked up")}, not suspended"));
            CheckPermissions(owner, installation, wishes);
            found[owner] = installation;
        }

        return found;
    }

    private void CheckClock(TimeSpan? difference, bool wasRefused)
    {
        var told = difference is { } ahead
            ? $"{Math.Abs(ahead.TotalSeconds).ToString("0", CultureInfo.InvariantCulture)} seconds {(ahead > TimeSpan.Zero ? "behind" : "ahead of")} GitHub's"
            : "GitHub does not tell its time";
        const string fix = "Set this machine's clock right (NTP); in virtual machines, after each suspend too.";
        report.Add(wasRefused ? Check.Failed("clock", ExitCode.Unavailable, $"{told}: GitHub refuses what is signed by it, until it is corrected by GitHub's own time", fix)
            : difference?.Duration() > MostDifference ? Check.Failed("clock", ExitCode.Unavailable, told, fix)
            : difference?.Duration() > NoticeableDifference ? Check.Warning("clock", told, fix)
            : Check.Ok("clock", difference is null ? told : difference.Value.Duration() < TimeSpan.FromSeconds(2) ? "as GitHub's" : told));
    }

    private void CheckIdentity(App shown)
    {
        var matches = long.TryParse(app.AppId, out var id) ? shown.Id == id : shown.ClientId is null || shown.ClientId == app.AppId;
        var told = $"{shown.Slug ?? "without a name"}, ID {shown.Id}";
        report.Add(matches
            ? Check.Ok("app", told)
            : Check.Failed("app", ExitCode.Configuration, $"GitHub answers as another App: {told}", "Check app-id and api-url: something between us and GitHub answers in its place."));
    }

    private async Task<Installation?> FindConfiguredAsync(Wishes wishes, CancellationToken cancellationToken)
    {
        if (app.InstallationId is not { } id)
        {
            if (wishes.Owners.Count == 0)
            {
                report.Add(Check.Failed("installation", ExitCode.Configuration, "the list names no owner to look it up from", $"Give {CommonSettings.InstallationId.Names}."));
            }

            return null;
        }

        try
        {
            var shown = await ShowAsync($"/app/installations/{id}", cancellationToken);
            if (wishes.Owners.Count > 1 && !wishes.Owners.Any(owner => IsOn(shown, owner)))
            {
                report.Add(Check.Warning("installation-id", $"{id} is on none of the owners", "Leave it out: the owners' are looked up."));
            }

            return shown;
        }
        catch (GitHubException e)
        {
            report.Add(e.Status == 404
                ? Check.Failed("installation-id", ExitCode.Refused, $"the App has no installation {id}", "Leave it out to have it looked up from the owner, or take the number from the installation's URL.")
                : Check.Failed("installation-id", e));
            return null;
        }
    }

    private async Task<Installation?> FindAsync(string name, string owner, bool isAlone, Installation? configured, CancellationToken cancellationToken)
    {
        if (configured is not null && IsOn(configured, owner))
        {
            return configured;
        }

        if (isAlone && app.InstallationId is { } id)
        {
            report.Add(configured is null ? Check.Needs(name, "installation-id")
                : Check.Failed(name, ExitCode.Refused, $"installation {id} is not on {owner}", $"Leave {CommonSettings.InstallationId.Name} out to have it looked up, or take the number of the installation on {owner}."));
            return null;
        }

        try
        {
            return await ShowAsync($"/users/{owner}/installation", cancellationToken);
        }
        catch (GitHubException e)
        {
            report.Add(e.Status == 404
                ? Check.Failed(name, ExitCode.Refused, $"the App is not installed on {owner}, or there is no such account", $"Install the App on {owner} (the App's settings page, Install App), or correct the owner in {CommonSettings.Repositories.Names}.")
                : Check.Failed(name, e));
            return null;
        }
    }

    private void CheckPermissions(string owner, Installation installation, Wishes wishes)
    {
        var name = $"permissions {owner}";
        var granted = new Permissions(installation.Permissions ?? []);
        if (wishes is not { Access: { } access, MaxAccess: { } maxAccess })
        {
            report.Add([name], "access");
        }
        else if (access.Permissions.Beyond(granted) is { Levels.Count: > 0 } missing)
        {
            report.Add(Check.Failed(name, ExitCode.Refused, $"asked {access.Permissions}; granted {granted}; missing {missing}", HowToGet(missing, owner)));
        }
        else if (maxAccess.Permissions.Beyond(granted) is { Levels.Count: > 0 } missingLater)
        {
            report.Add(Check.Warning(name, $"asked {access.Permissions}, later perhaps {maxAccess.Permissions}; granted {granted}; missing then {missingLater}", HowToGet(missingLater, owner)));
        }
        else
        {
            report.Add(Check.Ok(name, $"asked {access.Permissions}; granted {granted}"));
        }
    }

    private static string HowToGet(Permissions missing, string owner) => $"Grant {missing} on the App's settings page and have the owner of {owner} accept it, or ask for less.";

    private async Task<Installation> ShowAsync(string path, CancellationToken cancellationToken)
        => (await gitHub.SendAsync(new(HttpMethod.Get, app.Host.Api(path), "show the installation", Jwt), cancellationToken)).Read(GitHubJson.Default.Installation);

    private static bool IsOn(Installation installation, string owner) => owner.Equals(installation.Account?.Login, StringComparison.OrdinalIgnoreCase);
}
