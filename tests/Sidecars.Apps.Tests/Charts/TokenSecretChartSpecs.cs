using Sidecars.Apps.Support;
using YamlDotNet.RepresentationModel;

namespace Sidecars.Apps.Charts;

/// <summary>Secrets that get the tokens, too: what the chart makes for them, and who may do what.</summary>
public sealed class TokenSecretChartSpecs
{
    private const string One = "githubApp: { tokenSecrets: [{ name: github-token }] }";

    [Theory]
    [InlineData("native")]
    [InlineData("classic")]
    public async Task The_service_accounts_token_is_short_lived_and_in_token_refresher_alone(string mode)
    {
        var documents = await Helm.TemplateAsync(Helm.Minimal, One, $"githubApp: {{ mode: {mode} }}");
        var pod = ChartPod.Workload(documents);
        var containers = PodSecurity.Containers(pod);
        var (volume, mount) = ("api-server", "/var/run/secrets/token-secrets");

        ChartPod.AssertIsSafe(pod);
        Assert.Equal(["token-refresher"], containers.Where(container => container.Items("volumeMounts").Any(given => given.Text("name") == volume)).Select(container => container.Text("name")));
        Assert.Equal((mount, "true"), (MountOf(containers.Named("token-refresher")).Text("mountPath"), MountOf(containers.Named("token-refresher")).Text("readOnly")));
        Assert.Equal(mount, containers.Named("token-refresher").Variable("GITHUB_SERVICE_ACCOUNT_DIR"));
        Assert.Equal("[{ serviceAccountToken: { path: token, expirationSeconds: 3600 } }, { configMap: { name: kube-root-ca.crt, items: [{ key: ca.crt, path: ca.crt }] } }]".AsYaml(), pod.Items("volumes").Named(volume).At("projected", "sources"));
        Assert.Equal("false", pod.Text("automountServiceAccountToken"));
        Assert.DoesNotContain(documents.Single(document => document.Text("kind") == "Pod").Items("spec", "volumes"), given => given.Text("name") == volume);

        YamlNode MountOf(YamlNode container) => container.Items("volumeMounts").Named(volume);
    }

    [Fact]
    public async Task Only_token_refresher_is_told_of_them()
    {
        var documents = await Helm.TemplateAsync(Helm.Minimal, "githubApp: { mode: classic, tokenSecretType: argocd, tokenSecrets: [{ name: of-acme, owner: acme }, { name: '42', namespace: argocd, owner: umbrella }] }");
        var containers = PodSecurity.Containers(ChartPod.Workload(documents)).Concat(PodSecurity.Containers(ChartPod.Of(documents.Single(document => document.Text("kind") == "Pod")))).ToList();

        Assert.Equal(("default/of-acme=acme argocd/42=umbrella", "argocd"), (containers.Named("token-refresher").Variable("GITHUB_SECRET"), containers.Named("token-refresher").Variable("GITHUB_SECRET_TYPE")));
        Assert.All(containers.Where(container => container.Text("name") != "token-refresher"), container => Assert.Null(container.Variable("GITHUB_SECRET")));
    }

    [Theory]
    [InlineData("basic-auth", "kubernetes.io/basic-auth", "username")]
    [InlineData("tekton", "kubernetes.io/basic-auth", "username")]
    [InlineData("opaque", "Opaque", "")]
    [InlineData("argocd", "Opaque", "")]
    public async Task The_Secret_has_the_type_and_the_label_that_token_refresher_wants_and_no_token_that_an_upgrade_could_write_over(string kind, string type, string keys)
    {
        var secret = Assert.Single(await OfKindAsync("Secret", One, $"githubApp: {{ tokenSecretType: {kind} }}"));

        Assert.Equal(type, secret.Text("type"));
        Assert.Equal("token-refresher", secret.Text("metadata", "labels", "github-app/published-by"));
        Assert.Equal(keys, string.Join(' ', secret.At("data").Keys()));
        Assert.Null(secret.At("stringData"));
        Assert.True(secret.At("data") is null || secret.Text("data", "username") == Convert.ToBase64String("x-access-token"u8));
    }

