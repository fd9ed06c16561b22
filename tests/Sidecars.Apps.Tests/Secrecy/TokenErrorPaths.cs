using System.Runtime.InteropServices;
using GitHubEmulator;
using Sidecars.Apps.Support;

namespace Sidecars.Apps.Secrecy;

/// <summary>How the token programs fail.</summary>
internal static class TokenErrorPaths
{
    private static readonly string[] Damaged = [.. TestKey.Shared.Pem.Split('\n').Where((_, line) => line != 5)];

    /// <summary>Both programs take these.</summary>
    public static IReadOnlyList<ErrorPath> OfBoth { get; } =
    [
        new("an unknown option with a token", 2, "There is no option --tokn.", $"--tokn={Bait.Token.Value}"),
        new("an argument too many, a token", 2, "There is an argument that belongs to no option.", Bait.Token.Value),
        new("an option without its value", 2, "See ", "--app-id"),
        new("a log level that is a JWT", 3, "--log-level, LOG_LEVEL: ", stage => stage.Environment["LOG_LEVEL"] = Bait.Jwt.Value),
        new("a log format that is a key", 3, "--log-format, LOG_FORMAT: ", stage => stage.Environment["LOG_FORMAT"] = TestKey.Other.Pem),

        new("no repositories", 3, "one of these must be given", stage => stage.Environment["WORKSPACE_REPOS"] = " "),
        new("a repository's URL with a password", 3, "--repos, WORKSPACE_REPOS: ", stage => stage.Environment["WORKSPACE_REPOS"] = $"https://{Bait.UrlUser}@{stage.Pod.GitHub.ServerUrl.Authority}/acme/web"),
        new("a repository's URL with a token", 3, "--repos, WORKSPACE_REPOS: ", stage => stage.Environment["WORKSPACE_REPOS"] = $"https://x-access-token:{Bait.Token.Value}@github.com/acme/web"),
        new("a token for a repository", 3, "--repos, WORKSPACE_REPOS: ", stage => stage.Environment["WORKSPACE_REPOS"] = Bait.Token.Value),
        new("a JSON array that is cut off within a password", 3, "--repos, WORKSPACE_REPOS: ", stage => stage.Environment["WORKSPACE_REPOS"] = $"[\"https://{Bait.UrlUser}@github.com/a"),
        new("no App ID", 3, "--app-id", stage => File.Delete($"{stage.Pod.Credentials}/app-id")),
        new("the key in place of the App ID", 3, "--app-id", stage => stage.Pod.Secret("app-id", TestKey.Shared.Pem)),
        new("a token in place of the installation's ID", 3, "--installation-id", stage => stage.Pod.Secret("installation-id", Bait.Token.Value)),
        new("no key", 3, "There is no private key at", stage => File.Delete($"{stage.Pod.Credentials}/private-key")),
        new("a directory in place of the key", 3, "is a directory, and a file is expected", stage =>
        {
            File.Delete($"{stage.Pod.Credentials}/private-key");
            Directory.CreateDirectory($"{stage.Pod.Credentials}/private-key");
        }),
        new("a link that leads to itself in place of the key", 3, "cannot be read (", stage =>
        {
            File.Delete($"{stage.Pod.Credentials}/private-key");
            File.CreateSymbolicLink($"{stage.Pod.Credentials}/private-key", "private-key");
        }),
        new("a pipe in place of the key", 3, "is a pipe or a device", async stage =>
        {
            File.Delete($"{stage.Pod.Credentials}/private-key");
            await Command.OutputOfAsync("mkfifo", $"{stage.Pod.Credentials}/private-key");
            stage.Own(Command.Start("sh", ["-c", $"exec sleep 60 3<>{stage.Pod.Credentials}/private-key"], new Dictionary<string, string>()));
        }),
        new("a key with a book behind it", 3, "is larger than", stage => stage.Pod.Secret("private-key", TestKey.Shared.Pem + new string('x', 70_000))),
        new("the key in place of the API's URL", 3, "--api-url", stage => stage.Pod.Secret("api-url", TestKey.Shared.Pem)),
        new("an API's URL with a password", 3, "must not hold a user", stage => stage.Environment["GITHUB_API_URL"] = $"https://{Bait.UrlUser}@ghe.example/api/v3"),
        new("an API's URL with a secret for a query", 3, "must not hold a user", stage => stage.Environment["GITHUB_API_URL"] = $"https://ghe.example/api/v3?token={Bait.Hook.Value}"),
        new("an API's URL without a host", 3, "the URL names no host", stage => stage.Environment["GITHUB_API_URL"] = "https://api."),
        new("an API without TLS", 3, "would send secrets unprotected", stage => stage.Environment["GITHUB_API_URL"] = $"http://ghe.example/{Bait.Hook.Value}"),
        new("a server's URL with a password", 3, "--server-url", stage => stage.Environment["GITHUB_SERVER_URL"] = $"https://{Bait.UrlUser}@ghe.example"),
        new("an access that is a token", 3, "--access", stage => stage.Environment["GITHUB_ACCESS"] = Bait.Token.Value),
        new("permissions that are a token", 3, "--permissions", stage => stage.Environment["GITHUB_PERMISSIONS"] = $"contents={Bait.Token.Value}"),
        new("access and permissions", 3, "one replaces the other", "--access", "read", "--permissions", "contents=read"),
        new("a file mode that is a token", 3, "--file-mode", stage => stage.Environment["GITHUB_FILE_MODE"] = Bait.Token.Value),
        new("a mint limit that is a token", 3, "--mint-limit", stage => stage.Environment["GITHUB_MINT_LIMIT"] = Bait.Token.Value),
        new("something to publish that is a token", 3, "--publish", stage => stage.Environment["GITHUB_PUBLISH"] = Bait.Token.Value),
        new("a state directory that is not there", 3, "there is no directory", stage => stage.Environment["GITHUB_STATE_DIR"] = $"/run/{Bait.Token.Value}"),
        new("a state directory that others write", 3, "it must not be the output directory", stage => stage.Environment["GITHUB_STATE_DIR"] = stage.Pod.Output),
        new("the key in place of an authority", 3, "holds no certificate in PEM form", stage => stage.Environment["GITHUB_CA_FILE"] = $"{stage.Pod.Credentials}/private-key"),
        new("an authority that cannot be read", 3, "--ca-file", stage => stage.Environment["GITHUB_CA_FILE"] = $"{stage.Pod.Credentials}/{Bait.Token.Value}"),
        new("a damaged authority with the key behind it", 3, "--ca-file", stage => stage.Environment["GITHUB_CA_FILE"] = stage.Write("planted-ca.crt", $"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n{TestKey.Shared.Pem}")),
        new("a proxy that is none, with a password", 3, "is not the URL of a proxy", stage => stage.Environment["HTTPS_PROXY"] = $"ftp://{Bait.UrlUser}@proxy.example"),
        new("a proxy on another machine for plain http, with a password", 3, "would see what goes to", stage => stage.Environment["HTTP_PROXY"] = $"http://{Bait.UrlUser}@proxy.example:3128"),

        new("a public key", 4, "cannot be used", stage => stage.Pod.Secret("private-key", TestKey.Shared.PublicPem)),
        new("a key without one of its lines", 4, "cannot be used", stage => stage.Pod.Secret("private-key", string.Join('\n', Damaged))),
        new("half a key", 4, "cannot be used", stage => stage.Pod.Secret("private-key", TestKey.Shared.Pem[..800])),
        new("an SSH key", 4, "cannot be used", stage => stage.Pod.Secret("private-key", Bait.SshPem)),
        new("a token in place of the key", 4, "cannot be used", stage => stage.Pod.Secret("private-key", Bait.Token.Value)),
        new("a password in place of the key", 4, "cannot be used", stage => stage.Pod.Secret("private-key", Bait.Password.Value)),
        new("a small key", 4, "has 1024 bits", async stage => stage.Pod.Secret("private-key", await Command.OutputOfAsync("openssl", "genrsa", "1024"))),
        new("half a key in the environment", 4, "GITHUB_APP_PRIVATE_KEY_B64", stage => stage.Environment["GITHUB_APP_PRIVATE_KEY_B64"] = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(TestKey.Shared.Pem))[..900]),
        new("another App's key", 4, "is not one of this App's", stage => stage.Pod.Secret("private-key", TestKey.Other.Pem)),
        new("two keys, and neither is the App's", 4, "is not one of this App's", stage =>
        {
            stage.Pod.Secret("private-key", TestKey.Other.Pem);
            stage.Pod.Secret("private-key-next", TestKey.Other.Pkcs8Pem);
        }),
        new("an App without a key", 4, "has no private key", stage => stage.Pod.App.RemoveKey(TestKey.Shared.PublicPem)),

