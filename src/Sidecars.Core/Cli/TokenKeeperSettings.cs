using Sidecars.GitHub;
using Sidecars.Http;
using Sidecars.Linux;
using Sidecars.Monitoring;
using Sidecars.Publishing;
using Sidecars.Repositories;
using Sidecars.Scopes;
using Sidecars.Tokens;

namespace Sidecars.Cli;

/// <summary>Turns the settings of the two token programs into what they describe.</summary>
public static class TokenKeeperSettings
{
    /// <summary>The keeper of the workspace's tokens; null when the workspace wants none.</summary>
    /// <param name="mayChange">The settings of token-refresher are read too: what may change while the pod runs.</param>
    /// <exception cref="SidecarException">A setting is missing or wrong. Nothing was asked of GitHub.</exception>
    public static TokenKeeper? Read(Settings settings, Loggers loggers, bool mayChange)
    {
        var logger = loggers.Main;
        var time = new BootTimeProvider();
        var host = AppCredentials.ReadHost(settings);
        var repositories = ReadRepositories(settings, host, mayAwait: mayChange);
        var awaits = mayChange && RefresherSettings.ReadAwaitsRepositories(settings);
        if (repositories == RepositoryList.None && !awaits)
        {
            logger.NoneWanted();
            return null;
        }

        var access = ReadAccess(settings);
        CheckScope(repositories, access);
        var limit = settings.Get(CommonSettings.MintLimit, MintLimit.Parse);
        var output = Path.GetFullPath(settings.Find(CommonSettings.OutputDirectory)!);
        var fileMode = settings.Get(CommonSettings.FileMode, ParseFileMode);
        var options = new PublishOptions(settings.Get(CommonSettings.Publish, PublishOptions.ParseKinds), output, SafeDirectories(settings, repositories));
        var proxy = new ProxyRules(Environment.GetEnvironmentVariable);
        proxy.Check(host.ApiUrl);
        proxy.Check(host.ServerUrl);
        var gitHub = new GitHubClient(GitHubHttp.Create(CaFile.Find(settings), proxy), time, logger);
        var stateDirectory = ReadStateDirectory(settings);
        var metrics = new TokenMetrics(time);
        var listen = mayChange ? RefresherSettings.ReadListen(settings) : null;
        var notification = mayChange ? RefresherSettings.ReadNotification(settings, logger) : null;
        var accessFile = mayChange ? RefresherSettings.ReadAccessFile(settings, metrics, logger) : null;
        var repositoriesFile = mayChange ? RefresherSettings.ReadRepositoriesFile(settings, metrics, logger) : null;
        var limits = mayChange ? RefresherSettings.ReadLimits(settings, repositories, access, host.ServerUrl) : new ScopeLimits(access, RepositoryCeiling.Of(repositories), AccessTtl: null);

        // So that what is wrong with them is said before anything is written. The first mint takes these, if it follows at once; each later one reads them again.
        AppCredentials? first = AppCredentials.Read(settings);
        if (awaits)
        {
            first.Dispose();
            first = null;
        }

        if (AppCredentials.KeyIsInEnvironment(settings))
        {
            logger.KeyInEnvironment();
        }

        if (repositories == RepositoryList.All)
        {
            logger.WholeInstallation();
        }

        var state = StateDirectory.Open(stateDirectory, logger);
        var watch = new ScopeWatch(repositories, access, accessFile, repositoriesFile, limits, host.ServerUrl, state, time, logger);
        var revocation = new Revocation(gitHub, metrics, time, loggers.Audit, logger);
        var issuer = new TokenIssuer(() => Interlocked.Exchange(ref first, null) ?? AppCredentials.Read(settings), gitHub, state, limit, revocation, metrics, time, loggers.Audit, logger);

        // The report is token-refresher's: probes of one run must not be answered by another program's.
        var health = new Health(mayChange ? stateDirectory : null, time, logger);
        var server = listen is null ? null : new StatusServer(RefresherSettings.Listen.Names, listen, new TokenStatus(health, metrics, time), time, logger);
        server?.Open();
        var publication = new Publication(new TokenDirectory(output, fileMode, time, logger), options, notification, health, metrics, time, logger);
        return new TokenKeeper(issuer, publication, state, revocation, watch, health, metrics, server, time, logger);
    }

    /// <exception cref="SidecarException">There are more repositories or owners than can be.</exception>
    internal static void CheckScope(RepositoryList repositories, Access access)
        => Settings.Parsed(CommonSettings.Repositories.Names, "", _ => WorkspaceScope.Of(repositories, access));

    /// <param name="mayAwait">With <c>--await-repos</c> none need be given.</param>
    internal static RepositoryList ReadRepositories(Settings settings, GitHubHost host, bool mayAwait)
        => mayAwait && settings.Given(CommonSettings.Repositories) is null && RefresherSettings.ReadAwaitsRepositories(settings)
            ? RepositoryList.None
            : settings.Get(CommonSettings.Repositories, text => RepositoryList.Parse(text, host.ServerUrl));

    /// <summary>Where git-clone puts what it clones for these settings.</summary>
    private static List<string> SafeDirectories(Settings settings, RepositoryList repositories)
    {
        var names = repositories.Repositories.Select(repository => repository.Directory ?? repository.Name);
        var destination = settings.Find(CommonSettings.CloneDirectory);
        return [.. names.Select(name => Path.GetFullPath(name, Path.GetFullPath(destination ?? "/workspace"))).Prepend(Path.GetFullPath(destination ?? "/code")).Distinct()];
    }

    internal static Access ReadAccess(Settings settings)
    {
        if (settings.Find(CommonSettings.Permissions, Permissions.Parse) is { } permissions)
        {
            return settings.Given(CommonSettings.Access) is null
                ? Access.Of(permissions)
                : throw new SidecarException(ExitCode.Configuration, $"Both {CommonSettings.Access.Name} and {CommonSettings.Permissions.Name} are given; one replaces the other.");
        }

        return settings.Get(CommonSettings.Access, Access.Parse);
    }

    /// <summary>Nobody but us writes, and nobody executes: what is left to choose is who reads.</summary>
    internal static UnixFileMode ParseFileMode(string text)
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
}
