using Sidecars.GitHub;
using Sidecars.Publishing;
using Sidecars.Retry;
using Sidecars.Tokens;

namespace Sidecars.Support;

/// <summary>One pod's token programs, from the stub GitHub to the published files.</summary>
internal sealed class Workspace : IDisposable
{
    private readonly TestDirectory _output = new();
    private TokenIssuer? _issuer;
    private TokenKeeper? _keeper;

    public Workspace()
    {
        GitHub = new(Time);
        State = StateDirectory.Open(null, Logger);
        Directory = new(_output.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite, Time, Logger);
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

    public TokenIssuer Issuer => _issuer ??= new(ReadCredentials, Asked, GitHub.Client(Logger), State, Limit, Time, Audit, Logger);

    public TokenKeeper Keeper => _keeper ??= new(Issuer, Directory, Time, Logger);

    /// <summary>What others read.</summary>
    public string PublishedToken => _output.Read("token");

    public AppCredentials ReadCredentials() => new("42", InstallationId, ReadKey(), GitHubHost.FromApiUrl(new("https://api.github.com")));

    public Task<InstallationToken> FirstAsync() => Time.RunAsync(() => Issuer.FirstAsync(CancellationToken.None));

    public Task<InstallationToken> NextAsync(InstallationToken? current = null) => Time.RunAsync(() => Issuer.NextAsync(current ?? Token(), CancellationToken.None));

    public Task<InstallationToken> PublishFirstAsync() => Time.RunAsync(() => Keeper.PublishFirstAsync(CancellationToken.None));

    /// <summary>A token with so much of its life left.</summary>
    public InstallationToken Token(TimeSpan? left = null, string value = "ghs_current")
    {
        var remaining = left ?? TimeSpan.FromHours(1);
        var expiresAt = Time.GetUtcNow() + remaining;
        return new(
            new(value), GitHubHost.FromApiUrl(new("https://api.github.com")), "42", 7, "acme", Permissions.Read, ["acme/app"],
            expiresAt - TimeSpan.FromHours(1), expiresAt, Moment.Now(Time).After(remaining));
    }

    public void Dispose()
    {
        GitHub.Dispose();
        _output.Dispose();
    }
}
