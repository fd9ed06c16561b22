using Microsoft.Extensions.Logging.Abstractions;
using Sidecars.Cli;
using Sidecars.GitHub;
using Sidecars.Monitoring;
using Sidecars.Publishing;
using Sidecars.Repositories;
using Sidecars.Scopes;
using Sidecars.Tokens;

namespace Sidecars.Diagnosis;

/// <summary>What the settings ask for, as far as they make sense.</summary>
/// <param name="Host">Null when the URLs make no sense.</param>
/// <param name="Repositories">Null when the list makes no sense.</param>
/// <param name="Access">Null when neither access nor permissions make sense.</param>
/// <param name="MaxAccess">What the access file may ask for later; null when that makes no sense.</param>
internal sealed record Wishes(GitHubHost? Host, RepositoryList? Repositories, Access? Access, Access? MaxAccess)
{
    /// <summary>The accounts of the listed repositories, in the list's order.</summary>
    public IReadOnlyList<string> Owners => [.. (Repositories?.Repositories ?? []).Select(repository => repository.Owner).Distinct(StringComparer.OrdinalIgnoreCase)];

    /// <summary>Reads them, with a line for each.</summary>
    public static Wishes Read(Settings settings, DoctorReport report)
    {
        var host = Try(report, "urls", () => AppCredentials.ReadHost(settings), host => $"API {host.ApiUrl.AbsoluteUri}, git {host.ServerUrl.AbsoluteUri}", "Correct the URL, or leave it out for github.com.");
        var repositories = host is null ? null : Try(report, "repositories", () => TokenKeeperSettings.ReadRepositories(settings, host, mayAwait: true), Describe, $"Correct {CommonSettings.Repositories.Names}.");
        var access = Try(report, "access", () => Read(settings, repositories), access => $"asks for {access.Permissions}{(access.PullRequestsIfGranted ? ", and pull_requests: write where granted" : "")}", $"Correct {CommonSettings.Access.Name} or {CommonSettings.Permissions.Name}.");
        if (host is null)
        {
            report.Add(["repositories", "settings"], "urls");
        }
        else if (repositories is null || access is null)
        {
            report.Add(["settings"], repositories is null ? "repositories" : "access");
        }

        var limits = repositories is null || access is null ? null
            : Try(report, "settings", () => ReadOthers(settings, repositories, access, host!), _ => "the others make sense", "Correct what the finding names.");
        return new(host, repositories, access, limits?.MaxAccess);
    }

    private static Access Read(Settings settings, RepositoryList? repositories)
    {
        var access = TokenKeeperSettings.ReadAccess(settings);
        if (repositories is not null)
        {
            TokenKeeperSettings.CheckScope(repositories, access);
        }

        return access;
    }

    /// <summary>What the program would refuse to start with.</summary>
    private static ScopeLimits ReadOthers(Settings settings, RepositoryList repositories, Access access, GitHubHost host)
    {
        var metrics = new TokenMetrics(TimeProvider.System);
        RefresherSettings.ReadInterval(settings);
        RefresherSettings.ReadRevokeOnExit(settings);
        RefresherSettings.ReadNotification(settings, NullLogger.Instance);
        RefresherSettings.ReadAccessFile(settings, metrics, NullLogger.Instance);
        RefresherSettings.ReadRepositoriesFile(settings, metrics, NullLogger.Instance);
        RefresherSettings.ReadListen(settings);
        settings.Get(CommonSettings.MintLimit, MintLimit.Parse);
        settings.Get(CommonSettings.Publish, PublishOptions.ParseKinds);
        return RefresherSettings.ReadLimits(settings, repositories, access, host.ServerUrl);
    }

    private static string Describe(RepositoryList repositories)
        => repositories == RepositoryList.None ? "none are wanted, or none yet"
            : repositories == RepositoryList.All ? "* (all of the installation)"
            : $"{repositories.Repositories.Count} configured";

    private static T? Try<T>(DoctorReport report, string name, Func<T> read, Func<T, string> describe, string fix)
        where T : class
    {
        try
        {
            var value = read();
            report.Add(Check.Ok(name, describe(value)));
            return value;
        }
        catch (SidecarException e)
        {
            report.Add(Check.Failed(name, e.ExitCode, e.Message.TrimEnd('.'), fix));
            return null;
        }
    }
}
