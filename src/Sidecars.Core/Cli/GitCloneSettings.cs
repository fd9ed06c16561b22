using System.Globalization;
using Microsoft.Extensions.Logging;
using Sidecars.Git;
using Sidecars.Git.Progress;
using Sidecars.Git.Running;
using Sidecars.GitHub;
using Sidecars.Http;

namespace Sidecars.Cli;

/// <summary>The settings of git-clone.</summary>
public static class GitCloneSettings
{
    private const int MostJobs = 64;

    /// <summary>The token programs' setting; git-clone takes no option for it.</summary>
    private static readonly string ApiVariable = CommonSettings.ApiUrl.Variable!;

    private static readonly Setting CredentialsDirectory = new(
        "--git-credentials-dir", "GIT_CREDENTIALS_DIR", "A mounted basic-auth Secret (username, password), used instead of the token", "/etc/git-credentials",
        fallbackText: "/etc/git-credentials, used when it exists");

    private static readonly Setting ServerUrl = new("--server-url", "GITHUB_SERVER_URL", "Where the repositories are", fallbackText: $"follows from {ApiVariable}, else https://github.com");

    private static readonly Setting Jobs = new("--jobs", "GIT_JOBS", "How many repositories are cloned at the same time", "8");

    private static readonly Setting LockTimeout = new(
        "--lock-timeout", "GIT_LOCK_TIMEOUT", "Seconds to wait for another git-clone that works in the same directory", "600");

    private static readonly Setting ContinueOnError = Setting.Flag(
        "--continue-on-error", "GIT_CONTINUE_ON_ERROR", "End with 0 also when a repository could not be cloned; the others always are");

    public static IReadOnlyList<Setting> All { get; } =
    [
        .. CloneTargetSettings.All, CommonSettings.OutputDirectory, CredentialsDirectory, ServerUrl, CommonSettings.CaFile,
        .. CloneOptionSettings.All, Jobs, LockTimeout, ContinueOnError, .. CloneEventSettings.All, .. SyncSettings.All,
    ];

    /// <summary>The one place git may talk to.</summary>
    public static Uri ReadServer(Settings settings)
        => settings.Find(ServerUrl, GitHubHost.ParseUrl)
           ?? (settings.Variable(ApiVariable) is { } api ? Settings.Parsed(ApiVariable, api, GitHubHost.Parse).ServerUrl : new Uri("https://github.com"));

    /// <summary>The mounted Secret, when there is one; otherwise null, and the published token is used.</summary>
    internal static string? ReadCredentialsDirectory(Settings settings)
        => settings.Find(CredentialsDirectory) is { } path && (Directory.Exists(path) || settings.Given(CredentialsDirectory) is not null) ? path : null;

    public static GitProcess ReadGit(Settings settings, Uri server, PrivateDirectory privateDirectory, TimeProvider time)
    {
        var proxy = ReadProxy();
        proxy.Check(server);
        var credential = new GitCredential(ReadCredentialsDirectory(settings), settings.Find(CommonSettings.OutputDirectory)!, time);
        return new(credential, privateDirectory, server, AuthorityBundle.Find(settings, privateDirectory), proxy);
    }

    /// <summary>Everything is cloned once.</summary>
    public static CloneRun ReadRun(Settings settings, GitProcess git, PrivateDirectory privateDirectory, CloneEvents events, TimeProvider time, ILogger logger)
        => new(ReadClone(settings, git, privateDirectory, time, logger), events, ReadJobs(settings), settings.IsOn(ContinueOnError), logger);

    internal static GitClone ReadClone(Settings settings, GitProcess git, PrivateDirectory privateDirectory, TimeProvider time, ILogger logger)
        => new(git, privateDirectory, ReadLockTimeout(settings), time, logger);

    internal static TimeSpan ReadLockTimeout(Settings settings) => TimeSpan.FromSeconds(settings.FindValue(LockTimeout, text => Number(text, 24 * 60 * 60))!.Value);

    internal static ProxyRules ReadProxy() => new(Environment.GetEnvironmentVariable);

    internal static int ReadJobs(Settings settings) => settings.FindValue(Jobs, text => Number(text, MostJobs))!.Value;

    /// <exception cref="FormatException">It is none from 1 to the most.</exception>
    internal static int Number(string text, int most)
        => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most
            ? number
            : throw new FormatException($"'{Redaction.Clean(text)}' is not a number from 1 to {most}.");
}