        new("no such App", 3, "There is no such App", stage => stage.Pod.Secret("app-id", "999999")),
        new("no such installation", 5, "Either it does not exist", stage => stage.Pod.Secret("installation-id", "999999")),
        new("an owner without an installation", 5, "Either it does not exist", stage => stage.Environment["WORKSPACE_REPOS"] = "nobody/nothing"),
        new("a suspended installation", 5, "suspended", stage => stage.Pod.Installation.Suspended = true),
        new("a repository outside of the installation", 5, "Add the repository", stage => stage.Pod.Installation.Repositories = ["api"]),
        new("a permission that nobody granted", 5, "Grant the permissions", "--permissions", "administration=write"),
        new("an IP allow list", 5, "IP allow list", Fault(Operation.Mint, FaultKind.IpAllowList("acme"))),
        new("a token that is wider than asked", 5, "was revoked", Fault(Operation.Mint, FaultKind.WiderPermissions())),
        new("a token for all repositories", 5, "was revoked", Fault(Operation.Mint, FaultKind.AllRepositories())),
        new("a wider token that cannot be revoked", 5, "could not", stage =>
        {
            stage.Pod.Fault(Operation.Mint, FaultKind.WiderPermissions());
            stage.Pod.Fault(Operation.Revoke, FaultKind.Answer(403, $"No, {Bait.Token.Value}"), int.MaxValue);
        }),
        new("an answer nobody knows", 5, "new to us", Fault(Operation.Mint, FaultKind.Answer(418, $"teapot {Bait.Token.Value} {Bait.Jwt.Value} -----BEGIN RSA PRIVATE KEY-----\n{string.Join('\n', TestKey.Shared.Pem.Split('\n').Skip(1).Take(3))}"))),
        new("an API that repeats what it was sent", 5, "You sent", stage => stage.Environment["GITHUB_API_URL"] = $"{stage.Parrot("403 Forbidden")}/api/v3"),
        new("a redirect to another machine, with a secret", 5, "redirect", Fault(Operation.InstallationLookup, FaultKind.RedirectTo(new Uri($"https://other.example/{Bait.Hook.Value}?token={Bait.Token.Value}")))),
        new("an API version that is gone", 5, "no longer supports", Fault(Operation.Any, FaultKind.Answer(410, "Gone"))),
        new("a call that the token may not make", 5, "lacks the permission", Fault(Operation.RateLimit, FaultKind.Answer(403, "Resource not accessible by integration"))) { IsLong = true },
        new("JSON that GitHub cannot parse", 1, "Problems parsing JSON", Fault(Operation.Mint, FaultKind.Answer(400, "Problems parsing JSON"))),
        new("administrative rules", 1, "administrative rules", Fault(Operation.Mint, FaultKind.Answer(403, "Request forbidden by administrative rules. Please make sure your request has a User-Agent header"))),
        new("a limit that ends too late", 6, "limit", Fault(Operation.Mint, FaultKind.PrimaryLimit(TimeSpan.FromMinutes(50)))),
        new("an output directory below a file", 7, "cannot be written", stage => stage.Environment["GITHUB_TOKEN_DIR"] = stage.Write("file", "") + "/tokens"),

