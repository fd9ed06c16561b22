using System.Globalization;
using Sidecars.GitHub;
using Sidecars.Http;
using Sidecars.Linux;
using Sidecars.Publishing;
using Sidecars.Repositories;
using Sidecars.Tokens;

namespace Sidecars.Cli;

/// <summary>Turns the settings of the two token programs into what they describe.</summary>
public static class TokenKeeperSettings
{
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestInterval = TimeSpan.FromMinutes(55);

    /// <summary>The keeper of the workspace's token; null when the workspace wants none.</summary>
    /// <exception cref="SidecarException">A setting is missing or wrong. Nothing was asked of GitHub.</exception>
    public static TokenKeeper? Read(Settings settings, Loggers loggers)
    {
        var logger = loggers.Main;
        var time = new BootTimeProvider();
        var host = AppCredentials.ReadHost(settings);
        var repositories = settings.Get(CommonSettings.Repositories, text => RepositoryList.Parse(text, host.ServerUrl));
        if (repositories == RepositoryList.None)
        {
            logger.NoneWanted();
            return null;
        }

        var asked = ReadScope(settings, repositories);
        var limit = settings.Get(CommonSettings.MintLimit, MintLimit.Parse);
        var directory = new TokenDirectory(settings.Find(CommonSettings.OutputDirectory)!, settings.Get(CommonSettings.FileMode, ParseFileMode), time, logger);
        var proxy = new ProxyRules(Environment.GetEnvironmentVariable);
        proxy.Check(host.ApiUrl);
        proxy.Check(host.ServerUrl);
        var gitHub = new GitHubClient(GitHubHttp.Create(CaFile.Find(settings), proxy), time, logger);
        var stateDirectory = ReadStateDirectory(settings);

        // Read once here so that what is wrong with them is said before anything is written; each mint reads them again.
        AppCredentials.Read(settings).Dispose();
        if (AppCredentials.KeyIsInEnvironment(settings))
        {
            logger.KeyInEnvironment();
        }

        if (asked.Repositories is null)
        {
            logger.WholeInstallation();
        }

        var state = StateDirectory.Open(stateDirectory, logger);
        var issuer = new TokenIssuer(() => AppCredentials.Read(settings), asked, gitHub, state, limit, time, loggers.Audit, logger);
        return new TokenKeeper(issuer, directory, time, logger);
    }

    /// <exception cref="FormatException">It is no number of minutes, or out of range.</exception>
    public static TimeSpan ParseInterval(string text)
        => double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var minutes)
           && minutes > 0 && minutes <= LongestInterval.TotalMinutes && TimeSpan.FromMinutes(minutes) is var interval && interval >= ShortestInterval
            ? interval
            : throw new FormatException($"'{Redaction.Clean(text)}' is not a number of minutes from {ShortestInterval.TotalMinutes:0.000} (one second) to {LongestInterval.TotalMinutes:0}.");

    private static TokenScope ReadScope(Settings settings, RepositoryList repositories)
    {
        var owners = repositories.Repositories.Select(repository => repository.Owner).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        if (owners.Count > 1)
        {
            throw new SidecarException(
                ExitCode.Configuration, $"{CommonSettings.Repositories.Names}: the repositories belong to {string.Join(" and ", owners)}, and an installation token is good for one owner.");
        }

        var names = repositories.Repositories.Select(repository => repository.Name).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase).ToList();
        if (names.Count > MaxRepositories)
        {
            throw new SidecarException(ExitCode.Configuration, $"{CommonSettings.Repositories.Names}: there are {names.Count} repositories, and GitHub scopes a token to {MaxRepositories} at the most.");
        }

        var (permissions, pullRequests) = ReadPermissions(settings);
        return new(owners.SingleOrDefault(), names.Count > 0 ? names : null, permissions, pullRequests);
    }

    private static (Permissions Permissions, bool PullRequestsIfGranted) ReadPermissions(Settings settings)
    {
        if (settings.Find(CommonSettings.Permissions, Permissions.Parse) is { } permissions)
        {
            return settings.Given(CommonSettings.Access) is null
                ? (permissions, false)
                : throw new SidecarException(ExitCode.Configuration, $"Both {CommonSettings.Access.Name} and {CommonSettings.Permissions.Name} are given; one replaces the other.");
        }

        return settings.Find(CommonSettings.Access) switch
        {
            "read" => (Permissions.Read, false),
            "write" => (Permissions.Write, true),
            var other => throw new SidecarException(ExitCode.Configuration, $"{CommonSettings.Access.Names}: '{Redaction.Clean(other ?? "")}' is no access; there are read and write."),
        };
    }

    /// <summary>Nobody but us writes, and nobody executes: what is left to choose is who reads.</summary>
    private static UnixFileMode ParseFileMode(string text)
    {
        const UnixFileMode readers = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        var mode = text.Length is 3 or 4 && text.All(c => c is >= '0' and <= '7') ? (UnixFileMode)Convert.ToInt32(text, 8) : UnixFileMode.None;
        return (mode & ~readers) == 0 && mode.HasFlag(UnixFileMode.UserRead)
            ? mode
            : throw new FormatException($"'{Redaction.Clean(text)}' is not an octal mode by which others may read at most; write 0600, or 0640 to let the group read.");
    }

    /// <summary>The default directory is used when it is there; one that was asked for must be.</summary>
    private static string? ReadStateDirectory(Settings settings)
    {
        var path = settings.Find(CommonSettings.StateDirectory)!;
        if (Path.GetFullPath(path) == Path.GetFullPath(settings.Find(CommonSettings.OutputDirectory)!))
        {
            throw new SidecarException(ExitCode.Configuration, $"{CommonSettings.StateDirectory.Names}: it must not be the output directory, which other containers can write.");
        }

        if (Directory.Exists(path))
        {
            return path;
        }

        return settings.Given(CommonSettings.StateDirectory) is null
            ? null
            : throw new SidecarException(ExitCode.Configuration, $"{CommonSettings.StateDirectory.Names}: there is no directory {Redaction.Clean(path)}; mount a tmpfs there, or leave it out.");
    }

    /// <summary>GitHub's limit for a scoped token.</summary>
    private const int MaxRepositories = 500;
}
