using Sidecars.GitHub;
using Sidecars.Monitoring;
using Sidecars.Publishing;
using Sidecars.Repositories;
using Sidecars.Retry;
using Sidecars.Scopes;
using Sidecars.Tokens;

namespace Sidecars.Support;

/// <summary>One pod's token programs, from the stub GitHub to the published files.</summary>
internal sealed class Workspace : IDisposable
{
    private readonly TestDirectory _output = new();
    private GitHubClient? _client;
    private TokenIssuer? _issuer;
    private TokenKeeper? _keeper;

    public Workspace()
    {
        GitHub = new(Time);
        State = StateDirectory.Open(null, Logger);
        Metrics = new(Time);
        Health = new(null, Time, Logger);
        Directory = new(_output.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite, Time, Logger);
        Publication = new(Directory, new(["netrc"], _output.Path, []), notification: null, Health, Metrics, Time, Logger);
        Watch = WatchFor("acme/app");
    }

    public ManualTimeProvider Time { get; } = new();

    public StubGitHub GitHub { get; }

    public RecordingLogger Logger { get; } = new();

    public RecordingLogger Audit { get; } = new();

    public TestDirectory Output => _output;

    public TokenDirectory Directory { get; }

    public StateDirectory State { get; set; }

    public MintLimit Limit { get; set; } = new(1000, TimeSpan.FromMinutes(1));

    public TokenScope Asked { get; set; } = new("acme", ["app"], Permissions.Read, PullRequestsIfGranted: false);

    public long? InstallationId { get; set; } = 7;

    public Func<AppPrivateKey> ReadKey { get; set; } = TestKey.Read;

    private GitHubClient Client => _client ??= GitHub.Client(Logger);

    public Revocation Revocation => new(Client, Metrics, Time, Audit, Logger);

    public TokenIssuer Issuer => _issuer ??= new(ReadCredentials, Client, State, Limit, Revocation, Metrics, Time, Audit, Logger);

    public Publication Publication { get; }

    public Health Health { get; }

    public TokenMetrics Metrics { get; }

    /// <summary>By default, what is wanted never changes.</summary>
    public ScopeWatch Watch { get; set; }

    public TokenKeeper Keeper => _keeper ??= new(Issuer, Publication, State, Revocation, Watch, Health, Metrics, server: null, Time, Logger);

    /// <summary>What others read.</summary>
    public string PublishedToken => _output.Read("token");

    public AppCredentials ReadCredentials() => new("42", InstallationId, [ReadKey()], GitHubHost.FromApiUrl(new("https://api.github.com")));

    /// <summary>A first token, remembered as the keeper does.</summary>
    public async Task<InstallationToken> FirstAsync()
    {
        var token = await Time.RunAsync(() => Issuer.FirstAsync(Asked, CancellationToken.None));
        State.SaveToken(Asked, token);
        return token;
    }

    public Task<InstallationToken> NextAsync(InstallationToken? current = null) => Time.RunAsync(() => Issuer.NextAsync(Asked, current ?? Token(), CancellationToken.None));

    public Task PublishFirstAsync() => Time.RunAsync(() => Keeper.PublishFirstAsync(CancellationToken.None));

    /// <summary>What the settings say, and nothing moves it unless there are files.</summary>
    public ScopeWatch WatchFor(string repositories, Access? access = null, WatchedFile? accessFile = null, WatchedFile? repositoriesFile = null, string? maxRepositories = null, TimeSpan? accessTtl = null)
    {
        var server = new Uri("https://github.com");
        var list = RepositoryList.Parse(repositories, server);
        var limits = new ScopeLimits(Access.Write, maxRepositories is null ? RepositoryCeiling.Of(list) : RepositoryCeiling.Parse(maxRepositories, server), accessTtl);
        return new(list, access ?? Access.Read, accessFile, repositoriesFile, limits, server, State, Time, Logger);
    }

    /// <summary>A token with so much of its life left.</summary>
    public InstallationToken Token(TimeSpan? left = null, string value = "ghs_current")
    {
        var remaining = left ?? TimeSpan.FromHours(1);
        var expiresAt = Time.GetUtcNow() + remaining;
        return new(
            new(value), GitHubHost.FromApiUrl(new("https://api.github.com")), "42", 7, "acme", Permissions.Read, ["acme/app"],
            expiresAt - TimeSpan.FromHours(1), expiresAt, Moment.Now(Time).After(remaining))
        {
            ConfiguredInstallationId = InstallationId,
        };
    }

    public void Dispose()
    {
        Watch.Dispose();
        _client?.Dispose();
        GitHub.Dispose();
        _output.Dispose();
    }
}
