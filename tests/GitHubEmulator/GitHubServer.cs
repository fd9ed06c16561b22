using System.Net;
using GitHubEmulator.Admin;
using GitHubEmulator.Git;
using GitHubEmulator.Http;
using GitHubEmulator.Rest;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace GitHubEmulator;

/// <summary>A GitHub on the loopback interface that judges apps, tokens and git requests like the real one.</summary>
public sealed class GitHubServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly DirectoryInfo _directory;
    private readonly ServerClock _clock;
    private readonly Catalog _catalog;
    private readonly TokenLedger _ledger;
    private readonly GitHttpBackend _backend;
    private readonly LfsLinks _links;
    private readonly RequestLog _log = new();
    private bool _isDisposed;

    private GitHubServer(GitHubServerOptions options)
    {
        _directory = Directory.CreateTempSubdirectory("github-emulator-");
        _clock = new ServerClock(options.TimeProvider) { Skew = options.ClockSkew };
        _ledger = new TokenLedger(_clock) { Life = options.TokenLife, Format = options.TokenFormat };

        var git = new GitCommand(_directory.CreateSubdirectory("home").FullName);
        var repositories = _directory.CreateSubdirectory("repositories").FullName;
        _catalog = new Catalog(_clock, git, repositories);

        _backend = new GitHttpBackend(git, repositories);
        _links = new LfsLinks(_clock);

        _application = Build(options);
    }

    /// <summary>Git's: repositories are at <c>OWNER/NAME.git</c> under it.</summary>
    public Uri ServerUrl { get; private set; } = null!;

    /// <summary>The REST API's, in the place where GitHub Enterprise Server has it. A host that starts with <c>api.</c> has it at the root.</summary>
    public Uri ApiUrl { get; private set; } = null!;

    public Faults Faults { get; } = new();

    public IReadOnlyList<RequestRecord> Requests => _log.All;

    public IReadOnlyList<IssuedToken> IssuedTokens => _ledger.All;

    /// <summary>Added to the clock: to its <c>Date</c> header, to how it judges JWTs, and to when tokens expire.</summary>
    public TimeSpan ClockSkew
    {
        get => _clock.Skew;
        set => _clock.Skew = value;
    }

    /// <summary>Of tokens minted from now on.</summary>
    public TimeSpan TokenLife
    {
        get => _ledger.Life;
        set => _ledger.Life = value;
    }

    /// <summary>Of tokens minted from now on.</summary>
    public TokenFormat TokenFormat
    {
        get => _ledger.Format;
        set => _ledger.Format = value;
    }

    /// <summary>Whose scheme, host and port the links to LFS objects have, as GitHub's are on another host than git; null for the one that is asked.</summary>
    public Uri? LfsStorage
    {
        get => _links.Storage;
        set => _links.Storage = value;
    }

    internal Catalog Catalog => _catalog;

    public static async Task<GitHubServer> StartAsync(GitHubServerOptions? options = null, CancellationToken ct = default)
    {
        var server = new GitHubServer(options ?? new GitHubServerOptions());

        try
        {
            await server._application.StartAsync(ct);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }

        server.ServerUrl = new Uri(server._application.Urls.Single());
        server.ApiUrl = new Uri(server.ServerUrl, Addresses.RestPath);

        return server;
    }

    public GitHubApp AddApp(string slug, string publicKeyPem, long? id = null, string? clientId = null) =>
        _catalog.AddApp(slug, publicKeyPem, id, clientId);

    /// <param name="permissions">Null for contents: write, pull_requests: write and metadata: read.</param>
    /// <param name="repositories">Names without the owner; null for all.</param>
    public Installation AddInstallation(
        GitHubApp app,
        string account,
        IReadOnlyDictionary<string, string>? permissions = null,
        IEnumerable<string>? repositories = null,
        long? id = null)
    {
        var installation = _catalog.AddInstallation(app, account, id);
        installation.Permissions = permissions ?? installation.Permissions;
        installation.Repositories = repositories?.ToList();

        return installation;
    }

    /// <summary>With one commit, of a README.md, on <c>main</c>.</summary>
    public Repository AddRepository(string owner, string name, bool isPrivate = true)
    {
        var repository = _catalog.AddRepository(owner, name, isPrivate);
        repository.Commit("main", "README.md", $"# {name}\n");

        return repository;
    }

    /// <summary>The old name redirects from now on, in the API and in git.</summary>
    public void Rename(string owner, string name, string newName) =>
        _catalog.Rename(_catalog.RepositoryByName(owner, name) ?? throw new ArgumentException($"There is no repository {owner}/{name}."), newName);

    public void Revoke(string tokenValue) =>
        (_ledger.Find(tokenValue) ?? throw new ArgumentException("No such token was minted here.")).Revoke();

    /// <summary>Has each token minted from now on refused that often before it works, as a real one is until all machines know it.</summary>
    public void RefuseFreshTokens(
        int api = 0,
        int git = 0,
        int apiStatus = StatusCodes.Status401Unauthorized,
        int gitStatus = StatusCodes.Status404NotFound) =>
        _ledger.Refusals = new FreshTokenRefusals(api, git, apiStatus, gitStatus);

    /// <summary>The first such request, as soon as there is one: it may not be answered yet, or have been there before.</summary>
    public Task<RequestRecord> WaitForRequestAsync(Predicate<RequestRecord> wanted, CancellationToken ct = default) =>
        _log.WaitForAsync(wanted, ct);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
        {
            return;
        }

        // Nobody waits for requests that hang on purpose.
        await _application.StopAsync(new CancellationToken(canceled: true));
        await _application.DisposeAsync();

        // But a git that still runs would write to what is deleted.
        await _backend.EndedAsync();
        _directory.Delete(recursive: true);
    }

    private WebApplication Build(GitHubServerOptions options)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());

        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.AllowHostHeaderOverride = true;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(IPAddress.Loopback, options.Port, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;

                if (options.Certificate is not null)
                {
                    listen.UseHttps(options.Certificate);
                }
            });
        });

        if (options.Certificate is not null)
        {
            builder.WebHost.UseKestrelHttpsConfiguration();
        }

        builder.Services.AddRoutingCore().AddSingleton(_clock);
        AdminEndpoints.ConfigureJson(builder.Services);

        var app = builder.Build();

        app.UseMiddleware<HostShape>();
        app.UseRouting();
        app.UseWhen(context => !AdminEndpoints.Owns(context), gitHub => gitHub
            .UseMiddleware<RequestRecording>(_log, _clock)
            .UseMiddleware<FaultInjection>(Faults)
            .UseMiddleware<RefusalAnswers>()
            .UseMiddleware<FrontDoor>());
        app.UseWhen(AdminEndpoints.Owns, admin => admin.UseMiddleware<RefusalAnswers>());

        RestEndpoints.Map(app, _catalog, _ledger, _clock);
        GitEndpoints.Map(app, _catalog, _ledger, _clock, _backend);
        LfsEndpoints.Map(app, _catalog, _ledger, _links, _clock);
        AdminEndpoints.Map(app, this);
        app.MapFallback("{**path}", (RequestDelegate)NotFound);

        return app;
    }

    private static Task NotFound(HttpContext context) => throw new Refusal(StatusCodes.Status404NotFound, Messages.NotFound);
}
