using Microsoft.Extensions.Logging;
using Sidecars.Git;
using Sidecars.Git.Progress;
using Sidecars.Git.Running;
using Sidecars.Git.Sync;
using Sidecars.Http;
using Sidecars.Monitoring;
using Sidecars.Publishing;

namespace Sidecars.Cli;

/// <summary>How clones are kept in sync.</summary>
public static class SyncSettings
{
    private const int MostSeconds = 7 * 24 * 60 * 60;

    private static readonly Setting Sync = Setting.Flag("--sync", "GIT_SYNC", "Stay, and publish what the server has as it changes; for a sidecar");

    private static readonly Setting OneTime = Setting.Flag("--one-time", "GIT_ONE_TIME", "With --sync: publish once and end, for an init container before the sidecar");

    private static readonly Setting InPlace = Setting.Flag(
        "--in-place", "GIT_IN_PLACE", "With --sync: keep a plain directory, which is only fast-forwarded, instead of a link and a directory for each commit");

    private static readonly Setting Link = new("--link", "GIT_LINK", "With --sync: the name of the link to what is published", "current");

    private static readonly Setting Period = new("--period", "GIT_PERIOD", "With --sync: seconds from one look at the server to the next; SIGHUP makes it look now", "30");

    private static readonly Setting StaleTimeout = new(
        "--stale-timeout", "GIT_STALE_TIMEOUT", "With --sync: seconds that a commit's directory stays after the next one is published", "60");

    private static readonly Setting MaxStaleness = new(
        "--max-staleness", "GIT_MAX_STALENESS", "With --sync: seconds without an answer of the server after which /readyz says no", fallbackText: "ten periods, and no less than 300");

    private static readonly Setting FirstSync = new(
        "--first-sync", "GIT_FIRST_SYNC", "With --sync: wait, or fail when a repository cannot be published the first time", "wait");

    private static readonly Setting PrivateDir = new(
        "--private-dir", "GIT_PRIVATE_DIR", "With --sync: where git's own data are kept for the next run; mounted in no other container", fallbackText: "below TMPDIR, for this run only; --in-place needs one");

    private static readonly Setting TouchFile = new("--touch-file", "GIT_TOUCH_FILE", "With --sync: file to touch after each update", fallbackText: "none");

    private static readonly Setting WebhookUrl = new("--webhook-url", "GIT_WEBHOOK_URL", "With --sync: URL that gets a POST after each update, until it takes it", fallbackText: "none");

    private static readonly Setting Listen = new(
        "--listen", "GIT_LISTEN", "With --sync: ADDRESS:PORT at which /startup, /readyz, /livez and /metrics answer", fallbackText: "nowhere");

    private static readonly Setting[] OnlyInSync =
        [OneTime, InPlace, Link, Period, StaleTimeout, MaxStaleness, FirstSync, PrivateDir, TouchFile, WebhookUrl, Listen];

    /// <summary>Where there is no link, and one commit only.</summary>
    private static readonly Setting[] NotInPlace = [Link, StaleTimeout];

    public static IReadOnlyList<Setting> All { get; } = [Sync, .. OnlyInSync];

