using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging;
using Sidecars.Monitoring;
using Sidecars.Publishing;
using Sidecars.Repositories;
using Sidecars.Scopes;

namespace Sidecars.Cli;

/// <summary>The settings that only token-refresher takes.</summary>
public static class RefresherSettings
{
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestInterval = TimeSpan.FromMinutes(55);

    private static readonly Setting Interval = new(
        "--interval-minutes", "REFRESH_INTERVAL_MINUTES",
        "Minutes after which a token is replaced, 1 second to 55 minutes, shortened a little at random; a quarter of a token's life is always left", "45");

    private static readonly Setting AccessFile = new(
        "--access-file", "GITHUB_ACCESS_FILE", "File that says read or write while the pod runs (a ConfigMap or the downward API; only on a read-only mount)");

    private static readonly Setting RepositoriesFile = new(
        "--repos-file", "GITHUB_REPOS_FILE", "File that lists the repositories while the pod runs (as --access-file)");

    private static readonly Setting MaxAccess = new(
        "--max-access", null, "The widest access that the access file may ask for: read or write", fallbackText: "the value of --access");

    private static readonly Setting MaxRepositories = new(
        "--max-repos", null, "The repositories that the repositories file may name at the most: owner/repo, owner/* or *, separated by white space", fallbackText: "the value of --repos");

    private static readonly Setting AccessTtl = new(
        "--access-ttl", "GITHUB_ACCESS_TTL", "Minutes after which a wider access that the access file asked for ends, counted from the file's change", fallbackText: "as long as the file asks for it");

    private static readonly Setting AwaitRepositories = Setting.Flag(
        "--await-repos", "GITHUB_AWAIT_REPOS", "Start without repositories: nothing is published until the repositories file names some");

    private static readonly Setting RevokeOnExit = Setting.Flag(
        "--revoke-on-exit", "GITHUB_REVOKE_ON_EXIT", "At the end, take the files away and revoke the tokens");

    private static readonly Setting Notify = new(
        "--notify", "GITHUB_NOTIFY", "Who is told after each publish: a file to touch (/a/file), a URL in this pod to POST to (http://localhost:PORT/PATH), or SIGHUP:NAME, SIGUSR1:NAME, SIGUSR2:NAME (processes of this user)");

    internal static readonly Setting Listen = new(
        "--listen", "GITHUB_LISTEN", "ADDRESS:PORT at which /startup, /readyz, /livez and /metrics answer", fallbackText: "nowhere");

    public static IReadOnlyList<Setting> All { get; } =
    [
        Interval, .. CommonSettings.OfTokenPrograms, AccessFile, RepositoriesFile, MaxAccess, MaxRepositories, AccessTtl, AwaitRepositories, RevokeOnExit, Notify, Listen,
    ];

    public static TimeSpan ReadInterval(Settings settings) => settings.Get(Interval, ParseInterval);

    /// <summary>Null for nowhere.</summary>
    public static IPEndPoint? ReadListen(Settings settings) => settings.Find(Listen, StatusServer.ParseAddress);

    public static bool ReadRevokeOnExit(Settings settings) => settings.IsOn(RevokeOnExit);

    /// <summary>Whether the pod starts before anybody knows what it is for.</summary>
    public static bool ReadAwaitsRepositories(Settings settings) => settings.IsOn(AwaitRepositories);

    public static Notification? ReadNotification(Settings settings, ILogger logger) => settings.Find(Notify, text => Notification.Parse(text, logger));

    public static WatchedFile? ReadAccessFile(Settings settings, TokenMetrics metrics, ILogger logger) => FindFile(settings, AccessFile, () => metrics.Refused("access"), logger);

    public static WatchedFile? ReadRepositoriesFile(Settings settings, TokenMetrics metrics, ILogger logger)
        => FindFile(settings, RepositoriesFile, () => metrics.Refused("repos"), logger)
           ?? (ReadAwaitsRepositories(settings)
               ? throw new SidecarException(ExitCode.Configuration, $"{AwaitRepositories.Names}: it needs {RepositoriesFile.Names}, where the repositories will be named.")
               : null);

    /// <exception cref="SidecarException">A limit makes no sense, or does not even allow what the settings themselves say.</exception>
    public static ScopeLimits ReadLimits(Settings settings, RepositoryList repositories, Access access, Uri server)
    {
        var maxAccess = settings.Find(MaxAccess, Access.Parse) ?? access;
        if (settings.Find(AccessFile) is not null && access.Name is null)
        {
            throw new SidecarException(ExitCode.Configuration, $"{AccessFile.Names}: it says read or write, which does not go with {CommonSettings.Permissions.Names}.");
        }

        if (access.IsWiderThan(maxAccess))
        {
            throw new SidecarException(ExitCode.Configuration, $"{MaxAccess.Names}: {CommonSettings.Access.Names} is wider from the start.");
        }

        var maxRepositories = settings.Find(MaxRepositories, text => RepositoryCeiling.Parse(text, server)) ?? RepositoryCeiling.Of(repositories);
        if (maxRepositories.Beyond(repositories) is { } beyond)
        {
            throw new SidecarException(ExitCode.Configuration, $"{MaxRepositories.Names}: {CommonSettings.Repositories.Names} has {Redaction.Clean(beyond)} from the start.");
        }

        return new(maxAccess, maxRepositories, settings.FindValue(AccessTtl, ParseTtl));
    }

    /// <exception cref="FormatException">It is no number of minutes, or out of range.</exception>
    public static TimeSpan ParseInterval(string text)
        => TryParseMinutes(text) is { } interval && interval >= ShortestInterval && interval <= LongestInterval
            ? interval
            : throw new FormatException($"'{Redaction.Clean(text)}' is not a number of minutes from {ShortestInterval.TotalMinutes:0.000} (one second) to {LongestInterval.TotalMinutes:0}.");

    private static TimeSpan ParseTtl(string text)
        => TryParseMinutes(text) is { } ttl && ttl >= ShortestInterval && ttl <= TimeSpan.FromDays(30)
            ? ttl
            : throw new FormatException($"'{Redaction.Clean(text)}' is not a number of minutes, from {ShortestInterval.TotalMinutes:0.000} (one second) to 30 days.");

    private static TimeSpan? TryParseMinutes(string text)
        => double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var minutes) && minutes is > 0 and < 100_000 ? TimeSpan.FromMinutes(minutes) : null;

    /// <summary>The file need not be there yet, but its mount must be.</summary>
    private static WatchedFile? FindFile(Settings settings, Setting setting, Action refused, ILogger logger)
        => settings.Find(setting) is not { } path ? null
            : Path.GetDirectoryName(Path.GetFullPath(path)) is { } directory && Directory.Exists(directory) ? new WatchedFile(path, refused, logger)
            : throw new SidecarException(ExitCode.Configuration, $"{setting.Names}: there is no directory of {Redaction.Clean(path)}; mount a ConfigMap or the downward API there.");
}