        new("the wrong answer", 6, "cannot be read (", Fault(Operation.Mint, FaultKind.TruncatedJson())) { IsLong = true },
        new("an error page", 6, "502", Fault(Operation.Mint, FaultKind.HtmlError(502))) { IsLong = true },
        new("a connection that is reset", 6, "", Fault(Operation.Mint, FaultKind.Reset())) { IsLong = true },
        new("an answer that is cut off within the token", 6, "", Fault(Operation.Mint, FaultKind.ResetAfter(60))) { IsLong = true },
        new("no answer at all", 6, "", Fault(Operation.Mint, FaultKind.Hang())) { IsLong = true },
        new("nobody there", 6, "refused", stage => stage.Environment["GITHUB_API_URL"] = "http://127.0.0.1:1/api/v3") { IsLong = true },
        new("a name that does not exist", 6, "", stage => stage.Environment["GITHUB_API_URL"] = $"https://{Bait.Hook.Value.ToLowerInvariant()}.invalid/api/v3") { IsLong = true },
        new("a proxy that nobody answers at, with a password", 6, "", stage => (stage.Environment["HTTP_PROXY"], stage.Environment["NO_PROXY"]) = ($"http://{Bait.UrlUser}@127.0.0.1:1", "nothing")) { IsLong = true },
        new("bad credentials, always", 6, "Bad credentials", Fault(Operation.RateLimit, FaultKind.Answer(401, "Bad credentials"))) { IsLong = true },
        new("a repository that is never found", 5, "not found", stage => stage.Pod.GitHub.RefuseFreshTokens(git: int.MaxValue)) { IsLong = true },
    ];

    public static IReadOnlyList<ErrorPath> OfInitialToken { get; } =
    [
        new("asked to stop", 143, "Stopped, as asked", Fault(Operation.Mint, FaultKind.Hang())) { MeanwhileAsync = StopAtMintAsync },
    ];

    public static IReadOnlyList<ErrorPath> OfRefresher { get; } =
    [
        new("an interval that is a token", 3, "--interval-minutes", stage => stage.Environment["REFRESH_INTERVAL_MINUTES"] = Bait.Token.Value),
        new("an access file in no directory", 3, "there is no directory of", "--access-file", $"/run/{Bait.Token.Value}/access"),
        new("waiting for repositories without their file", 3, "it needs --repos-file", "--await-repos"),
        new("an access file beside permissions", 3, "which does not go with", stage => stage.Environment["GITHUB_ACCESS_FILE"] = $"{stage.Pod.Root}/access", "--permissions", "contents=read"),
        new("a ceiling below the start", 3, "is wider from the start", "--access", "write", "--max-access", "read"),
        new("a ceiling that is a token", 3, "--max-access", "--max-access", Bait.Token.Value),
        new("repositories beyond the ceiling", 3, "from the start", "--max-repos", "acme/api"),
        new("a ceiling with a password", 3, "--max-repos", "--max-repos", $"https://{Bait.UrlUser}@github.com/acme/web"),
        new("a time for access that is a token", 3, "--access-ttl", "--access-ttl", Bait.Token.Value),
        new("a webhook of another machine", 3, "--notify", "--notify", $"https://hooks.example/{Bait.Hook.Value}"),
        new("a webhook with a password", 3, "--notify", "--notify", $"http://{Bait.UrlUser}@localhost:1/{Bait.Hook.Value}"),
        new("an address that is a token", 3, "--listen", "--listen", Bait.Token.Value),
        new("an address that is taken", 3, "cannot be listened on", stage => stage.Arguments.AddRange(["--listen", new Uri(stage.Hear("")).Authority])),
        new("a Secret's name that is a token", 3, "--secret, GITHUB_SECRET", "--secret", Bait.Token.Value),
        new("a kind of Secret that is a token", 3, "--secret-type", async stage => await stage.JoinClusterAsync(), "--secret", "team/x", "--secret-type", Bait.Token.Value),
        new("a Secret, and no cluster", 3, "this is no pod", "--secret", "team/x"),
        new("a Secret, and no service account", 3, "mount a service account's token there", async stage =>
        {
            await stage.JoinClusterAsync();
            stage.Environment["GITHUB_SERVICE_ACCOUNT_DIR"] = $"/run/{Bait.Token.Value}";
        }, "--secret", "team/x"),
        new("a cluster at no address", 3, "are no address", async stage =>
        {
            await stage.JoinClusterAsync();
            stage.Environment["KUBERNETES_SERVICE_PORT"] = Bait.Token.Value;
        }, "--secret", "team/x"),

        new("a webhook that nobody takes", 0, "Could not notify", stage => { }, "--notify", $"http://localhost:1/{Bait.Hook.Value}?token={Bait.Hook.Value}") { MeanwhileAsync = StopWhenSaidAsync("Could not notify") },
        new("a webhook that answers 500", 0, "Could not notify", stage => stage.Arguments.AddRange(["--notify", $"{stage.Hear(LoopbackServer.Answer("500 Sorry"))}/{Bait.Hook.Value}"])) { MeanwhileAsync = StopWhenSaidAsync("Could not notify") },
        new("a Secret that is not there", 0, "There is no Secret", async stage => await (await stage.JoinClusterAsync()).AllowToWriteAsync("x"), "--secret", "team/x") { MeanwhileAsync = StopWhenSaidAsync("There is no Secret") },
        new("a Secret of somebody else", 0, "is somebody else's", stage => MadeAsync(stage, "Opaque", ""), "--secret", "team/x") { MeanwhileAsync = StopWhenSaidAsync("somebody else's") },
        new("a Secret of another type", 0, "has the type", stage => MadeAsync(stage, "Opaque", "github-app/published-by: token-refresher"), "--secret", "team/x") { MeanwhileAsync = StopWhenSaidAsync("has the type") },
        new("an API server that repeats the Secret", 0, "does not have the newest token", async stage =>
        {
            await MadeAsync(stage, "Opaque", "github-app/published-by: token-refresher");
            stage.Cluster!.Server.Faults.Add(new KubernetesEmulator.Fault { On = request => request.Verb is "update" or "patch", Times = 100, Kind = KubernetesEmulator.FaultKind.Answer(422, "Invalid", $"Secret \"x\" is invalid: data[token]: Invalid value: \"{Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(Bait.Token.Value))}\" {Bait.Token.Value}") });
        }, "--secret", "team/x", "--secret-type", "opaque") { MeanwhileAsync = StopWhenSaidAsync("does not have the newest token") },
        new("a refresh that GitHub does not answer", 0, "Trying again in", _ => { }) { MeanwhileAsync = FailRefreshAsync(FaultKind.HtmlError(502), "Trying again in") },
        new("a refresh that is cut off within the token", 0, "Trying again in", _ => { }) { MeanwhileAsync = FailRefreshAsync(FaultKind.ResetAfter(60), "Trying again in") },
        new("a refresh with a suspended installation", 0, "Could not refresh", _ => { }) { MeanwhileAsync = FailRefreshAsync(FaultKind.Answer(403, $"This installation has been suspended {Bait.Token.Value}"), "Could not refresh") },
        new("a key that is half written", 0, "Could not refresh", _ => { })
        {
            MeanwhileAsync = async (stage, command) =>
            {
                await command.SaysAsync("Published a token");
                stage.Pod.Secret("private-key", TestKey.Shared.Pem[..700]);
                command.Signal(PosixSignal.SIGHUP);
                await StopWhenSaidAsync("Could not refresh")(stage, command);
            },
        },
        new("an access file that holds a key", 0, "was not followed", stage => Watched(stage, "access", TestKey.Other.Pem), "--max-access", "write") { MeanwhileAsync = StopWhenSaidAsync("was not followed") },
        new("a repositories' file that holds a password", 0, "was not followed", stage => Watched(stage, "repos", $"https://{Bait.UrlUser}@github.com/acme/web\n{Bait.Token.Value}")) { MeanwhileAsync = StopWhenSaidAsync("was not followed") },
        new("a token of before that cannot be revoked at the end", 0, "could not revoke", stage => stage.Pod.Fault(Operation.Revoke, FaultKind.Answer(403, $"No, {Bait.Token.Value}"), int.MaxValue), "--revoke-on-exit") { MeanwhileAsync = StopWhenSaidAsync("Published a token") },
        new("a state of before that is damaged", 0, "cannot be read and was left aside", stage =>
        {
            stage.Pod.KeepState();
            File.WriteAllText($"{stage.Pod.State}/state.json", $"{{\"tokens\":[{{\"token\":\"{Bait.Token.Value}\"");
        }) { MeanwhileAsync = StopWhenSaidAsync("Published a token") },

        new("probe without a question", 2, "Ask for one of", "probe"),
        new("exec without a token", 3, "There is no token in", "exec", "--export", "TOKEN", "--", "true"),
        new("exec of what is not there", 127, "There is no command", stage => stage.TokenAsync(), "exec", "--export", "TOKEN", "--", Bait.Token.Value),
        new("exec of what cannot be run", 126, "cannot be run", async stage =>
        {
            await stage.TokenAsync();
            stage.Arguments.AddRange(["exec", "--export", "TOKEN", "--", stage.Write("tool", "")]);
        }),
        new("exec with a name that is a token", 3, "--export", stage => stage.TokenAsync(), "exec", "--export", $"{Bait.Token.Value}-", "--", "true"),
    ];

    public static Func<Stage, Command, Task> StopWhenSaidAsync(string text) => async (_, command) =>
    {
        await command.SaysAsync(text);
        command.Signal(PosixSignal.SIGTERM);
    };

    private static Func<Stage, Command, Task> FailRefreshAsync(FaultKind kind, string says) => async (stage, command) =>
    {
        await command.SaysAsync("Published a token");
        stage.Pod.Fault(Operation.Mint, kind, int.MaxValue);
        command.Signal(PosixSignal.SIGHUP);
        await StopWhenSaidAsync(says)(stage, command);
    };

    private static async Task StopAtMintAsync(Stage stage, Command command)
    {
        await stage.Pod.GitHub.WaitForRequestAsync(request => request.Operation == Operation.Mint);
        command.Signal(PosixSignal.SIGTERM);
    }

    private static Action<Stage> Fault(Operation operation, FaultKind kind) => stage => stage.Pod.Fault(operation, kind, int.MaxValue);

    private static async Task MadeAsync(Stage stage, string type, string label)
    {
        var cluster = await stage.JoinClusterAsync();
        cluster.Server.Secrets.Apply($"metadata: {{ namespace: team, name: x, labels: {{ {label} }} }}\ntype: {type}\ndata: {{ other: {Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(Bait.SecretValue.Value))} }}");
        await cluster.AllowToWriteAsync("x");
    }

    /// <summary>A file on a read-only mount, as kubelet mounts a ConfigMap.</summary>
    private static void Watched(Stage stage, string name, string content)
    {
        var directory = Directory.CreateDirectory($"{stage.Pod.Root}/planted-config").FullName;
        File.WriteAllText($"{directory}/{name}", content);
        stage.Within.AddRange(["unshare", "--mount", "sh", "-c", $"mount --bind {directory} {directory} && mount -o remount,ro,bind {directory} && exec \"$0\" \"$@\""]);
        stage.Environment[name == "access" ? "GITHUB_ACCESS_FILE" : "GITHUB_REPOS_FILE"] = $"{directory}/{name}";
    }
}
