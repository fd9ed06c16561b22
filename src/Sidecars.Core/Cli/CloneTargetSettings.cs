using Microsoft.Extensions.Logging;
using Sidecars.Git;
using Sidecars.Repositories;

namespace Sidecars.Cli;

/// <summary>What is cloned, and where to.</summary>
public static class CloneTargetSettings
{
    private const string OneDestination = "/code";
    private const string ManyDestination = "/workspace";

    /// <summary>The token programs' list; git-clone takes no option for it.</summary>
    private static readonly string WorkspaceVariable = CommonSettings.Repositories.Variable!;

    private static readonly Setting Repo = new("--repo", "GIT_REPO_URL", "The one repository to clone: owner/repo or its URL");

    private static readonly Setting Repos = new(
        "--repos", "GIT_REPOS", "Or a list of repositories, as the token programs take it, with @ref and =directory", fallbackText: WorkspaceVariable);

    private static readonly Setting Commit = new("--commit", "GIT_COMMIT_SHA", "Commit to check out, as a full SHA", fallbackText: "what the ref points at");
    private static readonly Setting Ref = new("--ref", "GIT_REF", "Branch or tag to check out", fallbackText: "the default branch");

    private static readonly Setting Destination = new(
        "--dest", "GIT_DEST", "Where to clone to", fallbackText: $"{OneDestination} for one repository, {ManyDestination}/NAME for each of a list");

    public static IReadOnlyList<Setting> All { get; } = [Repo, Repos, Commit, Ref, Destination];

    /// <summary>What to clone, in order; empty when nothing is wanted.</summary>
    /// <remarks>The first that is given holds: an option, or else GIT_REPO_URL, GIT_REPOS, WORKSPACE_REPOS.</remarks>
    /// <exception cref="SidecarException">A setting is missing or wrong.</exception>
    public static IReadOnlyList<CloneTarget> Read(Settings settings, Uri server, CloneOptions options, ILogger logger)
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
        var targets = setting == Repo
            ? [OneTarget(settings, Settings.Parsed(source, value, text => Repository.Parse(text, server)), server)]
            : ManyTargets(settings, source, Settings.Parsed(source, value, text => RepositoryList.Parse(text, server)), server, logger);
        return [.. targets.Select(target => target with { Options = options })];
    }

    private static CloneTarget OneTarget(Settings settings, Repository repository, Uri server)
    {
        var directory = FullPath(settings.Find(Destination) ?? OneDestination);
        return new(repository.UrlOn(server), directory, directory, settings.Find(Commit, ParseCommit), settings.Find(Ref, ParseRef) ?? repository.Ref);
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
            .Select(repository => new CloneTarget(repository.UrlOn(server), Path.GetFullPath(repository.Directory ?? repository.Name, workspace), workspace, null, repository.Ref))
            .ToList();
        if (targets.GroupBy(target => target.Directory).FirstOrDefault(group => group.Count() > 1) is { } clash)
        {
            throw new SidecarException(ExitCode.Configuration, $"{source}: two repositories would go to {clash.Key}; give one of them another place with =directory.");
        }

        // They are cloned at the same time.
        return targets.FirstOrDefault(inner => targets.Any(outer => inner.Directory.StartsWith($"{outer.Directory}/", StringComparison.Ordinal))) is { } inside
            ? throw new SidecarException(ExitCode.Configuration, $"{source}: {inside.Directory} is inside of another repository's directory; give one of them another place with =directory.")
            : targets;
    }

    /// <summary>With a slash behind it, a link would look like the directory it leads to.</summary>
    private static string FullPath(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));

    private static string ParseCommit(string text)
        => ObjectId.IsWhole(text)
            ? text.ToLowerInvariant()
            : throw new FormatException($"'{Redaction.Clean(text)}' is not a full commit SHA (40 or 64 hexadecimal digits); a shorter one may come to mean another commit.");

    private static string ParseRef(string text)
        => Repository.IsRef(text) ? text : throw new FormatException($"'{Redaction.Clean(text)}' is not a branch or tag that git allows.");
}
