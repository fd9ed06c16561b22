using System.Globalization;
using KubernetesEmulator;
using Sidecars.Apps.Support;
using static Sidecars.Apps.Kubernetes.Cluster;

namespace Sidecars.Apps.Kubernetes;

/// <summary>secret-sync as a process: what probes hear, and what it leaves on the machine.</summary>
public sealed class SecretSyncProcessSpecs
{
    [Fact]
    public async Task One_that_is_refused_does_not_keep_it_from_being_ready()
    {
        await using var cluster = await Cluster.StartAsync();
        cluster.Server.Faults.Add(FaultKind.Answer(422, "Invalid", "no"), "create", int.MaxValue);
        cluster.Apply("github", Https("first"));
        await cluster.StartSecretSyncAsync("--listen", "127.0.0.1:0");
        var address = (await cluster.SaidAsync("Answering probes")).Split("127.0.0.1:")[1].Split('"', ' ', ',')[0];
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{int.Parse(address, CultureInfo.InvariantCulture)}") };

        await Eventually.HoldsAsync(async () => (await http.GetAsync("/readyz")).IsSuccessStatusCode);
    }

    [Fact]
    public async Task A_kubeconfig_file_with_its_secrets_in_it_leaves_no_copies_of_them()
    {
        await using var cluster = await Cluster.StartAsync();
        cluster.Apply("github", Https("first"));
        var mounted = cluster.Environment["SECRET_SYNC_SERVICE_ACCOUNT_DIR"];
        var temporary = Directory.CreateTempSubdirectory("kubeconfig-");
        try
        {
            var file = Path.Combine(temporary.FullName, "config");
            File.WriteAllText(file, $$"""
                current-context: here
                contexts: [{ name: here, context: { cluster: here, user: me, namespace: team } }]
                clusters: [{ name: here, cluster: { server: 'https://127.0.0.1:{{cluster.Server.Url.Port}}', certificate-authority-data: {{Convert.ToBase64String(File.ReadAllBytes(Path.Combine(mounted, "ca.crt")))}} } }]
                users: [{ name: me, user: { token: '{{File.ReadAllText(Path.Combine(mounted, "token")).Trim()}}' } }]
                """);
            cluster.Environment["KUBECONFIG"] = file;
            cluster.Environment["TMPDIR"] = temporary.FullName;

            var run = await cluster.RunSecretSyncAsync("diff");

            Assert.True(run.ExitCode == 0, run.Error);
            Assert.StartsWith("create team/github-tekton: ", run.Output, StringComparison.Ordinal);
            Assert.Equal(["config"], temporary.GetFileSystemInfos().Select(left => left.Name));
        }
        finally
        {
            temporary.Delete(recursive: true);
        }
    }
}
