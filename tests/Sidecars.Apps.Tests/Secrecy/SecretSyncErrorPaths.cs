using System.Text;
using KubernetesEmulator;
using Sidecars.Apps.Kubernetes;
using Sidecars.Apps.Support;

namespace Sidecars.Apps.Secrecy;

/// <summary>How secret-sync fails, and what it says of Secrets that it cannot use.</summary>
internal static class SecretSyncErrorPaths
{
    /// <summary>Each with secret-sync once, and secret-sync diff; those that end by themselves with secret-sync alone, too.</summary>
    public static IReadOnlyList<ErrorPath> OfSettings { get; } =
    [
        new("an unknown option with a token", 2, "There is no option --tokn.", $"--tokn={Bait.Token.Value}"),
        new("no cluster", 3, "this is no pod", stage => stage.Environment.Remove("KUBERNETES_SERVICE_HOST")),
        new("no service account", 3, "mount a service account's token there", "--service-account-dir", $"/run/{Bait.Token.Value}"),
        new("a cluster at no address", 3, "are no address", stage => stage.Environment["KUBERNETES_SERVICE_PORT"] = Bait.Token.Value),
        new("nothing that says which namespace", 3, "name the namespaces", stage => stage.Environment.Remove("SECRET_SYNC_NAMESPACES")),
        new("a default host that is a token", 3, "--default-host", "--default-host", Bait.Token.Value),
        new("a clean-up that is a token", 3, "--cleanup", "--cleanup", Bait.Token.Value),
        new("an end of invalid ones that is a token", 3, "--on-invalid", "--on-invalid", Bait.Token.Value),
        new("no kubeconfig", 3, "there is no such file", "--kubeconfig", $"/run/{Bait.Token.Value}"),
        new("a key for a kubeconfig", 3, "KUBECONFIG", stage => stage.Arguments.AddRange(["--kubeconfig", stage.Write("planted-kubeconfig", TestKey.Shared.Pem)])),
        new("a kubeconfig that is cut off within a token", 3, "it is no kubeconfig file", stage => stage.Arguments.AddRange(["--kubeconfig", stage.Write("planted-kubeconfig", $"users: [{{ name: x, user: {{ token: \"{Bait.Jwt.Value}")])),
        new("a kubeconfig without a context", 3, "no current-context", stage => stage.Arguments.AddRange(["--kubeconfig", stage.Write("planted-kubeconfig", $"token: {Bait.Jwt.Value}\npassword: {Bait.Password.Value}")])),
        new("a kubeconfig with a password in its server", 3, "is no https URL", stage => stage.Arguments.AddRange(["--kubeconfig", stage.Write("planted-kubeconfig", Kubeconfig($"http://{Bait.UrlUser}@kube.example", "token: x"))])),
        new("a kubeconfig with a password for its user", 3, "neither token nor tokenFile", stage => stage.Arguments.AddRange(["--kubeconfig", stage.Write("planted-kubeconfig", Kubeconfig("https://kube.example", $"password: {Bait.Password.Value}"))])),
        new("a kubeconfig whose authority is a key", 3, "", stage => stage.Arguments.AddRange(["--kubeconfig", stage.Write("planted-kubeconfig", Kubeconfig("https://kube.example", "token: x", $"certificate-authority-data: {Base64(TestKey.Shared.Pem)}"))])),
    ];

    public static IReadOnlyList<ErrorPath> OfCluster { get; } =
    [
        new("an empty token", 3, "is missing or empty", stage => File.WriteAllText(TokenFile(stage), "")),
        new("a token that is not taken", 5, "Check the service account's token", stage => { stage.Add("a stranger's token", "stranger.0123456789abcdef"); File.WriteAllText(TokenFile(stage), "stranger.0123456789abcdef"); }),
        new("a missing Role", 5, "Check the Role", stage => stage.Cluster!.Server.Rbac.Clear()),
        new("an API server in trouble", 6, "", Refusing(500, "InternalError", $"etcd said {Bait.Token.Value} {Base64(Bait.SecretValue.Value)}")),
        new("an API server that is asked too often", 6, "", stage => stage.Cluster!.Server.Faults.Add(new Fault { Times = 1000, Kind = FaultKind.TooManyRequests() })),
        new("an API server that repeats tokens", 5, "", Refusing(418, "Teapot", $"Bearer {Bait.Jwt.Value} {Bait.Token.Value}")),
        new("a connection that is reset", 6, "cannot be reached", stage => stage.Cluster!.Server.Faults.Add(new Fault { Times = 1000, Kind = FaultKind.Reset() })),
        new("an API server that is not there", 6, "cannot be reached", stage => stage.Environment["KUBERNETES_SERVICE_PORT"] = "1"),
        new("an API server that nobody vouches for", 6, "cannot be reached", stage => { using var other = new Authority(); File.WriteAllText(Path.Combine(Path.GetDirectoryName(TokenFile(stage))!, "ca.crt"), other.Pem); }),
        new("an API server that repeats what it was sent", 5, "", stage => Parrot(stage, "403 Forbidden")),
        new("an answer that is no JSON", 6, "is not understood", stage => Parrot(stage, "200 OK", heard => heard)),
    ];

