using System.Net;
using KubernetesEmulator.Access;
using KubernetesEmulator.Http;
using KubernetesEmulator.Resources;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace KubernetesEmulator;

/// <summary>A Kubernetes API server on the loopback interface, for Secrets, Events and what belongs to them.</summary>
public sealed class KubernetesServer : IAsyncDisposable
{
    private readonly KubernetesServerOptions _options;
    private readonly Store _store;
    private readonly Catalog _catalog = new();
    private readonly Registry _registry;
    private readonly Tokens _tokens = new();
    private readonly RequestLog _log = new();
    private WebApplication? _application;
    private bool _isDisposed;

    private KubernetesServer(KubernetesServerOptions options)
    {
        _options = options;
        _store = new Store(options.HistorySize);
        var namespaces = new NamespaceLifecycle(_store, _catalog.Namespaces, options.NamespacesAreImplicit, options.Clock);
        _registry = new Registry(_store, namespaces, options.Clock);
        GarbageCollector = new GarbageCollector(_store, _registry, _catalog, options.CollectsGarbage);

        Secrets = Objects(_catalog.Secrets);
        Events = Objects(_catalog.Events);
        ServiceAccounts = Objects(_catalog.ServiceAccounts);
        Namespaces = Objects(_catalog.Namespaces);
        Namespaces.Create("metadata: {name: default}");
        _store.Changed += RevokeTokens;
    }

    public Uri Url { get; private set; } = null!;

    /// <summary>Of a user who may do everything.</summary>
    public string AdminToken => _tokens.AdminToken;

    public KubernetesObjects Secrets { get; }

    public KubernetesObjects Events { get; }

    public KubernetesObjects ServiceAccounts { get; }

    public KubernetesObjects Namespaces { get; }

    public Rbac Rbac { get; } = new();

    public Faults Faults { get; } = new();

    public GarbageCollector GarbageCollector { get; }

    public TimeProvider Clock => _options.Clock;

    /// <summary>Of the latest change.</summary>
    public string ResourceVersion => StoredObject.Text(_store.Revision);

    public IReadOnlyList<RequestRecord> Requests => _log.All;

    public static async Task<KubernetesServer> StartAsync(KubernetesServerOptions? options = null, CancellationToken ct = default)
    {
        var server = new KubernetesServer(options ?? new KubernetesServerOptions());

        try
        {
            await server.ListenAsync(server._options.Port, ct);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }

        return server;
    }

    /// <returns>Its bearer token.</returns>
    public string AddServiceAccount(string inNamespace, string name)
    {
        if (ServiceAccounts.Get(inNamespace, name) is null)
        {
            ServiceAccounts.Create(new JsonObject { ["metadata"] = new JsonObject { ["namespace"] = inNamespace, ["name"] = name } }.ToJsonString());
        }

        return _tokens.Issue(User.ServiceAccount(inNamespace, name));
    }

    /// <summary>The tokens it had are refused from now on.</summary>
    /// <returns>The new one.</returns>
    public string RotateToken(string inNamespace, string name)
    {
        var user = User.ServiceAccount(inNamespace, name);
        _tokens.Revoke(user);

        return _tokens.Issue(user);
    }

    /// <summary>Serves one more kind, of any fields.</summary>
    public KubernetesObjects AddCustomResource(string group, string version, string plural, string kind, bool isNamespaced = true) =>
        Objects(_catalog.Add(new Resource(group, version, plural, kind, isNamespaced, new CustomResourceRules())));

    public void RemoveCustomResource(string group, string plural) => _catalog.Remove(group, plural);

    /// <summary>Nothing new can be created in it; what is there goes, and then the namespace, as far as the garbage collector runs.</summary>
    public void TerminateNamespace(string name) => Namespaces.Delete("", name);

    /// <summary>The first such request, as soon as there is one: it may not be answered yet, or have been there before.</summary>
    public Task<RequestRecord> WaitForRequestAsync(Predicate<RequestRecord> wanted, CancellationToken ct = default) => _log.WaitForAsync(wanted, ct);

    public void ClearRequests() => _log.Clear();

    /// <summary>Forgets what was before now: watches and pages from then are told 410. Open watches go on.</summary>
    public void Compact() => _store.Compact();

    /// <summary>Resource versions go on from so much later, as when other kinds have changed.</summary>
    public void SkipResourceVersions(long count) => _store.Skip(count);

