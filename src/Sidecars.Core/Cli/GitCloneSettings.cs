using Microsoft.Extensions.Logging;
using Sidecars.Git;
using Sidecars.Git.Progress;
using Sidecars.GitHub;
using Sidecars.Http;
using Sidecars.Linux;
using Sidecars.Repositories;

namespace Sidecars.Cli;

/// <summary>The settings of git-clone, and what they describe.</summary>
public static class GitCloneSettings
{
    private const string OneDestination = "/code";
    private const string ManyDestination = "/workspace";
    private const int LongestSession = 200;

    /// <summary>Of the token programs; git-clone takes no options for them.</summary>
    private static readonly string ApiVariable = CommonSettings.ApiUrl.Variable!, WorkspaceVariable = CommonSettings.Repositories.Variable!;

    private static readonly Setting Repo = new("--repo", "GIT_REPO_URL", "The one repository to clone: owner/repo or its URL");

    private static readonly Setting Repos = new(
        "--repos", "GIT_REPOS", "Or a list of repositories, as the token programs take it, with @ref and =directory", fallbackText: WorkspaceVariable);

    private static readonly Setting Commit = new("--commit", "GIT_COMMIT_SHA", "Commit to check out, as a full SHA", fallbackText: "what the ref points at");
    private static readonly Setting Ref = new("--ref", "GIT_REF", "Branch or tag to check out", fallbackText: "the default branch");

    private static readonly Setting Destination = new(
        "--dest", "GIT_DEST", "Where to clone to", fallbackText: $"{OneDestination} for one repository, {ManyDestination}/NAME for each of a list");

    private static readonly Setting CredentialsDirectory = new(
        "--git-credentials-dir", "GIT_CREDENTIALS_DIR", "A mounted basic-auth Secret (username, password), used instead of the token", "/etc/git-credentials",
        fallbackText: "/etc/git-credentials, used when it exists");

    private static readonly Setting ServerUrl = new("--server-url", "GITHUB_SERVER_URL", "Where the repositories are", fallbackText: $"follows from {ApiVariable}, else https://github.com");

    private static readonly Setting EventsFile = new(
        "--events-file", "GIT_EVENTS_FILE", "File to add an event to, as a line of JSON, for each thing that happens to a repository", fallbackText: "standard output only");

    private static readonly Setting EventsUrl = new(
        "--events-url", "GIT_EVENTS_URL", "URL in this pod that gets the same events by POST (http://localhost:PORT/PATH)", fallbackText: "standard output only");

    private static readonly Setting EventSession = new(
        "--event-session", "GIT_EVENT_SESSION", "ID of an agent's session: events come in its envelope", fallbackText: "events as they are");

    public static IReadOnlyList<Setting> All { get; } =
    [
        Repo, Repos, Commit, Ref, Destination, CommonSettings.OutputDirectory, CredentialsDirectory, ServerUrl, CommonSettings.CaFile,
        EventsFile, EventsUrl, EventSession,
    ];

    /// <summary>The one place git may talk to.</summary>
    public static Uri ReadServer(Settings settings)
        => settings.Find(ServerUrl, GitHubHost.ParseUrl)
           ?? (settings.Variable(ApiVariable) is { } api ? Settings.Parsed(ApiVariable, api, GitHubHost.Parse).ServerUrl : new Uri("https://github.com"));

    /// <summary>The mounted Secret, when there is one; otherwise null, and the published token is used.</summary>
    public static string? ReadCredentialsDirectory(Settings settings)
        => settings.Find(CredentialsDirectory) is { } path && (Directory.Exists(path) || settings.Given(CredentialsDirectory) is not null) ? path : null;

    /// <summary>Who is told how the clones come along: a terminal's reader, or standard output; a file; a URL.</summary>
    /// <exception cref="SidecarException">A setting is wrong.</exception>
    public static CloneEvents ReadEvents(Settings settings, TimeProvider time, ILogger logger)
    {
        var format = new EventFormat(settings.Find(EventSession, ParseSession));
        var file = settings.Find(EventsFile, ParseFile);
        var url = settings.Find(EventsUrl, ParseEventsUrl);

        List<IEventSink> sinks =
        [
            Libc.SizeOfTerminal() is not null && settings.Variable("TERM") is not (null or "dumb")
                ? new TerminalSink(Console.OpenStandardOutput(), () => Libc.SizeOfTerminal() ?? TerminalSize.Usual)
                : new StreamSink("standard output", Console.OpenStandardOutput, format, logger),
        ];
        if (file is not null)
        {
            sinks.Add(new StreamSink(file, () => Git.Progress.EventsFile.Open(file), format, logger));
        }

        if (url is not null)
        {
            sinks.Add(new UrlSink(url, format, time, logger));
        }

        return new(sinks, time);
    }