    /// <returns>Null where repositories are cloned once.</returns>
    /// <exception cref="SidecarException">A setting is wrong, or makes no sense without --sync.</exception>
    public static SyncOptions? Read(Settings settings, IReadOnlyList<CloneTarget> targets)
    {
        if (!settings.IsOn(Sync))
        {
            return OnlyInSync.FirstOrDefault(IsGiven) is { } lonely
                ? throw new SidecarException(ExitCode.Configuration, $"{lonely.Names}: this goes with {Sync.Names}.")
                : null;
        }

        var isInPlace = settings.IsOn(InPlace);
        if (!isInPlace && CloneOptionSettings.NotWithLink.FirstOrDefault(IsGiven) is { } plain)
        {
            throw new SidecarException(ExitCode.Configuration, $"{plain.Names}: with {Sync.Names}, this goes with {InPlace.Names} only.");
        }

        if (isInPlace && CloneOptionSettings.NotInPlace.Concat(NotInPlace).FirstOrDefault(IsGiven) is { } other)
        {
            throw new SidecarException(ExitCode.Configuration, $"{other.Names}: this does not go with {InPlace.Names}.");
        }

        var directory = settings.Find(PrivateDir, ParsePrivateDirectory);
        if (isInPlace && directory is null)
        {
            throw new SidecarException(ExitCode.Configuration, $"{InPlace.Names}: this needs {PrivateDir.Names} too, or else the next run could not tell the files of this one from anybody's.");
        }

        if (directory is not null && targets.FirstOrDefault(target => IsWithin(directory, target.Workspace) || IsWithin(target.Workspace, directory)) is { } shared)
        {
            throw new SidecarException(ExitCode.Configuration, $"{PrivateDir.Names}: {directory} and {shared.Workspace} are one inside of the other; who reads there could change git's own data.");
        }

        var period = Seconds(settings, Period)!.Value;
        var tenPeriods = period * 10;
        var least = TimeSpan.FromMinutes(5);
        return new()
        {
            Period = period,
            Link = settings.Get(Link, ParseLink),
            InPlace = isInPlace,
            StaleTimeout = Seconds(settings, StaleTimeout)!.Value,
            MaxStaleness = Seconds(settings, MaxStaleness) ?? (tenPeriods > least ? tenPeriods : least),
            FailsAtFirst = settings.Get(FirstSync, ParseFirstSync),
            OneTime = settings.IsOn(OneTime),
            LockTimeout = GitCloneSettings.ReadLockTimeout(settings),
            Jobs = GitCloneSettings.ReadJobs(settings),
            PrivateDirectory = directory,
        };

        // A flag that is off is as good as none.
        bool IsGiven(Setting setting) => setting.Arity.MinimumNumberOfValues == 0 ? settings.IsOn(setting) : settings.Given(setting) is not null;
    }

    public static SyncRun ReadRun(
        Settings settings, SyncOptions options, IReadOnlyList<CloneTarget> targets, GitProcess git, PrivateDirectory privateDirectory, CloneEvents events, TimeProvider time, ILogger logger)
    {
        var status = new SyncStatus(targets, options.MaxStaleness, time);
        var server = settings.Find(Listen, StatusServer.ParseAddress) is { } address ? new StatusServer(Listen.Names, address, status, time, logger) : null;
        var touched = settings.Find(TouchFile, text => text.StartsWith('/') ? Notification.Parse(text, logger) : throw new FormatException("it is not the absolute path of a file."));
        var webhook = settings.Find(WebhookUrl, Webhook.ParseUrl) is { } url
            ? new Webhook(url, GitHubHttp.Create(CaFile.Find(settings), GitCloneSettings.ReadProxy()), time, logger)
            : null;
        var clone = GitCloneSettings.ReadClone(settings, git, privateDirectory, time, logger);
        return new(targets, clone, git, privateDirectory, new SyncAudience(events, status, touched, webhook), server, options, time, logger);
    }

    private static TimeSpan? Seconds(Settings settings, Setting setting)
        => settings.FindValue(setting, text => GitCloneSettings.Number(text, MostSeconds)) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    private static string ParseLink(string text)
        => text.Length is > 0 and < 200 && text[0] != '.' && !text.Contains('/') && !text.Any(char.IsControl)
            ? text
            : throw new FormatException($"'{Redaction.Clean(text)}' is not a name for a link: without a slash, and without a dot at its beginning.");

    private static bool ParseFirstSync(string text) => text switch
    {
        "wait" => false,
        "fail" => true,
        _ => throw new FormatException("write wait or fail."),
    };

    private static bool IsWithin(string path, string outer) => path == outer || path.StartsWith(outer.TrimEnd('/') + '/', StringComparison.Ordinal);

    private static string ParsePrivateDirectory(string text)
        => Path.IsPathRooted(text) && Directory.Exists(text) ? Path.TrimEndingDirectorySeparator(Path.GetFullPath(text)) : throw new FormatException($"there is no directory {Redaction.Clean(text)}: mount a volume there.");
}
