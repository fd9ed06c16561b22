using System.Text.Json;
using Microsoft.Extensions.Logging;
using Sidecars.Cli;
using Sidecars.Repositories;

namespace Sidecars.GitHub;

/// <summary>What only an App may ask of GitHub. Made anew for each attempt, from files that were read anew.</summary>
internal sealed class AppClient(AppCredentials app, AppProfile profile, GitHubClient gitHub, ServerClock clock, ILogger logger)
{
    /// <summary>How many repositories are asked about one by one to find the one that GitHub does not name.</summary>
    private const int MaxCulprits = 20;

    private readonly AppJwtProvider _jwt = new(app.AppId, app.Keys, clock, logger);

    /// <summary>The configured installation, or the owner's. What it may do is only asked for where it matters.</summary>
    /// <exception cref="GitHubException">There is none.</exception>
    public async Task<FoundInstallation> FindInstallationAsync(TokenScope asked, CancellationToken cancellationToken)
    {
        switch (app.InstallationId, asked.Owner)
        {
            case ({ } id, { } owner) when !asked.IsAlone && !await IsOnAsync(id, owner, cancellationToken):
                return await RecallAsync(asked, () => LookUpAsync(owner, cancellationToken));
            case ({ } id, { } owner) when !asked.PullRequestsIfGranted:
                return new(id, owner, null);
            case ({ } id, _):
                return await RecallAsync(asked, () => ShowAsync(id, cancellationToken));
            case (null, { } owner):
                return await RecallAsync(asked, () => LookUpAsync(owner, cancellationToken));
            default:
                throw new SidecarException(
                    ExitCode.Configuration, $"{CommonSettings.Repositories.Names}: * names no owner to look the installation up from; give {CommonSettings.InstallationId.Names}.");
        }
    }

    /// <summary>Asks for a token of exactly this scope.</summary>
    /// <exception cref="GitHubException">GitHub refused. Where it does not name what it does not grant, the sentence does.</exception>
    public async Task<GitHubAnswer> MintAsync(FoundInstallation installation, TokenScope scope, CancellationToken cancellationToken)
    {
        var body = new AccessTokenRequest(scope.Repositories, scope.Permissions.Levels);
        var request = new GitHubRequest(
            HttpMethod.Post, app.Host.Api($"/app/installations/{installation.Id}/access_tokens"),
            $"mint a token for {installation.Owner} (App {app.AppId}, installation {installation.Id})", _jwt,
            JsonSerializer.SerializeToUtf8Bytes(body, GitHubJson.Default.AccessTokenRequest));
        try
        {
            return await gitHub.SendAsync(request, cancellationToken);
        }
        catch (GitHubException refusal) when (refusal.Status == 422)
        {
            throw refusal.With(await FindCulpritAsync(installation, scope, cancellationToken));
        }
        catch (GitHubException refusal) when (refusal.Status == 404 && installation.IsRemembered)
        {
            // Installed anew, it has another ID: the next attempt looks it up.
            Forget(installation);
            throw refusal.AsTransient();
        }
    }

    /// <summary>The next attempt asks for the installation again.</summary>
    public void Forget(FoundInstallation installation)
        => profile.Installations.Where(known => known.Value.Id == installation.Id).ToList().ForEach(known => profile.Installations.TryRemove(known));

    /// <summary>The App's name in URLs; null when GitHub would not say: a name to show is not worth a token.</summary>
    public async Task<string?> FindSlugAsync(CancellationToken cancellationToken)
    {
        if (profile.Slugs.TryGetValue(app.AppId, out var known))
        {
            return known;
        }

        try
        {
            var answer = await gitHub.SendAsync(new(HttpMethod.Get, app.Host.Api("/app"), $"show App {app.AppId}", _jwt), cancellationToken);
            return answer.Read(GitHubJson.Default.App).Slug is { } slug && Repository.IsOwner(slug) ? profile.Slugs[app.AppId] = slug : null;
        }
        catch (Exception e) when (e is GitHubException or OperationCanceledException)
        {
            return null;
        }
    }