    /// <summary>What to clone, in order; empty when nothing is wanted.</summary>
    /// <remarks>The first that is given holds: an option, or else GIT_REPO_URL, GIT_REPOS, WORKSPACE_REPOS.</remarks>
    /// <exception cref="SidecarException">A setting is missing or wrong.</exception>
    public static IReadOnlyList<CloneTarget> ReadTargets(Settings settings, Uri server, ILogger logger)
    {
        (Setting Setting, string Source, string? Value)[] sources =
        [
            (Repo, Repo.Name, settings.FromOption(Repo)),
            (Repos, Repos.Name, settings.FromOption(Repos)),
            (Repo, Repo.Variable!, settings.Variable(Repo.Variable!)),
            (Repos, Repos.Variable!, settings.Variable(Repos.Variable!)),
            (Repos, WorkspaceVariable, settings.Variable(WorkspaceVariable)),
        ];
        var (setting, source, value) = sources.FirstOrDefault(source => source.Value is not null);
        if (value is null)
        {
            throw new SidecarException(ExitCode.Configuration, $"Nothing says what to clone: give {string.Join(", ", sources.Select(source => source.Source))}.");
        }

        logger.RepositoriesFrom(source);
        return setting == Repo
            ? [OneTarget(settings, Settings.Parsed(source, value, text => Repository.Parse(text, server)), server)]
            : ManyTargets(settings, source, Settings.Parsed(source, value, text => RepositoryList.Parse(text, server)), server, logger);
    }

    private static CloneTarget OneTarget(Settings settings, Repository repository, Uri server)
    {
        var directory = FullPath(settings.Find(Destination) ?? OneDestination);
        return new(UrlOf(repository, server), directory, directory, settings.Find(Commit, ParseCommit), settings.Find(Ref, ParseRef) ?? repository.Ref, CloneOptions.Default);
    }

    private static List<CloneTarget> ManyTargets(Settings settings, string source, RepositoryList list, Uri server, ILogger logger)
    {
        if (list == RepositoryList.None)
        {
            logger.NothingToClone();
            return [];
        }

        if (list == RepositoryList.All)
        {
            throw new SidecarException(ExitCode.Configuration, $"{source}: * names no repository to clone; list them.");
        }

        if (settings.Find(Commit) is not null || settings.Find(Ref) is not null)
        {
            throw new SidecarException(ExitCode.Configuration, $"{Commit.Names} and {Ref.Names} go with one repository; in a list ({source}), write owner/repo@ref.");
        }

        var workspace = FullPath(settings.Find(Destination) ?? ManyDestination);
        var targets = list.Repositories
            .Select(repository => new CloneTarget(UrlOf(repository, server), Path.GetFullPath(repository.Directory ?? repository.Name, workspace), workspace, null, repository.Ref, CloneOptions.Default))
            .ToList();
        return targets.GroupBy(target => target.Directory).FirstOrDefault(group => group.Count() > 1) is { } clash
            ? throw new SidecarException(ExitCode.Configuration, $"{source}: two repositories would go to {clash.Key}; give one of them another place with =directory.")
            : targets;
    }

    /// <summary>With a slash behind it, a link would look like the directory it leads to.</summary>
    private static string FullPath(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));

    private static Uri UrlOf(Repository repository, Uri server) => new($"{server.AbsoluteUri.TrimEnd('/')}/{repository.FullName}.git");

    private static string ParseCommit(string text)
        => ObjectId.IsWhole(text)
            ? text.ToLowerInvariant()
            : throw new FormatException($"'{Redaction.Clean(text)}' is not a full commit SHA (40 or 64 hexadecimal digits); a shorter one may come to mean another commit.");

    private static string ParseFile(string text)
        => Path.IsPathRooted(text) && !text.EndsWith('/') && !text.Contains('\0')
            ? Path.GetFullPath(text)
            : throw new FormatException($"'{Redaction.Clean(text)}' is not the absolute path of a file.");

    /// <summary>A value that is wrong may be a password, so that it is not shown.</summary>
    private static Uri ParseEventsUrl(string text)
        => LoopbackUrl.TryParse(text) ?? throw new FormatException("it is not an http URL of this pod (http://localhost:PORT/PATH).");

    private static string ParseSession(string text)
        => text.Length <= LongestSession && !text.Any(char.IsControl)
            ? text
            : throw new FormatException($"'{Redaction.Clean(text)}' is not a session's ID: it has more than {LongestSession} characters, or one that cannot be seen.");

    private static string ParseRef(string text)
        => Repository.IsRef(text) ? text : throw new FormatException($"'{Redaction.Clean(text)}' is not a branch or tag that git allows.");
}
