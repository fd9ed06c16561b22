using System.Diagnostics;
using System.Text.Json.Nodes;
using KubernetesEmulator;

namespace Sidecars.Bench.Figures;

/// <summary>secret-sync with the Secrets of a large installation: what it holds, how soon a change is through, and how little it writes.</summary>
internal static class Syncing
{
    private const int Namespaces = 50;
    private const int SourcesOfEach = 100;
    private const int Changes = 100;
    private const int Burst = 10_000;
    private const double MegaByte = 1_000_000;

    /// <summary>Longer than what it takes to give unused memory back.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(45);

    /// <summary>Slower than the limit of writes a second, so that a change waits for nothing but itself.</summary>
    private static readonly TimeSpan BetweenChanges = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static async Task MeasureAsync(BenchPod pod, Table table)
    {
        await using var server = await KubernetesServer.StartAsync(new KubernetesServerOptions { Certificate = pod.Certificate, CollectsGarbage = false });
        Directory.CreateDirectory(pod.Path("service-account"));
        File.WriteAllText(pod.Path("service-account/token"), server.AdminToken);
        File.Copy(pod.Path("bundle.pem"), pod.Path("service-account/ca.crt"), overwrite: true);
        var variables = new Dictionary<string, string>(pod.Variables)
        {
            ["KUBERNETES_SERVICE_HOST"] = "127.0.0.1", ["KUBERNETES_SERVICE_PORT"] = $"{server.Url.Port}", ["SECRET_SYNC_SERVICE_ACCOUNT_DIR"] = pod.Path("service-account"),
            ["SECRET_SYNC_NAMESPACES"] = string.Join(' ', Enumerable.Range(0, Namespaces).Select(NamespaceOf)),
        };
        Fill(server, pod, variables);

        using var process = Usage.Start(pod.Binary("secret-sync"), [], variables);
        try
        {
            _ = process.StandardError.ReadToEndAsync();
            await Task.Delay(Settling);
            table.Add($"secret-sync, {Namespaces * SourcesOfEach:N0} sources in {Namespaces} namespaces, resident", [ResidentBytes(process) / MegaByte], "MB", 40);
            var writes = Writes(server);
            var latencies = await ChangesAsync(server);
            table.Add("  a change is through (p99)", [latencies[(int)(latencies.Count * 0.99) - 1]], "ms", 1000);
            table.Add("  a change is through", latencies, "ms");
            table.Add($"  writes for {Changes} changes", [Writes(server) - writes], "", Changes);
            await BurstAsync(server, table);
            await Task.Delay(Settling);
            table.Add("  resident after it", [ResidentBytes(process) / MegaByte], "MB", 40);
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    private static string NamespaceOf(int number) => $"team-{number:00}";

    private static string NameOf(int number) => $"credential-{number:000}";

    private static string Source(string where, string name, string password)
        => $"metadata: {{ namespace: {where}, name: {name}, labels: {{ secret-sync.dev/tekton: \"true\" }} }}\ntype: kubernetes.io/basic-auth\nstringData: {{ username: me, password: {password} }}";

    /// <summary>Sources, and what follows them, as secret-sync makes it: it would take a quarter of an hour at the five writes a second that it allows itself.</summary>
    private static void Fill(KubernetesServer server, BenchPod pod, Dictionary<string, string> variables)
    {
        server.Secrets.Apply(Source(NamespaceOf(0), NameOf(0), "first"));
        Usage.Of(pod.Binary("secret-sync"), ["once"], variables);
        var pattern = server.Secrets.Get(NamespaceOf(0), $"{NameOf(0)}-tekton")!.ToJsonString();
        var uid = (string)server.Secrets.Get(NamespaceOf(0), NameOf(0))!["metadata"]!["uid"]!;
        for (var i = 1; i < Namespaces * SourcesOfEach; i++)
        {
            var (where, name) = (NamespaceOf(i / SourcesOfEach), NameOf(i % SourcesOfEach));
            var source = server.Secrets.Apply(Source(where, name, "first"));
            var derived = JsonNode.Parse(pattern.Replace(NameOf(0), name, StringComparison.Ordinal).Replace(uid, (string)source["metadata"]!["uid"]!, StringComparison.Ordinal))!;
            derived["metadata"]!["namespace"] = where;
            foreach (var field in (string[])["uid", "resourceVersion", "creationTimestamp"])
            {
                derived["metadata"]!.AsObject().Remove(field);
            }

            server.Secrets.Apply(derived.ToJsonString());
        }
    }

    private static async Task<List<double>> ChangesAsync(KubernetesServer server)
    {
        var latencies = new List<double>();
        for (var i = 0; i < Changes; i++)
        {
            var (where, name) = (NamespaceOf(i % Namespaces), NameOf(1 + (i / Namespaces)));
            var before = (string)server.Secrets.Get(where, $"{name}-tekton")!["data"]!["password"]!;
            var clock = Stopwatch.StartNew();
            server.Secrets.Apply(Source(where, name, $"second-{i}"));
            await ChangedAsync(server, where, $"{name}-tekton", secret => (string?)secret["data"]!["password"] != before);
            latencies.Add(clock.Elapsed.TotalMilliseconds);
            await Task.Delay(BetweenChanges);
        }

        return [.. latencies.Order()];
    }

    private static async Task BurstAsync(KubernetesServer server, Table table)
    {
        var writes = Writes(server);
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < Burst; i++)
        {
            server.Secrets.Apply(Source(NamespaceOf(7), NameOf(7), $"burst-{i}"));
        }

        var last = Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes($"burst-{Burst - 1}"));
        await ChangedAsync(server, NamespaceOf(7), $"{NameOf(7)}-tekton", secret => (string?)secret["data"]!["password"] == last);

        // One every two seconds, one for the first and one for the last value.
        table.Add($"  writes for {Burst:N0} changes of one source", [Writes(server) - writes], "", Math.Floor(clock.Elapsed.TotalSeconds / 2) + 2);
    }

    private static async Task ChangedAsync(KubernetesServer server, string where, string name, Predicate<JsonObject> wanted)
    {
        using var end = new CancellationTokenSource(Patience);
        await server.Secrets.WaitForAsync(where, name, secret => secret is not null && wanted(secret), end.Token);
    }

    private static int Writes(KubernetesServer server) => server.Requests.Count(request => request is { IsWrite: true, Resource: "secrets" });

    private static double ResidentBytes(Process process)
        => double.Parse(File.ReadLines($"/proc/{process.Id}/status").Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], null) * 1024;
}