    /// <summary>Where something is written.</summary>
    public static ErrorPath Refused { get; } = new("a Secret that is refused, and repeated", 5, "refused to create", stage =>
    {
        stage.Cluster!.Apply("source", [("username", "me"), ("password", Bait.SecretValue.Value)]);
        stage.Cluster.Server.Faults.Add(new Fault { On = request => request.IsWrite && request.Resource == "secrets", Times = 1000, Kind = FaultKind.Answer(422, "Invalid", $"Secret \"git-source\" is invalid: data[password]: Invalid value: \"{Base64(Bait.SecretValue.Value)}\": {Bait.SecretValue.Value}") });
    });

    /// <summary>Sources that are wrong in every way, and what follows them.</summary>
    public static ErrorPath Unusable { get; } = new("Secrets that cannot be used", 0, "", stage =>
    {
        var cluster = stage.Cluster!;
        const string annotated = "{ secret-sync.dev/host: \"";
        cluster.Apply("no-password", [("username", Bait.SecretValue.Value)]);
        cluster.Apply("no-key", [("ssh-privatekey", $"not a key {Bait.SecretValue.Value}")], type: "kubernetes.io/ssh-auth");
        cluster.Apply("half-a-key", [("ssh-privatekey", Bait.SshPem)]);
        cluster.Apply("an-rsa-key", [("ssh-privatekey", TestKey.Shared.Pem)]);
        cluster.Apply("line-ends", [("username", "me"), ("password", $"{Bait.Password.Value}\nsecond")]);
        cluster.Apply("empty", []);
        cluster.Apply("bad-host", Cluster.Https("x"), annotations: $"{annotated}https://{Bait.UrlUser}@github.com\" }}");
        cluster.Apply("a-token-for-a-host", Cluster.Https("y"), annotations: $"{annotated}{Bait.Token.Value}\" }}");
        cluster.Apply("good", [("username", "me"), ("password", Bait.SecretValue.Value)]);
        cluster.Apply("credentials-file", [(".git-credentials", $"https://{Bait.UrlUser}@github.com\nhttps://half:{Bait.Token.Value}")]);
        cluster.Server.Secrets.Apply($"metadata: {{ namespace: team, name: git-good }}\ntype: Opaque\ndata: {{ other: {Base64(Bait.SecretValue.Value)} }}");
    });

    private static string TokenFile(Stage stage) => Path.Combine(stage.Environment["SECRET_SYNC_SERVICE_ACCOUNT_DIR"], "token");

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string Kubeconfig(string server, string user, string cluster = "name: x")
        => $"current-context: c\ncontexts: [{{ name: c, context: {{ cluster: k, user: u, namespace: team }} }}]\nclusters: [{{ name: k, cluster: {{ server: \"{server}\", {cluster} }} }}]\nusers: [{{ name: u, user: {{ {user} }} }}]\n";

    private static Action<Stage> Refusing(int code, string reason, string message) => stage => stage.Cluster!.Server.Faults.Add(new Fault { Times = 1000, Kind = FaultKind.Answer(code, reason, message) });

    /// <summary>One that is sent the service account's token, reached as from outside.</summary>
    private static void Parrot(Stage stage, string status, Func<string, string>? body = null)
        => stage.Arguments.AddRange(["--kubeconfig", stage.Write("planted-kubeconfig", Kubeconfig(stage.Parrot(status, body), $"token: {Bait.Jwt.Value}"))]);
}
