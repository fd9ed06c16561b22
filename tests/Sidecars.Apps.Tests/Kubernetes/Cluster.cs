using System.Text;
using System.Text.Json.Nodes;
using KubernetesEmulator;
using Sidecars.Apps.Support;

namespace Sidecars.Apps.Kubernetes;

/// <summary>An API server over https, and a service account in it that may do what the chart's Roles say.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    /// <summary>In every secret value of these tests: it is nowhere that anybody can read but in Secrets.</summary>
    public const string Canary = "c4n4ry";

    private const string ServiceAccount = "secret-sync";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Authority _authority;
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("cluster-");
    private readonly List<Command> _running = [];

    private Cluster(KubernetesServer server, Authority authority)
    {
        (Server, _authority) = (server, authority);
        Environment = new()
        {
            ["KUBERNETES_SERVICE_HOST"] = "127.0.0.1",
            ["KUBERNETES_SERVICE_PORT"] = $"{server.Url.Port}",
            ["SECRET_SYNC_SERVICE_ACCOUNT_DIR"] = _directory.FullName,
            ["SECRET_SYNC_NAMESPACES"] = "team other",
        };
        File.WriteAllText(Path.Combine(_directory.FullName, "ca.crt"), authority.Pem);
        GiveToken(server.AddServiceAccount("team", ServiceAccount));
    }

    public KubernetesServer Server { get; }

    public Dictionary<string, string> Environment { get; }

    public static async Task<Cluster> StartAsync(KubernetesServerOptions? options = null)
    {
        var authority = new Authority();
        var server = await KubernetesServer.StartAsync((options ?? new()) with { Certificate = authority.ServerCertificate });
        var cluster = new Cluster(server, authority);
        server.Rbac.Apply(await ShippedRoles.OfSecretSyncAsync("team", ServiceAccount, "team", "other"), "team");
        return cluster;
    }

    /// <summary>Starts secret-sync, and waits until it has looked at all that there is.</summary>
    public async Task<Command> StartSecretSyncAsync(params string[] arguments)
    {
        var command = Command.Start(Published.SecretSync, arguments, Environment);
        _running.Add(command);
        await command.SaysAsync("Secrets are known in");
        return command;
    }

    /// <summary>A line with this text, of the secret-sync that was started last.</summary>
    public Task<string> SaidAsync(string text) => _running[^1].SaysAsync(text);

    /// <summary>Waits until so many attempts to watch have failed, of the secret-sync that was started last.</summary>
    public Task FailsToWatchAsync(int times) => Eventually.HoldsAsync(() => _running[^1].Error.Split("Cannot watch the Secrets").Length > times);

    public async Task<Run> RunSecretSyncAsync(params string[] arguments)
    {
        using var command = Command.Start(Published.SecretSync, arguments, Environment);
        var run = await command.EndAsync();
        AssertNoCanary(run.Output + run.Error);
        return run;
    }

    /// <summary>A Secret of somebody's, with text as its values.</summary>
    public JsonObject Apply(string name, (string Key, string Value)[] data, string labels = "{ secret-sync.dev/tekton: \"true\" }", string annotations = "{}", string type = "Opaque", string where = "team")
        => Server.Secrets.Apply($$"""
            metadata: { namespace: {{where}}, name: {{name}}, labels: {{labels}}, annotations: {{annotations}} }
            type: {{type}}
            data: { {{string.Join(", ", data.Select(pair => $"\"{pair.Key}\": {Base64(pair.Value)}"))}} }
            """);

    public static (string Key, string Value)[] Https(string password, string username = "me") => [("username", username), ("password", $"{Canary}-{password}")];

    /// <summary>A Secret, as soon as it is so.</summary>
    public async Task<JsonObject> SecretAsync(string name, Predicate<JsonObject> wanted, string where = "team")
    {
        using var end = new CancellationTokenSource(Patience);
        try
        {
            return (await Server.Secrets.WaitForAsync(where, name, secret => secret is not null && wanted(secret), end.Token))!;
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"{where}/{name} is {Server.Secrets.Get(where, name)?.ToJsonString() ?? "not there"}. {string.Join('\n', _running.Select(command => command.Error))}");
        }
    }

    /// <summary>A derived Secret, as soon as it has this password.</summary>
    public Task<JsonObject> WithPasswordAsync(string name, string password, string where = "team") => SecretAsync(name, secret => Text(secret, "password") == $"{Canary}-{password}", where);

    public async Task IsGoneAsync(string name, string where = "team")
    {
        using var end = new CancellationTokenSource(Patience);
        await Server.Secrets.WaitForAsync(where, name, secret => secret is null, end.Token);
    }

    /// <summary>An event of this reason about a Secret.</summary>
    public async Task<JsonObject> EventAsync(string reason, string about, string where = "team")
    {
        JsonObject? found = null;
        await Eventually.HoldsAsync(() => (found = Events(reason, about, where).FirstOrDefault()) is not null, $"an event {reason} about {about}");
        return found!;
    }

    public IEnumerable<JsonObject> Events(string reason, string about, string where = "team")
        => Server.Events.List(where).Where(happened => (string?)happened["reason"] == reason && (string?)happened["involvedObject"]?["name"] == about);

    public IReadOnlyList<RequestRecord> Writes(string name) => [.. Server.Requests.Where(request => request.IsWrite && request.Resource == "secrets" && (request.Name == name || request.Body.Contains($"\"name\":\"{name}\"", StringComparison.Ordinal)))];

    /// <summary>Waits until nothing is asked of the API server for a while: for showing that nothing happens.</summary>
    public async Task SettleAsync(TimeSpan silence)
    {
        for (var count = -1; count != Server.Requests.Count;)
        {
            count = Server.Requests.Count;
            await Task.Delay(silence);
        }
    }

    /// <summary>kubelet replaces the service account's token; the one of before is refused.</summary>
    public void RotateToken() => GiveToken(Server.RotateToken("team", ServiceAccount));

    public static string? Text(JsonObject? secret, string key) => (string?)secret?["data"]?[key] is { } value ? Encoding.UTF8.GetString(Convert.FromBase64String(value)) : null;

    public static string? Annotation(JsonObject? secret, string name) => (string?)secret?["metadata"]?["annotations"]?[name];

    public static string? Uid(JsonObject? secret) => (string?)secret?["metadata"]?["uid"];

    /// <summary>Ends what runs, and looks for what must not be there.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var command in _running)
        {
            if (!command.HasEnded)
            {
                command.Signal(System.Runtime.InteropServices.PosixSignal.SIGTERM);
            }

            var run = await command.EndAsync();
            command.Dispose();
            Assert.True(run.ExitCode == 0, run.Error);
            AssertNoCanary(run.Output + run.Error);
        }

        AssertNoCanary(string.Join('\n', Server.Events.List().Select(happened => happened.ToJsonString())));
        AssertNoCanary(string.Join('\n', Server.Secrets.List().Select(secret => secret["metadata"]!.ToJsonString())));
        Assert.DoesNotContain(Server.Requests, request => request.Status == 403 && !_expectsRefusals);
        await Server.DisposeAsync();
        _authority.Dispose();
        _directory.Delete(recursive: true);
    }

    /// <summary>What the chart lets token-refresher do for these Secrets, and no more.</summary>
    public async Task AllowToWriteAsync(params string[] secrets)
    {
        Server.Rbac.Clear();
        Server.Rbac.Apply(await ShippedRoles.OfTokenRefresherAsync("team", ServiceAccount, secrets), "team");
    }

    /// <summary>A test that takes rights away: otherwise no request may be outside of the Roles.</summary>
    public void ExpectRefusals() => _expectsRefusals = true;

    private bool _expectsRefusals;

    public static void AssertNoCanary(string text)
    {
        Assert.DoesNotContain(Canary, text, StringComparison.Ordinal);

        // However a value is cut, three of its letters are four of base64's.
        foreach (var shift in (string[])["", "x", "xx"])
        {
            var encoded = Base64(shift + Canary);
            Assert.DoesNotContain(encoded[(shift.Length == 0 ? 0 : 4)..^4], text, StringComparison.Ordinal);
        }
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private void GiveToken(string token) => File.WriteAllText(Path.Combine(_directory.FullName, "token"), token);
}