    [Fact]
    public async Task It_can_have_labels_and_annotations_and_none_that_would_make_it_somebody_elses()
    {
        var secret = Assert.Single(await OfKindAsync("Secret", "githubApp: { tokenSecrets: [{ name: a, labels: { github-app/published-by: me, team: b }, annotations: { secret-sync.dev/copy-to: builds } }] }"));

        Assert.Equal(("token-refresher", "b", "builds"), (secret.Text("metadata", "labels", "github-app/published-by"), secret.Text("metadata", "labels", "team"), secret.Text("metadata", "annotations", "secret-sync.dev/copy-to")));
    }

    [Fact]
    public async Task The_Role_is_get_update_and_patch_of_that_one_Secret_and_nothing_else()
    {
        var documents = await Helm.TemplateAsync(Helm.Minimal, "githubApp: { tokenSecrets: [{ name: a }, { name: b, namespace: other }] }");
        var roles = documents.Where(document => document.Text("kind") == "Role").ToList();
        var bindings = documents.Where(document => document.Text("kind") == "RoleBinding").ToList();

        Assert.Equal(
            [("default", "[{ apiGroups: [''], resources: [secrets], resourceNames: [a], verbs: [get, update, patch] }]".AsYaml()), ("other", "[{ apiGroups: [''], resources: [secrets], resourceNames: [b], verbs: [get, update, patch] }]".AsYaml())],
            roles.Select(role => (role.Text("metadata", "namespace"), role.At("rules"))).Order(Comparer<(string?, YamlNode?)>.Create((one, other) => string.CompareOrdinal(one.Item1, other.Item1))));
        Assert.Equal(roles.Select(role => (role.Text("metadata", "namespace"), role.Text("metadata", "name"))), bindings.Select(binding => (binding.Text("metadata", "namespace"), binding.Text("roleRef", "name"))));
        Assert.All(bindings, binding => Assert.Equal("[{ kind: ServiceAccount, name: release-sidecars, namespace: default }]".AsYaml(), binding.At("subjects")));
        Assert.DoesNotContain(documents, document => document.Text("kind")!.StartsWith("Cluster", StringComparison.Ordinal));
        Assert.Equal("release-sidecars", ChartPod.Workload(documents).Text("serviceAccountName"));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("githubApp: { enabled: false, tokenSecrets: [{ name: a }] }")]
    [InlineData("githubApp: { tokenSecretType: argocd }")]
    public async Task Without_one_there_is_nothing_of_it(string values)
    {
        var documents = await Helm.TemplateAsync(Helm.Minimal, values);

        Assert.DoesNotContain(documents, document => document.Text("kind") is "Secret" or "Role" or "RoleBinding");
        Assert.DoesNotContain(documents.SelectMany(document => document.AllNodes.OfType<YamlScalarNode>()), scalar => scalar.Value is "serviceAccountToken" or "api-server" or "GITHUB_SECRET" or "GITHUB_SECRET_TYPE" or "GITHUB_SERVICE_ACCOUNT_DIR");
    }

    [Theory]
    [InlineData("1.28")]
    [InlineData("1.30")]
    public async Task Charts_of_others_get_the_same(string kubernetes)
    {
        using var chart = TemporaryChart.WithLibrary(("objects.yaml", "{{ include \"sidecars.secretObjects\" (dict \"root\" $ \"githubApp\" .Values.githubApp \"serviceAccountName\" \"own\") }}"));

        var documents = await Helm.TemplateAsync(chart.Path, kubernetes, [Helm.Toggle, One]);

        Assert.Equal(["Secret", "Role", "RoleBinding"], documents.Select(document => document.Text("kind")));
        Assert.Equal("own", documents[^1].Items("subjects").Single().Text("name"));
    }

    private static async Task<IEnumerable<YamlMappingNode>> OfKindAsync(string kind, params string[] values)
        => (await Helm.TemplateAsync([Helm.Minimal, .. values])).Where(document => document.Text("kind") == kind);
}
