using System.Diagnostics;
using System.Runtime.InteropServices;
using GitHubEmulator;

namespace Sidecars.Apps.Support;

/// <summary>What a pod gives our programs: a Secret, an output and a state directory in memory, and a GitHub to talk to.</summary>
internal sealed class Pod : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly string[] RepositoryNames = ["web", "api"];

    private readonly DirectoryInfo _root;

    private Pod(GitHubServer gitHub, string root)
    {
        GitHub = gitHub;
        _root = Directory.CreateDirectory(root);
        App = gitHub.AddApp("workspace-bot", TestKey.Shared.PublicPem, id: 4711);
        Repositories = RepositoryNames.ToDictionary(name => name, name => gitHub.AddRepository("acme", name));
        Installation = gitHub.AddInstallation(App, "acme");
        Directory.CreateDirectory(Credentials);
        Directory.CreateDirectory(Output);
        Directory.CreateDirectory(Temporary);
        Directory.CreateDirectory(Home);
        Secret("app-id", "4711\n");
        Secret("private-key", TestKey.Shared.Pem);
        Environment = new Dictionary<string, string>
        {
            ["GITHUB_APP_CREDENTIALS_DIR"] = Credentials,
            ["GITHUB_TOKEN_DIR"] = Output,
            ["GITHUB_API_URL"] = gitHub.ApiUrl.AbsoluteUri,
            ["GITHUB_SERVER_URL"] = gitHub.ServerUrl.AbsoluteUri,
            ["WORKSPACE_REPOS"] = "acme/web",
            ["TERMINATION_LOG"] = TerminationLog,
            ["TMPDIR"] = Temporary,
            ["HOME"] = Home,
        };
        File.WriteAllText(TerminationLog, "");
    }

    public GitHubServer GitHub { get; }

    public GitHubApp App { get; }

    public Installation Installation { get; }

    /// <summary>acme's, by name.</summary>
    public IReadOnlyDictionary<string, Repository> Repositories { get; }

    public Repository Web => Repositories["web"];

    public Dictionary<string, string> Environment { get; }

    public string Root => _root.FullName;

    public string Credentials => Path.Combine(Root, "app");

    public string Output => Path.Combine(Root, "github");

    public string State => Path.Combine(Root, "state");

    public string Temporary => Path.Combine(Root, "tmp");

    public string Home => Path.Combine(Root, "home");

    public string Workspace => Path.Combine(Root, "workspace");

    public string TerminationLog => Path.Combine(Root, "termination-log");

    public string Token => File.ReadAllText(Path.Combine(Output, "token"));

    /// <summary>A pod on a GitHub with acme's private repositories web and api.</summary>
    public static async Task<Pod> StartAsync(GitHubServerOptions? options = null)
    {
        var gitHub = await GitHubServer.StartAsync(options);

        // On tmpfs, as the programs want it.
        return new Pod(gitHub, $"/dev/shm/sidecars-{Guid.NewGuid():n}");
    }

    /// <summary>The same, after generate-initial-token ran.</summary>
    public static async Task<Pod> StartWithTokenAsync(string repositories = "acme/web", params string[] arguments)
    {
        var pod = await StartAsync();
        pod.Environment["WORKSPACE_REPOS"] = repositories;
        Directory.CreateDirectory(pod.Workspace);
        var run = await pod.GenerateInitialTokenAsync(arguments);
        Assert.True(run.ExitCode == 0, run.Error);
        return pod;
    }

    public void Secret(string file, string content) => File.WriteAllText(Path.Combine(Credentials, file), content);

    /// <summary>Mounts a state directory.</summary>
    public void KeepState()
    {
        Directory.CreateDirectory(State);
        Environment["GITHUB_STATE_DIR"] = State;
    }

    public Task<Run> GenerateInitialTokenAsync(params string[] arguments) => RunAsync(Published.GenerateInitialToken, arguments);

    public Task<Run> GitCloneAsync(params string[] arguments) => RunAsync(Published.GitClone, arguments);

    /// <summary>A git-clone that is at work, on the workspace unless it is told otherwise.</summary>
    public Command StartGitClone(params string[] arguments) => Command.Start(Published.GitClone, ["--dest", Workspace, .. arguments], Environment);

    /// <summary>A ConfigMap as kubelet mounts it: read-only for the program that is started with it, and changed from outside by one rename of a link.</summary>
    public ConfigMap MountConfigMap() => new(Path.Combine(Root, "config-map"));

    /// <summary>Runs token-refresher with the ConfigMap mounted.</summary>
    public Command StartTokenRefresher(ConfigMap config, params string[] arguments)
        => Command.Start("unshare", ["--mount", "sh", "-c", $"mount --bind {config.Source} {config.Mounted} && mount -o remount,ro,bind {config.Mounted} && exec \"$0\" \"$@\"", Published.TokenRefresher, .. arguments], Environment);

    public Command StartTokenRefresher(params string[] arguments) => Command.Start(Published.TokenRefresher, arguments, Environment);

    /// <summary>Runs a program of ours; what it says is searched for secrets each time.</summary>
    public async Task<Run> RunAsync(string program, params string[] arguments)
    {
        using var command = Command.Start(program, arguments, Environment);
        return await EndAsync(command);
    }

    public async Task<Run> EndAsync(Command command, TimeSpan? patience = null)
    {
        var run = await command.EndAsync(patience);
        AssertNoSecretIn(run.Output + run.Error + File.ReadAllText(TerminationLog));
        return run;
    }

    public void AssertNoSecretIn(string text) => Canaries.AssertAbsent(text, TestKey.Shared, GitHub.IssuedTokens.Select(token => token.Value));

    /// <summary>For half a minute a refusal may mean that GitHub has not spread the token yet; afterwards it means no.</summary>
    public void AgeToken() => File.SetLastWriteTimeUtc(Path.Combine(Output, "..data", "token"), DateTime.UtcNow.AddMinutes(-5));

    public void Fault(Operation operation, FaultKind kind, int times = 1) => GitHub.Faults.Add(new Fault { On = operation, Kind = kind, Times = times });

    /// <summary>Another owner with a private repository and an installation of the App.</summary>
    public Installation AddOwner(string owner, params string[] repositories)
    {
        repositories.ToList().ForEach(name => GitHub.AddRepository(owner, name));
        return GitHub.AddInstallation(App, owner);
    }

    public string TokenOf(string owner) => File.ReadAllText(Path.Combine(Output, "tokens", owner));

    public int Count(Operation operation) => GitHub.Requests.Count(request => request.Operation == operation);

    /// <summary>The request for a second token, as soon as it is made.</summary>
    public async Task<RequestRecord> SecondMintAsync()
    {
        var first = await GitHub.WaitForRequestAsync(request => request.Operation == Operation.Mint).WaitAsync(Patience);
        return await GitHub.WaitForRequestAsync(request => request.Operation == Operation.Mint && request.At > first.At).WaitAsync(Patience);
    }

    /// <summary>Waits until another token than this one is published.</summary>
    public Task TokenChangesAsync(string from) => Eventually.HoldsAsync(() => Token != from);

    /// <summary>A refresh, after which GitHub refuses the token of before.</summary>
    public async Task RefreshAndRevokeAsync(Command refresher)
    {
        var old = Token;
        refresher.Signal(PosixSignal.SIGHUP);
        await TokenChangesAsync(old);
        GitHub.Revoke(old);
    }

    /// <summary>Asks token-refresher to stop, which ends it with 0; how long that took.</summary>
    public async Task<TimeSpan> StopAsync(Command refresher)
    {
        var clock = Stopwatch.StartNew();
        refresher.Signal(PosixSignal.SIGTERM);
        var run = await EndAsync(refresher);
        Assert.True(run.ExitCode == 0, run.Error);
        return clock.Elapsed;
    }

    /// <summary>Runs a tool as the main container would: with its own HOME, whose .netrc is the published one.</summary>
    public Task<Run> InMainContainerAsync(string program, params string[] arguments)
    {
        var netrc = Path.Combine(Home, ".netrc");
        if (!Path.Exists(netrc))
        {
            File.CreateSymbolicLink(netrc, Path.Combine(Output, ".netrc"));
        }

        var environment = new Dictionary<string, string>
        {
            ["HOME"] = Home, ["LC_ALL"] = "C", ["GIT_CONFIG_NOSYSTEM"] = "1", ["GIT_TERMINAL_PROMPT"] = "0",
            ["GIT_AUTHOR_NAME"] = "a", ["GIT_AUTHOR_EMAIL"] = "a@example.com", ["GIT_COMMITTER_NAME"] = "a", ["GIT_COMMITTER_EMAIL"] = "a@example.com",
        };
        return Command.RunAsync(program, arguments, environment);
    }

    /// <summary>Runs git in a clone of the workspace, as the main container would, and returns what it printed.</summary>
    public Task<string> GitAsync(string clone, params string[] arguments) => new Clone(this, Path.Combine(Workspace, clone)).GitAsync(arguments);

    public async ValueTask DisposeAsync()
    {
        await GitHub.DisposeAsync();
        _root.Delete(recursive: true);
    }
}
