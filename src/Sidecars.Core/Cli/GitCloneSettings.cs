using Microsoft.Extensions.Logging;
using Sidecars.Git;
using Sidecars.GitHub;
using Sidecars.Repositories;

namespace Sidecars.Cli;

/// <summary>The settings of git-clone, and what they describe.</summary>
public static class GitCloneSettings
{
    private const string OneDestination = "/code";
    private const string ManyDestination = "/workspace";

    private static readonly Setting Repo = new("--repo", "GIT_REPO_URL", "The one repository to clone: owner/repo or its URL");

    private static readonly Setting Repos = new(
        "--repos", "GIT_REPOS", "Or a list of repositories, as the token programs take it, with @ref and =directory", fallbackText: CommonSettings.Repositories.Variable);

    private static readonly Setting Commit = new("--commit", "GIT_COMMIT_SHA", "Commit to check out, as a full SHA", fallbackText: "what the ref points at");
    private static readonly Setting Ref = new("--ref", "GIT_REF", "Branch or tag to check out", fallbackText: "the default branch");

    private static readonly Setting Destination = new(
        "--dest", "GIT_DEST", "Where to clone to", fallbackText: $"{OneDestination} for one repository, {ManyDestination}/NAME for each of a list");

    private static readonly Setting CredentialsDirectory = new(
        "--git-credentials-dir", "GIT_CREDENTIALS_DIR", "A mounted basic-auth Secret (username, password), used instead of the token", "/etc/git-credentials",
        fallbackText: "/etc/git-credentials, used when it exists");

    public static IReadOnlyList<Setting> All { get; } =
    [
        Repo, Repos, Commit, Ref, Destination, CommonSettings.OutputDirectory, CredentialsDirectory, CommonSettings.ServerUrl, CommonSettings.CaFile,
    ];

    /// <summary>The one place git may talk to.</summary>
    public static Uri ReadServer(Settings settings)
        => settings.Find(CommonSettings.ServerUrl) is null ? new Uri("https://github.com") : settings.Get(CommonSettings.ServerUrl, GitHubHost.ParseUrl);

    /// <summary>The mounted Secret, when there is one; otherwise null, and the published token is used.</summary>
    public static string? ReadCredentialsDirectory(Settings settings)
        => settings.Find(CredentialsDirectory) is { } path && (Directory.Exists(path) || settings.Given(CredentialsDirectory) is not null) ? path : null;

    /// <summary>What to clone, in order; empty when nothing is wanted.</summary>
    /// <exception cref="SidecarException">A setting is missing or wrong.</exception>
    public static IReadOnlyList<CloneTarget> ReadTargets(Settings settings, Uri server, ILogger logger)
    {
        var destination = settings.Find(Destination);
        if (settings.Given(Repo) is not null)
        {
            logger.RepositoriesFrom(Repo.Names);
            var repository = settings.Get(Repo, text => Repository.Parse(text, server));
            return [new(UrlOf(repository, server), Path.GetFullPath(destination ?? OneDestination), settings.Find(Commit, ParseCommit), settings.Find(Ref, ParseRef) ?? repository.Ref)];
        }

        if (settings.Find(Commit) is not null || settings.Find(Ref) is not null)
        {
            throw new SidecarException(ExitCode.Configuration, $"{Commit.Names} and {Ref.Names} go with {Repo.Names}; in a list, write owner/repo@ref.");
        }

        var setting = settings.Given(Repos) is not null ? Repos : CommonSettings.Repositories;
        logger.RepositoriesFrom(setting.Names);
        return Targets(settings.Get(setting, text => RepositoryList.Parse(text, server)), destination ?? ManyDestination, server, logger);
    }

    private static List<CloneTarget> Targets(RepositoryList list, string destination, Uri server, ILogger logger)
    {
        if (list == RepositoryList.None)
        {
            logger.NothingToClone();
            return [];
        }

        if (list == RepositoryList.All)
        {
            throw new SidecarException(ExitCode.Configuration, $"{Repos.Names}: * names no repository to clone; list them.");
        }

        var targets = list.Repositories
            .Select(repository => new CloneTarget(UrlOf(repository, server), Path.GetFullPath(repository.Directory ?? repository.Name, Path.GetFullPath(destination)), null, repository.Ref))
            .ToList();
        return targets.GroupBy(target => target.Directory).FirstOrDefault(group => group.Count() > 1) is { } clash
            ? throw new SidecarException(ExitCode.Configuration, $"{Repos.Names}: two repositories would go to {clash.Key}; give one of them another place with =directory.")
            : targets;
    }

    private static Uri UrlOf(Repository repository, Uri server) => new($"{server.AbsoluteUri.TrimEnd('/')}/{repository.FullName}.git");

    private static string ParseCommit(string text)
        => text.Length is 40 or 64 && text.All(char.IsAsciiHexDigit)
            ? text.ToLowerInvariant()
            : throw new FormatException($"'{Redaction.Clean(text)}' is not a full commit SHA (40 or 64 hexadecimal digits); a shorter one may come to mean another commit.");

    private static string ParseRef(string text)
        => Repository.IsRef(text) ? text : throw new FormatException($"'{Redaction.Clean(text)}' is not a branch or tag that git allows.");
}
