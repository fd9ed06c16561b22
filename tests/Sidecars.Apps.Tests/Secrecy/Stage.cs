using System.Text;
using GitHubEmulator;
using Sidecars.Apps.Kubernetes;
using Sidecars.Apps.Support;

namespace Sidecars.Apps.Secrecy;

/// <summary>A pod in which everything that can be a secret is one, and what a traced run in it was seen to do.</summary>
internal sealed class Stage : IAsyncDisposable
{
    private readonly List<Secret> _more = [];
    private readonly List<IDisposable> _belongings = [];
    private readonly StringBuilder _received = new();
    private int _runs;

    private Stage(Pod pod) => Pod = pod;

    public Pod Pod { get; }

    public Cluster? Cluster { get; private set; }

    public Dictionary<string, string> Environment => Pod.Environment;

    /// <summary>In front of the program, as nsenter or setpriv.</summary>
    public List<string> Within { get; } = [];

    public List<string> Arguments { get; } = [];

    /// <summary>Files in which somebody else has put a secret.</summary>
    public HashSet<string> Planted { get; } = [];

    /// <summary>Whom the program may tell secrets: the only ones whose they are.</summary>
    public IReadOnlyList<int> Confidants => [Pod.GitHub.ApiUrl.Port, .. Cluster is { } cluster ? new[] { cluster.Server.Url.Port } : [], .. _confidants];

    private readonly List<int> _confidants = [];
    private readonly List<int> _hooks = [];
    private HashSet<string> _metadataBefore = [];
    private string _program = "";
    private bool _isExec;

    public static async Task<Stage> StartAsync() => new(await Pod.StartAsync());

    public async Task<Cluster> JoinClusterAsync()
    {
        Cluster = await Cluster.StartAsync();
        Cluster.ExpectRefusals();
        foreach (var (name, value) in Cluster.Environment)
        {
            Environment[name] = value;
        }

        Environment["GITHUB_SERVICE_ACCOUNT_DIR"] = Cluster.Environment["SECRET_SYNC_SERVICE_ACCOUNT_DIR"];
        Add("service account's token", File.ReadAllText(Path.Combine(Environment["GITHUB_SERVICE_ACCOUNT_DIR"], "token")));
        return Cluster;
    }

    public void Add(string name, string value) => _more.Add(new(name, value));

    /// <summary>Belongs to the stage, and goes with it.</summary>
    public T Own<T>(T belonging)
        where T : IDisposable
    {
        _belongings.Add(belonging);
        return belonging;
    }

    /// <summary>A server of the pod that keeps what it is sent, and answers so.</summary>
    public string Hear(string answer)
    {
        var server = Own(new LoopbackServer(request =>
        {
            lock (_received)
            {
                _received.Append(request.Line).AppendJoin('\n', request.Headers.Select(header => $"{header.Key}: {header.Value}")).Append(request.Body);
            }

            return answer;
        }));
        _hooks.Add(new Uri(server.Url).Port);
        return server.Url;
    }

    /// <summary>A server that is sent credentials, and tells them to everybody who asks, as a proxy with too much to say might.</summary>
    public string Parrot(string status, Func<string, string>? body = null)
    {
        var server = Own(new LoopbackServer(request =>
        {
            var heard = string.Join(' ', request.Headers.Select(header => $"{header.Key}: {header.Value}"));
            return LoopbackServer.Answer(status, "Content-Type: application/json\r\n", body?.Invoke(heard) ?? $"{{\"message\":\"You sent {heard}\"}}");
        }));
        _confidants.Add(new Uri(server.Url).Port);
        return server.Url;
    }

    public string Write(string name, string content)
    {
        var path = Path.Combine(Pod.Root, name);
        File.WriteAllText(path, content);
        return path;
    }

    /// <summary>A basic-auth Secret, used instead of the token.</summary>
    public void MountPassword(string? password = null)
    {
        var directory = Directory.CreateDirectory(Path.Combine(Pod.Root, "git-credentials")).FullName;
        File.WriteAllText(Path.Combine(directory, "username"), "mona");
        File.WriteAllText(Path.Combine(directory, "password"), password ?? Bait.Password.Value);
        Environment["GIT_CREDENTIALS_DIR"] = directory;
    }

    /// <summary>An earlier run, some time ago: when GitHub refuses the token now, it means it.</summary>
    public async Task TokenAsync()
    {
        var run = await Pod.GenerateInitialTokenAsync();
        Assert.True(run.ExitCode == 0, run.Error);
        Pod.AgeToken();
    }

    /// <summary>Starts it; every call is written down.</summary>
    public (Command Command, Trace Trace) Start(string program, params string[] arguments)
    {
        var trace = new Trace($"{Pod.Root}-calls-{++_runs}");
        _program = program;
        _metadataBefore = [.. Metadata];
        _isExec = arguments.Concat(Arguments).FirstOrDefault() == "exec";
        string[] command = [.. Within, program, .. arguments, .. Arguments];
        return (trace.Start(command[0], command[1..], Environment), trace);
    }

    /// <summary>Looks for every secret in every place where a run may have left one.</summary>
    public Findings Search(Run run, Trace trace)
    {
        var calls = trace.Read(_program);
        var search = new SecretSearch(
        [
            .. Bait.All, .. _more,
            .. Pod.GitHub.IssuedTokens.Select(token => new Secret("installation token", token.Value)),
            .. Pod.GitHub.Requests.Where(request => request.Operation == Operation.LfsDownload).SelectMany(request => request.PathAndQuery.Split('?', '&', '=')).Where(part => part.Length >= 24 && !part.Contains('/')).Select(part => new Secret("signed LFS link", part)),
        ]);
        var findings = new Findings(search, new DocumentedPlaces(Pod, Planted), Confidants, _hooks, _isExec);
        findings.Look("standard output", run.Output);
        findings.Look("standard error", run.Error);
        findings.Look("termination log", File.Exists(Pod.TerminationLog) ? File.ReadAllText(Pod.TerminationLog) : "");
        findings.LookAtHook("webhooks and events", _received.ToString());
        if (Cluster is not null)
        {
            findings.Look("Kubernetes Events", string.Join('\n', Cluster.Server.Events.List().Select(happened => happened.ToJsonString())));
            findings.Look("Kubernetes metadata", string.Join('\n', Metadata.Except(_metadataBefore)));
        }

        findings.Look(calls);
        findings.LookIn(Pod.Root);
        return findings;
    }

    /// <summary>Of the Secrets. What somebody has written there beforehand is theirs.</summary>
    private IEnumerable<string> Metadata => Cluster?.Server.Secrets.List().Select(secret => secret["metadata"]!.ToJsonString()) ?? [];

    public async ValueTask DisposeAsync()
    {
        _belongings.ForEach(belonging => belonging.Dispose());
        for (; _runs > 0; _runs--)
        {
            Directory.Delete($"{Pod.Root}-calls-{_runs}", recursive: true);
        }

        if (Cluster is not null)
        {
            await Cluster.DisposeAsync();
        }

        await Pod.DisposeAsync();
    }
}
