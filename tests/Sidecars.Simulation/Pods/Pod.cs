using Microsoft.Extensions.Logging.Abstractions;
using Sidecars.Cli;
using Sidecars.GitHub;
using Sidecars.Monitoring;
using Sidecars.Publishing;
using Sidecars.Repositories;
using Sidecars.Retry;
using Sidecars.Scopes;
using Sidecars.Tokens;

namespace Sidecars.Simulation.Pods;

/// <summary>A pod with token-refresher, the product's own code from the first request to the published file, and a kubelet that starts it again.</summary>
/// <param name="installationId">Null when it is looked up.</param>
internal sealed class Pod(string directory, string repository, long? installationId, TimeSpan interval, HttpMessageHandler gitHub, VirtualTime time)
{
    private static readonly GitHubHost Host = GitHubHost.FromApiUrl(new("https://api.github.com"));
    private static readonly TimeSpan FirstRestart = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestRestart = TimeSpan.FromMinutes(5);

    /// <summary>Outlives the runs, as the second volume does.</summary>
    private readonly StateDirectory _state = StateDirectory.Open(null, NullLogger.Instance);

    public List<PodRun> Runs { get; } = [];

    /// <summary>What a reader of the output directory finds, and from when.</summary>
    public List<(TimeSpan At, string Token)> Published { get; } = [];

    public async Task RunAsync(TimeSpan start, CancellationToken cancellationToken)
    {
        await Task.Delay(start, time, cancellationToken);
        for (var restart = FirstRestart; ;)
        {
            await RunOnceAsync(cancellationToken);
            await Task.Delay(restart, time, cancellationToken);
            restart = restart * 2 < LongestRestart ? restart * 2 : LongestRestart;
        }
    }

    private async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        var run = new PodRun(time.Now);
        Runs.Add(run);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var http = new HttpClient(gitHub, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
        using var client = new GitHubClient(http, time, NullLogger.Instance);
        var keeper = Keeper(client);
        _ = ReadAsync(keeper.Publication, run, end.Token);
        try
        {
            await keeper.RunAsync(interval, new Signal(), revokeAtTheEnd: false, end.Token);
        }
        catch (SidecarException e)
        {
            run.End = (time.Now, e.ExitCode, e.Message);
        }

        await end.CancelAsync();
    }

    private TokenKeeper Keeper(GitHubClient client)
    {
        var logger = NullLogger.Instance;
        var metrics = new TokenMetrics(time);
        var health = new Health(null, time, logger);
        var list = RepositoryList.Parse(repository, Host.ServerUrl);
        var watch = new ScopeWatch(list, Access.Read, null, null, new(Access.Read, RepositoryCeiling.Of(list), null), Host.ServerUrl, _state, time, logger);
        var revocation = new Revocation(client, metrics, time, logger, logger);
        var limit = MintLimit.Parse(CommonSettings.MintLimit.Fallback!);
        var issuer = new TokenIssuer(() => new("42", installationId, [new AppPrivateKey(new QuickKey())], Host), client, _state, limit, revocation, metrics, time, logger, logger);
        var files = new TokenDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite, time, logger);
        var publication = new Publication(files, new([], directory, []), notification: null, health, metrics, time, logger);
        return new(issuer, publication, _state, revocation, watch, health, metrics, server: null, time, logger) { GiveBackMemory = () => { } };
    }

    private async Task ReadAsync(Publication publication, PodRun run, CancellationToken cancellationToken)
    {
        var changed = publication.Changed.Listen();
        while (true)
        {
            if (await changed.WaitAsync(TimeSpan.FromDays(30), time, cancellationToken))
            {
                run.FirstToken ??= time.Now;
                var token = File.ReadAllText(Path.Combine(directory, "token"));
                if (Published.Count == 0 || Published[^1].Token != token)
                {
                    Published.Add((time.Now, token));
                }
            }
        }
    }
}
