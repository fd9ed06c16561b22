using System.CommandLine;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using Sidecars.Cli;
using Sidecars.Fuzz.Fuzzing;
using Sidecars.Git;
using Sidecars.GitHub;
using Sidecars.Http;
using Sidecars.Monitoring;
using Sidecars.Publishing;
using Sidecars.Repositories;
using Sidecars.Scopes;
using Sidecars.Tokens;

namespace Sidecars.Fuzz.Targets;

/// <summary>What people set: options, variables, and the files that stand in for them.</summary>
internal static class SettingTargets
{
    private static readonly Uri Server = new("https://github.com");
    private static readonly Uri EnterpriseServer = new("https://git.example.com:8443/github");

    public static IReadOnlyList<Target> All { get; } =
    [
        new("permissions", ReadPermissions, "Sidecars.Core/GitHub/Permissions.cs"),
        new("api-url", ReadHost, "Sidecars.Core/GitHub/GitHubHost.cs"),
        new("repository", ReadRepository, "Sidecars.Core/Repositories/Repository.cs"),
        new("repository-list", ReadList, "Sidecars.Core/Repositories/RepositoryList.cs"),
        new("repository-url", ReadUrl, "Sidecars.Core/Repositories/RepositoryUrl.cs") { BytesPerByte = 200 },
        new("ceiling", ReadCeiling, "Sidecars.Core/Scopes/RepositoryCeiling.cs"),
        new("mint-limit", ReadMintLimit, "Sidecars.Core/Tokens/MintLimit.cs"),
        new("durations", ReadDuration, "Sidecars.Core/Cli/RefresherSettings.cs"),
        new("file-mode", ReadFileMode, "Sidecars.Core/Cli/TokenKeeperSettings.cs"),
        new("small-options", ReadSmall, "Sidecars.Core/Scopes/Access.cs", "Sidecars.Core/Publishing/PublishOptions.cs", "Sidecars.Core/Publishing/Notification.cs", "Sidecars.Core/Monitoring/StatusServer.cs", "Sidecars.Core/Http/LoopbackUrl.cs", "Sidecars.Core/Git/Sync/Webhook.cs", "Sidecars.Core/Git/CommitIdentity.cs", "Sidecars.Core/Cli/ExecCommand.cs") { BytesPerByte = 400 },
        new("proxy", ReadProxy, "Sidecars.Core/Http/ProxyRules.cs") { BytesPerByte = 400 },
        new("environment", ReadEnvironment,
            "Sidecars.Core/Cli/Settings.cs", "Sidecars.Core/Cli/CloneTargetSettings.cs", "Sidecars.Core/Cli/CloneOptionSettings.cs", "Sidecars.Core/Cli/CloneEventSettings.cs", "Sidecars.Core/Cli/SyncSettings.cs",
            "Sidecars.Core/Cli/GitCloneSettings.cs", "Sidecars.Core/Cli/RefresherSettings.cs", "Sidecars.Core/Cli/TokenKeeperSettings.cs", "Sidecars.Core/GitHub/AppCredentials.cs") { Share = 4, BytesPerByte = 400 },
        new("consumer-environment", ReadConsumer, "Sidecars.Core/Publishing/ConsumerEnvironment.cs"),
        new("ca-file", ReadAuthorities, "Sidecars.Core/Http/CaFile.cs", "Sidecars.Core/Http/GitHubHttp.cs") { Share = 3, BytesPerByte = 200 },
        new("system-authorities", ReadSystemAuthorities, "Sidecars.Core/Http/SystemAuthorities.cs", "Sidecars.Core/Http/PemCertificates.cs", "Sidecars.Core/Http/DistinguishedName.cs") { Share = 3, BytesPerByte = 200 },
    ];

    /// <summary>Signed by itself, and the first of the corpus.</summary>
    private static readonly Lazy<X509Certificate2> Authority = new(() => X509Certificate2.CreateFromPem(File.ReadAllText(Path.Combine(Corpus.DirectoryOf("ca-file"), "01"))));

    private static bool ReadPermissions(Input input)
    {
        var permissions = Settings.Parsed("--permissions", input.Text, Permissions.Parse);
        BrokenPromiseException.Unless(permissions.Levels.Count > 0 && permissions.Levels.All(entry => entry.Value is "read" or "write" or "admin" && input.Text.Contains(entry.Value, StringComparison.Ordinal)), "Nothing is asked for that is not written there.");
        BrokenPromiseException.Unless(permissions.Beyond(permissions).Levels.Count == 0, "Nothing goes beyond itself.");
        var again = Permissions.Parse(string.Join(',', permissions.Levels.Select(entry => $"{entry.Key}={entry.Value}")));
        BrokenPromiseException.Unless(again.ToString() == permissions.ToString(), "Permissions are read as themselves.");
        return true;
    }