    private async Task<bool> IsOnAsync(long id, string owner, CancellationToken cancellationToken)
    {
        if (!profile.Accounts.TryGetValue(id, out var account))
        {
            try
            {
                account = (await ShowAsync(id, cancellationToken)).Account?.Login ?? "";
            }
            catch (GitHubException e) when (e.Status == 404)
            {
                account = "";
            }

            profile.Accounts[id] = account;
        }

        return account.Equals(owner, StringComparison.OrdinalIgnoreCase);
    }

    private async Task<FoundInstallation> RecallAsync(TokenScope asked, Func<Task<Installation>> find)
    {
        if (asked.PullRequestsIfGranted || asked.Owner is null)
        {
            // By the next token it may have been granted more or less, or be called otherwise.
            return Found(await find(), asked);
        }

        var key = $"{app.Host.ApiUrl} {app.AppId} {app.InstallationId} {asked.Owner}";
        return profile.Installations.TryGetValue(key, out var known)
            ? known with { IsRemembered = true }
            : profile.Installations[key] = Found(await find(), asked);
    }

    private Task<Installation> LookUpAsync(string owner, CancellationToken cancellationToken)
        => GetInstallationAsync($"/users/{owner}/installation", $"find the installation of App {app.AppId} on {owner}", cancellationToken);

    private Task<Installation> ShowAsync(long id, CancellationToken cancellationToken)
        => GetInstallationAsync($"/app/installations/{id}", $"show installation {id} of App {app.AppId}", cancellationToken);

    private static FoundInstallation Found(Installation found, TokenScope asked)
    {
        var owner = asked.Owner ?? found.Account?.Login ?? "";
        return Repository.IsOwner(owner)
            ? new(found.Id, owner, new Permissions(found.Permissions ?? []))
            : throw new GitHubException(ExitCode.Refused, $"Installation {found.Id} is not on an organization or a user: its account has no name. List the repositories instead of *.");
    }

    private async Task<string> FindCulpritAsync(FoundInstallation installation, TokenScope scope, CancellationToken cancellationToken)
    {
        try
        {
            var found = await ShowAsync(installation.Id, cancellationToken);
            var granted = new Permissions(found.Permissions ?? []);
            if (scope.Permissions.Beyond(granted) is { Levels.Count: > 0 } missing)
            {
                return $"Not granted to the installation: {missing}. It has: {granted}.";
            }

            var unknown = new List<string>();
            foreach (var repository in (scope.Repositories ?? []).Take(MaxCulprits).Select(name => $"{installation.Owner}/{name}"))
            {
                if (!await CanSeeAsync(repository, cancellationToken))
                {
                    unknown.Add(repository);
                }
            }

            return unknown.Count > 0 ? $"The App cannot see: {string.Join(", ", unknown)}." : "";
        }
        catch (GitHubException)
        {
            // The refusal itself is what matters; this would only have made it plainer.
            return "";
        }
    }

    private async Task<bool> CanSeeAsync(string repository, CancellationToken cancellationToken)
    {
        try
        {
            await GetInstallationAsync($"/repos/{repository}/installation", $"find {repository}", cancellationToken);
            return true;
        }
        catch (GitHubException e) when (e.Status == 404)
        {
            return false;
        }
    }

    private async Task<Installation> GetInstallationAsync(string path, string purpose, CancellationToken cancellationToken)
    {
        var answer = await gitHub.SendAsync(new(HttpMethod.Get, app.Host.Api(path), purpose, _jwt), cancellationToken);
        var found = answer.Read(GitHubJson.Default.Installation);
        if (found.AppSlug is { } slug && Repository.IsOwner(slug))
        {
            profile.Slugs[app.AppId] = slug;
        }

        return found;
    }
}
