using Sidecars.Apps.Support;
using YamlDotNet.RepresentationModel;
using static Sidecars.Apps.Kubernetes.Cluster;

namespace Sidecars.Apps.Kubernetes;

/// <summary>token-refresher with what the chart gives it: the Secret, the Role and the variables, as they are rendered.</summary>
public sealed class ShippedTokenSecretSpecs
{
    private const string Name = "github-token";

    [Theory]
    [InlineData("basic-auth", "password")]
    [InlineData("opaque", "token")]
    [InlineData("tekton", "password")]
    [InlineData("argocd", "password")]
    public async Task The_token_comes_into_the_Secret_of_the_chart_and_stays_when_that_is_applied_again(string kind, string key)
    {
        var documents = await RenderAsync(kind);
        var manifest = Yaml.TextOf(documents.Single(document => document.Text("kind") == "Secret"));
        await using var pod = await Pod.StartAsync();
        await using var cluster = await Cluster.StartAsync();
        cluster.Server.Rbac.Clear();
        cluster.Server.Rbac.Apply(documents.Where(document => document.Text("kind") is "Role" or "RoleBinding").Select(Yaml.TextOf), "team");
        await KubectlApplyAsync(cluster, pod, manifest);
        Give(pod, cluster, ChartPod.Workload(documents));
        using var refresher = pod.StartTokenRefresher();

        await cluster.SecretAsync(Name, secret => Text(secret, key) is not null);
        await KubectlApplyAsync(cluster, pod, manifest);
        await pod.RefreshAndRevokeAsync(refresher);
        await cluster.SecretAsync(Name, secret => Text(secret, key) == pod.Token);
        await KubectlApplyAsync(cluster, pod, manifest);

        Assert.Equal(pod.Token, Text(cluster.Server.Secrets.Get("team", Name), key));
        await pod.StopAsync(refresher);
    }

    private static async Task<IReadOnlyList<YamlMappingNode>> RenderAsync(string kind)
    {
        var run = await Helm.RunAsync(
            ["template", "release", Path.Combine(Helm.Charts, "sidecars"), "--kube-version", "1.30", "--namespace", "team"],
            Helm.Minimal, $"githubApp: {{ tokenSecretType: {kind}, tokenSecrets: [{{ name: {Name} }}] }}\nserviceAccount: {{ name: secret-sync }}");
        Assert.True(run.ExitCode == 0, run.Error);
        return [.. Yaml.Documents(run.Output).OfType<YamlMappingNode>()];
    }

    /// <summary>The variables of the chart's container, but for the directory, which here is where the token of this cluster is.</summary>
    private static void Give(Pod pod, Cluster cluster, YamlNode chart)
    {
        var sidecar = chart.Items("initContainers").Named("token-refresher");
        foreach (var variable in (string[])["GITHUB_SECRET", "GITHUB_SECRET_TYPE"])
        {
            pod.Environment[variable] = sidecar.Variable(variable)!;
        }

        foreach (var name in (string[])["KUBERNETES_SERVICE_HOST", "KUBERNETES_SERVICE_PORT"])
        {
            pod.Environment[name] = cluster.Environment[name];
        }

        pod.Environment["GITHUB_SERVICE_ACCOUNT_DIR"] = cluster.Environment["SECRET_SYNC_SERVICE_ACCOUNT_DIR"];
    }

    private static async Task KubectlApplyAsync(Cluster cluster, Pod pod, string manifest)
    {
        var (kubeconfig, file) = (Path.Combine(pod.Root, "kubeconfig"), Path.Combine(pod.Root, "secret.yaml"));
        File.WriteAllText(kubeconfig, cluster.Server.Kubeconfig(cluster.Server.AdminToken, "team"));
        File.WriteAllText(file, manifest);
        var run = await Command.RunAsync("kubectl", ["apply", "--validate=false", "-f", file], new Dictionary<string, string> { ["KUBECONFIG"] = kubeconfig, ["HOME"] = pod.Root, ["PATH"] = "/usr/bin:/bin" });
        Assert.True(run.ExitCode == 0, run.Error);
    }
}