    /// <summary>To all watches that allow it, without waiting for the interval.</summary>
    public void SendBookmarks() => _store.Bookmark();

    /// <summary>Cleanly, all that are open.</summary>
    public void EndWatches() => _store.EndWatches();

    public Backup Backup() => _store.Backup();

    /// <summary>As after a restore of etcd: what was changed since is lost, and resource versions are lower than before.</summary>
    public async Task RestoreAsync(Backup backup, CancellationToken ct = default)
    {
        await StopAsync();
        _store.Restore(backup);
        await ResumeAsync(WatchHistory.Kept, ct);
    }

    public async Task RestartAsync(WatchHistory history = WatchHistory.Kept, CancellationToken ct = default)
    {
        await StopAsync();
        await ResumeAsync(history, ct);
    }

    /// <summary>All connections are cut, and new ones refused.</summary>
    public async Task StopAsync()
    {
        if (Interlocked.Exchange(ref _application, null) is { } application)
        {
            // Nobody waits for requests that hang on purpose.
            await application.StopAsync(new CancellationToken(canceled: true));
            await application.DisposeAsync();
        }
    }

    /// <summary>At the same address.</summary>
    public Task ResumeAsync(WatchHistory history = WatchHistory.Kept, CancellationToken ct = default)
    {
        if (history == WatchHistory.Lost)
        {
            Compact();
        }

        return ListenAsync(Url.Port, ct);
    }

    /// <summary>The file with which kubectl and its like find this server; to be trusted only as far as the token is.</summary>
    public string Kubeconfig(string token, string inNamespace = "default") => new JsonObject
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Config",
        ["current-context"] = "emulator",
        ["clusters"] = new JsonArray(new JsonObject { ["name"] = "emulator", ["cluster"] = Cluster() }),
        ["users"] = new JsonArray(new JsonObject { ["name"] = "emulator", ["user"] = new JsonObject { ["token"] = token } }),
        ["contexts"] = new JsonArray(new JsonObject
        {
            ["name"] = "emulator",
            ["context"] = new JsonObject { ["cluster"] = "emulator", ["user"] = "emulator", ["namespace"] = inNamespace },
        }),
    }.ToJsonString();

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
        {
            return;
        }

        await StopAsync();
        await GarbageCollector.DisposeAsync();
    }

    // A token is no better than its service account.
    private void RevokeTokens(Change change)
    {
        if (change.After is null && change.Collection == _catalog.ServiceAccounts.Collection)
        {
            _tokens.Revoke(User.ServiceAccount(change.Latest.Namespace, change.Latest.Name));
        }
    }

    private JsonObject Cluster()
    {
        var cluster = new JsonObject { ["server"] = Url.GetLeftPart(UriPartial.Authority) };

        if (_options.Certificate is { } certificate)
        {
            cluster["certificate-authority-data"] = Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(certificate.ExportCertificatePem()));
        }

        return cluster;
    }

    private KubernetesObjects Objects(Resource resource) => new(resource, _registry, _store);

    private async Task ListenAsync(int port, CancellationToken cancellationToken)
    {
        var application = Build(port);
        _application = application;
        await application.StartAsync(cancellationToken);
        Url = new Uri(application.Urls.Single());
    }

    private WebApplication Build(int port)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());

        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Limits.Http2.MaxStreamsPerConnection = _options.StreamsPerConnection;
            kestrel.Listen(IPAddress.Loopback, port, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                listen.Use(Connection.Attach);

                if (_options.Certificate is not null)
                {
                    listen.Protocols = HttpProtocols.Http1AndHttp2;
                    listen.UseHttps(_options.Certificate);
                }
            });
        });

        if (_options.Certificate is not null)
        {
            builder.WebHost.UseKestrelHttpsConfiguration();
        }

        var app = builder.Build();
        var watches = new WatchAnswer(_store, _options.Clock, _options.WatchTimeout, _options.BookmarkInterval);
        var endpoint = new ResourceEndpoint(_catalog, _registry, _store, new Discovery(_catalog), new ListAnswer(_store), watches);

        app.UseMiddleware<RequestRecording>(_log, _tokens, _options.Clock);
        app.UseMiddleware<StatusAnswers>();
        app.UseMiddleware<FaultInjection>(Faults);
        app.UseMiddleware<AccessControl>(Rbac);
        app.Run(endpoint.AnswerAsync);

        return app;
    }
}