    private static bool ReadHost(Input input)
    {
        var host = Settings.Parsed("--api-url", input.Text, GitHubHost.Parse);
        foreach (var url in new[] { host.ApiUrl, host.ServerUrl, host.Api("/app"), host.Refs("acme/app"), Settings.Parsed("--server-url", input.Text, GitHubHost.ParseUrl) })
        {
            BrokenPromiseException.Unless(url.Scheme == "https" || (url.Scheme == "http" && (url.IsLoopback || url.Host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase))), "Secrets go by https, or stay on this machine.");
            BrokenPromiseException.Unless(url.UserInfo.Length == 0 && url.Fragment.Length == 0 && url.Host.Length > 0, "A URL has a host, and no user.");
        }

        BrokenPromiseException.Unless(host.ApiUrl.Host == host.ServerUrl.Host || host.ApiUrl.Host.EndsWith(host.ServerUrl.Host, StringComparison.Ordinal), "API and server are of one host.");
        return true;
    }

    private static bool ReadRepository(Input input)
    {
        var server = input.Bytes.Length % 2 == 0 ? Server : EnterpriseServer;
        var repository = Settings.Parsed("--repo", input.Text, text => Repository.Parse(text, server));
        Check(repository, server);
        return true;
    }

    private static void Check(Repository repository, Uri server)
    {
        var url = repository.UrlOn(server);
        BrokenPromiseException.Unless(url.Authority == server.Authority && url.Scheme == server.Scheme && url.AbsolutePath == $"{server.AbsolutePath.TrimEnd('/')}/{repository.FullName}.git", "A repository's URL is on the server, and has its name.");
        BrokenPromiseException.Unless(repository.Ref is null || (repository.Ref[0] != '-' && !repository.Ref.Any(c => c <= ' ' || c == ':' || c == '*')), "A ref is no option and no pattern.");
        if (repository.Directory is { } directory)
        {
            BrokenPromiseException.Unless(Path.GetFullPath(directory, "/workspace").StartsWith("/workspace/", StringComparison.Ordinal), "A clone stays in the workspace.");
        }

        BrokenPromiseException.Unless(Path.GetFullPath(repository.Name, "/workspace").StartsWith("/workspace/", StringComparison.Ordinal), "A clone stays in the workspace.");
        foreach (var text in new[] { repository.FullName, url.AbsoluteUri })
        {
            var again = Repository.Parse($"{text}{(repository.Ref is null ? "" : $"@{repository.Ref}")}{(repository.Directory is null ? "" : $"={repository.Directory}")}", server);

            // Of .git behind a name only one is cut off, and of a directory with an equals sign the last part counts.
            BrokenPromiseException.Unless(again == repository || repository.FullName.EndsWith(".git", StringComparison.Ordinal) || repository.Directory?.Contains('=') == true, "What is read once is read the same again.");
        }
    }

    private static bool ReadList(Input input)
    {
        var list = Settings.Parsed("--repos", input.Text, text => RepositoryList.Parse(text, Server));
        if (list == RepositoryList.All)
        {
            BrokenPromiseException.Unless(input.Text.Trim().Trim('[', ']', '"', ' ', '\t', '\n', '\r') is "*" or "\\u002a" or "\\u002A" || input.Text.Contains("\\u", StringComparison.Ordinal) || input.Text.Contains('*'), "The whole installation is asked for by a star alone.");
        }

        list.Repositories.Take(20).ToList().ForEach(repository => Check(repository, Server));
        BrokenPromiseException.Unless(RepositoryCeiling.Of(list).Beyond(list) is null, "A list is within itself.");
        try
        {
            var scope = WorkspaceScope.Of(list, Access.Write);
            var names = scope.Owners.SelectMany(owner => (owner.Repositories ?? []).Select(name => $"{owner.Owner}/{name}"));
            BrokenPromiseException.Unless(names.ToHashSet(StringComparer.OrdinalIgnoreCase).SetEquals(list.Repositories.Select(repository => repository.FullName)), "The scope has the list's repositories, and no other.");
        }
        catch (FormatException)
        {
            return false;
        }

        return true;
    }

    private static bool ReadUrl(Input input)
    {
        var (superproject, text) = (new Uri("https://github.com/acme/app.git"), input.Text);
        _ = RepositoryUrl.AreSame(text, superproject, Server);
        var isOnServer = RepositoryUrl.IsOnServer(text, Server);
        var url = Settings.Parsed("url", text, trimmed => RepositoryUrl.Resolve(trimmed, superproject, Server));
        BrokenPromiseException.Unless(url.Authority == "github.com" && url.Scheme == "https" && url.UserInfo.Length == 0, "A submodule comes from the same server.");
        BrokenPromiseException.Unless(isOnServer || text != text.Trim() || text.TrimStart().StartsWith('.'), "What is resolved is on the server.");
        return true;
    }

    private static bool ReadCeiling(Input input)
    {
        var ceiling = Settings.Parsed("--max-repos", input.Text, text => RepositoryCeiling.Parse(text, Server));
        var others = RepositoryList.Parse("nobody-has/this-one", Server);
        if (ceiling.Beyond(others) is null)
        {
            BrokenPromiseException.Unless(input.Text.Contains('*') || input.Text.Contains("nobody-has", StringComparison.OrdinalIgnoreCase) || input.Text.Contains("\\u", StringComparison.Ordinal), "What is not named is beyond.");
        }

        if (ceiling.Beyond(RepositoryList.All) is null)
        {
            BrokenPromiseException.Unless(input.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Any(word => word == "*" || word.Contains('[')), "All are allowed by a star alone.");
        }

        return true;
    }

    private static bool ReadMintLimit(Input input)
    {
        var limit = Settings.Parsed("--mint-limit", input.Text, MintLimit.Parse);
        BrokenPromiseException.Unless(limit.Burst > 0 && limit.Each > TimeSpan.Zero, "A limit limits.");
        var (paid, now) = (TimeSpan.Zero, TimeSpan.FromHours(5));
        for (var i = 0; i < Math.Min(limit.Burst, 50); i++)
        {
            BrokenPromiseException.Unless(limit.Wait(paid, now) == TimeSpan.Zero, "So many as are allowed at once are not waited for.");
            paid = limit.Pay(paid, now);
        }

        BrokenPromiseException.Unless(limit.Burst > 50 || limit.Wait(paid, now) > TimeSpan.Zero, "The next one is.");
        _ = limit.Wait(TimeSpan.FromDays(36_000), now);
        return true;
    }

    private static bool ReadDuration(Input input)
    {
        var interval = Settings.Parsed("--interval-minutes", input.Text, RefresherSettings.ParseInterval);
        BrokenPromiseException.Unless(interval >= TimeSpan.FromSeconds(1) && interval <= TimeSpan.FromMinutes(55), "An interval is within its bounds.");
        return true;
    }

    private static bool ReadFileMode(Input input)
    {
        var mode = Settings.Parsed("--file-mode", input.Text, TokenKeeperSettings.ParseFileMode);
        const UnixFileMode widest = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        BrokenPromiseException.Unless((mode & ~widest) == 0 && mode.HasFlag(UnixFileMode.UserRead), "Nobody but us may write, and nobody may execute.");
        return true;
    }

    /// <summary>All the short ones, on the same text.</summary>
    private static bool ReadSmall(Input input)
    {
        var text = input.Text;
        var taken = 0;
        Read(() => Settings.Parsed("--access", text, Access.Parse), access => access.Name is "read" or "write");
        Read(() => Settings.Parsed("--publish", text, PublishOptions.ParseKinds), kinds => kinds.All(kind => kind.All(c => char.IsAsciiLetterLower(c) || c == '-')));
        Read(() => Settings.Parsed("--listen", text, StatusServer.ParseAddress), address => address.Port is >= 0 and <= ushort.MaxValue);
        Read(() => Settings.Parsed("--notify", text, trimmed => Notification.Parse(trimmed, NullLogger.Instance)), _ => true);
        Read(() => Settings.Parsed("--webhook-url", text, Git.Sync.Webhook.ParseUrl), url => url.Scheme is "http" or "https" && url.GetLeftPart(UriPartial.Authority).Length > 0);
        Read(() => Settings.Parsed("--export", text, ExecCommand.ParseName), name => name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') && !name.StartsWith("LD_", StringComparison.Ordinal));
        Read(() => LoopbackUrl.TryParse(text) ?? throw new SidecarException(ExitCode.Configuration, "none"), url => url.IsLoopback && url.Scheme == "http");
        Read(() => Settings.Parsed("--identity", text, CommitIdentity.Parse), identity => !$"{identity.Name}{identity.Email}".Any(c => char.IsControl(c) || c is '<' or '>') && CommitIdentity.Parse($"{identity.Name} <{identity.Email}>") == identity);
        Read(() => CloneOptions.IsFilter(text) ? text : throw new SidecarException(ExitCode.Configuration, "none"), filter => filter.All(c => char.IsAsciiLetterOrDigit(c) || c is ':' or '='));
        return taken > 0;

        void Read<T>(Func<T> read, Func<T, bool> holds)
        {
            try
            {
                BrokenPromiseException.Unless(holds(read()), $"What is read as {typeof(T).Name} is one.");
                taken++;
            }
            catch (SidecarException e) when (e.ExitCode == ExitCode.Configuration)
            {
            }
        }
    }

    /// <summary>The proxy, the exceptions, and where requests go.</summary>
    private static bool ReadProxy(Input input)
    {
        var (proxy, exceptions, destination) = input.Lines switch
        {
            [var one, var two, var three, ..] => (one, two, three),
            [var one, var two] => (one, two, "https://api.github.com"),
            _ => (input.Text, "", "https://api.github.com"),
        };
        var variables = new Dictionary<string, string> { ["https_proxy"] = proxy, ["http_proxy"] = proxy, ["no_proxy"] = exceptions };
        var rules = new ProxyRules(name => variables.GetValueOrDefault(name));
        _ = rules.Variables.ToList();
        var url = Settings.Parsed("--server-url", destination, GitHubHost.ParseUrl);
        var used = rules.GetProxy(url);
        BrokenPromiseException.Unless(rules.IsBypassed(url) == (used is null), "There is a proxy, or there is none.");
        BrokenPromiseException.Unless(used is null || url.Scheme == "https" || used.IsLoopback, "Nothing goes by plain http through a proxy on another machine.");
        _ = used is null ? null : rules.Credentials!.GetCredential(used, "Basic");
        BrokenPromiseException.Unless(used is null || exceptions.Trim() != "*", "A star excepts everything.");
        return used is not null;
    }

    /// <summary>Lines of an environment, as git-clone and the token programs read it.</summary>
    private static bool ReadEnvironment(Input input)
    {
        var variables = input.Lines.Select(line => line.Split('=', 2)).Where(parts => parts.Length == 2).DistinctBy(parts => parts[0]).ToDictionary(parts => parts[0], parts => parts[1].Replace("\0", "", StringComparison.Ordinal));
        var settings = new Settings(new RootCommand().Parse([]), name => variables.GetValueOrDefault(name));
        var taken = 0;
        Read(() => CloneTargetSettings.Read(settings, GitCloneSettings.ReadServer(settings), CloneOptionSettings.Read(settings), NullLogger.Instance));
        Read(() => SyncSettings.Read(settings, [])?.Link);
        Read(() => CloneEventSettings.Read(settings, TimeProvider.System, NullLogger.Instance));
        Read(() => (GitCloneSettings.ReadJobs(settings), GitCloneSettings.ReadLockTimeout(settings)));
        Read(() => RefresherSettings.ReadInterval(settings));
        Read(() => RefresherSettings.ReadListen(settings));
        Read(() => TokenKeeperSettings.ReadAccess(settings));
        Read(() => RefresherSettings.ReadLimits(settings, TokenKeeperSettings.ReadRepositories(settings, AppCredentials.ReadHost(settings), mayAwait: true), Access.Read, Server).AccessTtl);
        return taken > 0;

        void Read(Func<object?> read)
        {
            try
            {
                _ = read();
                taken++;
            }
            catch (SidecarException e) when (e.ExitCode == ExitCode.Configuration)
            {
            }
        }
    }

    private static bool ReadConsumer(Input input)
    {
        var changes = ConsumerEnvironment.Of(_ => input.Text, "/var/run/github", _ => true);
        BrokenPromiseException.Unless(changes["GIT_CONFIG_COUNT"] is { } count && uint.Parse(count, System.Globalization.CultureInfo.InvariantCulture) is var number && changes[$"GIT_CONFIG_KEY_{number - 1}"] == "include.path", "git finds one setting more than there were.");
        return true;
    }

    private static bool ReadSystemAuthorities(Input input)
    {
        var path = Scratch.Write(Scratch.Of("system"), "bundle.crt", input.Bytes);
        var isSigned = new SystemAuthorities([path], []).HaveSigned(new(Authority.Value, []));
        var text = string.Concat(input.Text.Where(c => !char.IsWhiteSpace(c)));
        BrokenPromiseException.Unless(!isSigned || text.Contains(Convert.ToBase64String(Authority.Value.RawData)[..^4], StringComparison.Ordinal), "Nobody is trusted who is not in the file.");
        return isSigned;
    }

    private static bool ReadAuthorities(Input input)
    {
        var path = Scratch.Write(Scratch.Of("ca"), "ca.pem", input.Bytes);
        var setting = new RootCommand { CommonSettings.CaFile };
        var settings = new Settings(setting.Parse([]), name => name == CommonSettings.CaFile.Variable ? path : null);
        using var http = GitHubHttp.Create(CaFile.Find(settings), new ProxyRules(_ => null));
        return true;
    }
}
