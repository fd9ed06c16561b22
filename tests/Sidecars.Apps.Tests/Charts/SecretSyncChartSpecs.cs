using System.Text.RegularExpressions;
using Sidecars.Apps.Kubernetes;
using Sidecars.Apps.Support;
using YamlDotNet.RepresentationModel;

namespace Sidecars.Apps.Charts;

/// <summary>What charts/sidecars makes of secretSync.</summary>
public sealed partial class SecretSyncChartSpecs
{
    private const string Alone = "secretSync: { enabled: true }";

    private const string Secrets = "{ apiGroups: [''], resources: [secrets], verbs: [get, list, watch, create, patch, delete] }";

    private const string Events = "{ apiGroups: [''], resources: [events], verbs: [create] }";

    public static TheoryData<string> Values =>
    [
        Alone,
        $"{Helm.App}\n{Alone}",
        $"{Helm.Minimal}\n{Alone}",
        $"{Alone}\ngithubApp: {{ runAsUser: '', runAsGroup: '', fsGroup: '', imageRegistry: registry.example.com/sidecars }}",
        "secretSync: { enabled: true, allNamespaces: true, image: 'registry.example.com/secret-sync:0.1.0', extraArgs: [--migrate], resources: {}, nodeSelector: { a: b }, tolerations: [{ key: a }], affinity: { nodeAffinity: {} } }\nimagePullSecrets: [{ name: registry }]",
    ];

    [Theory]
    [MemberData(nameof(Values))]
    public async Task Its_pod_keeps_to_Pod_Security_restricted_and_has_nothing_to_write_to(string values)
    {
        var pod = PodOf(await Helm.TemplateAsync(values));

        ChartPod.AssertIsSafe(pod);
        Assert.Equal(["api-server"], pod.Items("volumes").Select(volume => volume.Text("name")));
        Assert.All(Container(pod).Items("volumeMounts"), mount => Assert.Equal("true", mount.Text("readOnly")));
    }

    [Fact]
    public async Task By_itself_it_needs_no_app_and_no_GitHub_App()
    {
        var documents = await Helm.TemplateAsync(Alone, "workspace: { persistent: true }");

        Assert.Equal(["Deployment", "Role", "RoleBinding", "ServiceAccount"], documents.Select(document => document.Text("kind")).Order(StringComparer.Ordinal));
        Assert.Equal(["secret-sync"], PodSecurity.Containers(PodOf(documents)).Select(container => container.Text("name")));
    }

    [Fact]
    public async Task Beside_an_app_it_is_a_Deployment_of_its_own_that_the_apps_selector_does_not_find()
    {
        var deployments = (await Helm.TemplateAsync(Helm.Minimal, Alone)).Where(document => document.Text("kind") == "Deployment").ToDictionary(document => document.Text("metadata", "name")!);
        var (app, sync) = (deployments["release-sidecars"], deployments["release-sidecars-secret-sync"]);

        Assert.Equal(2, deployments.Count);
        Assert.Contains(app.At("spec", "selector", "matchLabels").Keys(), label => app.Text("spec", "selector", "matchLabels", label) != sync.Text("spec", "template", "metadata", "labels", label));
        Assert.All(sync.At("spec", "selector", "matchLabels").Keys(), label => Assert.Equal(sync.Text("spec", "selector", "matchLabels", label), sync.Text("spec", "template", "metadata", "labels", label)));
        Assert.Equal(("1", "RollingUpdate"), (sync.Text("spec", "replicas"), sync.Text("spec", "strategy", "type")));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("secretSync: { namespaces: [a], allNamespaces: true }")]
    public async Task Without_the_toggle_there_is_nothing_of_it(string values)
        => Assert.DoesNotContain((await Helm.TemplateAsync(Helm.Minimal, values)).SelectMany(document => document.AllNodes.OfType<YamlScalarNode>()), scalar => scalar.Value!.Contains("secret-sync", StringComparison.Ordinal));

    [Theory]
    [InlineData("[]", "default")]
    [InlineData("[builds]", "builds")]
    [InlineData("[builds, deployments, builds]", "builds deployments")]
    public async Task Each_namespace_has_a_Role_and_others_do_not(string namespaces, string expected)
    {
        var documents = await Helm.TemplateAsync($"secretSync: {{ enabled: true, namespaces: {namespaces} }}");
        var roles = documents.Where(document => document.Text("kind") == "Role").ToList();
        var bindings = documents.Where(document => document.Text("kind") == "RoleBinding").ToList();

        Assert.Equal(expected, string.Join(' ', roles.Select(role => role.Text("metadata", "namespace"))));
        Assert.All(roles, role => Assert.Equal($"[{Secrets}, {Events}]".AsYaml(), role.At("rules")));
        Assert.Equal(roles.Select(Place), bindings.Select(binding => (binding.Text("metadata", "namespace"), binding.Text("roleRef", "name"))));
        Assert.All(bindings, binding => Assert.Equal("[{ kind: ServiceAccount, name: release-sidecars-secret-sync, namespace: default }]".AsYaml(), binding.At("subjects")));
        Assert.DoesNotContain(documents, document => document.Text("kind")!.StartsWith("Cluster", StringComparison.Ordinal));
        Assert.Equal(expected.Replace(' ', ','), Container(PodOf(documents)).Variable("SECRET_SYNC_NAMESPACES"));
    }

    [Fact]
    public async Task All_namespaces_are_a_ClusterRole_that_has_to_be_asked_for()
    {
        var documents = await Helm.TemplateAsync("secretSync: { enabled: true, allNamespaces: true }");
        var role = documents.Single(document => document.Text("kind") == "ClusterRole");
        var binding = documents.Single(document => document.Text("kind") == "ClusterRoleBinding");

        Assert.Equal($"[{Secrets}, {Events}]".AsYaml(), role.At("rules"));
        Assert.Equal(("ClusterRole", role.Text("metadata", "name")), (binding.Text("roleRef", "kind"), binding.Text("roleRef", "name")));
        Assert.Null(role.At("metadata", "namespace"));
        Assert.DoesNotContain(documents, document => document.Text("kind") is "Role" or "RoleBinding");
        Assert.Equal("*", Container(PodOf(documents)).Variable("SECRET_SYNC_NAMESPACES"));
    }

    [Fact]
    public async Task Its_token_is_short_lived_and_mounted_where_it_looks()
    {
        var documents = await Helm.TemplateAsync("secretSync: { enabled: true, serviceAccountName: own }");
        var pod = PodOf(documents);

        Assert.Equal("/var/run/secrets/kubernetes.io/serviceaccount", Container(pod).Items("volumeMounts").Named("api-server").Text("mountPath"));
        Assert.Equal("3600", pod.Items("volumes").Single().Items("projected", "sources").Select(source => source.Text("serviceAccountToken", "expirationSeconds")).First(seconds => seconds is not null));
        Assert.Equal(("false", "own"), (pod.Text("automountServiceAccountToken"), pod.Text("serviceAccountName")));
        var account = documents.Single(document => document.Text("kind") == "ServiceAccount");
        Assert.Equal(("false", "own"), (account.Text("automountServiceAccountToken"), account.Text("metadata", "name")));
        Assert.Equal("own", documents.Single(document => document.Text("kind") == "RoleBinding").Items("subjects").Single().Text("name"));
    }

    [Theory]
    [InlineData("defaultHost: 'https://github.example.com'", "SECRET_SYNC_DEFAULT_HOST", "https://github.example.com")]
    [InlineData("adoptManagedBy: [a, b]", "SECRET_SYNC_ADOPT_MANAGED_BY", "a,b")]
    [InlineData("adoptManagedBy: []", "SECRET_SYNC_ADOPT_MANAGED_BY", "secret-sync")]
    [InlineData("migrate: true", "SECRET_SYNC_MIGRATE", "true")]
    [InlineData("migrate: false", "SECRET_SYNC_MIGRATE", null)]
    [InlineData("cleanup: keep", "SECRET_SYNC_CLEANUP", "keep")]
    [InlineData("onInvalid: delete", "SECRET_SYNC_ON_INVALID", "delete")]
    [InlineData("port: 9191", "SECRET_SYNC_LISTEN", "0.0.0.0:9191")]
    [InlineData("logLevel: debug", "LOG_LEVEL", "debug")]
    [InlineData("logFormat: text", "LOG_FORMAT", "text")]
    public async Task A_value_is_a_variable(string value, string variable, string? expected)
        => Assert.Equal(expected, Container(PodOf(await Helm.TemplateAsync($"secretSync: {{ enabled: true, {value} }}"))).Variable(variable));

    [Fact]
    public async Task Each_variable_is_one_that_the_program_has_and_each_default_is_the_programs()
    {
        var help = (await Command.RunAsync(Published.SecretSync, ["--help"], new Dictionary<string, string>())).Output;
        var variables = Container(PodOf(await Helm.TemplateAsync(Alone, "secretSync: { migrate: true }"))).Items("env");

        Assert.All(variables, variable => Assert.Contains(variable.Text("name")!, help, StringComparison.Ordinal));
        Assert.All(
            variables.Where(variable => variable.Text("name") is "SECRET_SYNC_DEFAULT_HOST" or "SECRET_SYNC_ADOPT_MANAGED_BY" or "SECRET_SYNC_CLEANUP" or "SECRET_SYNC_ON_INVALID"),
            variable => Assert.Matches($@"{variable.Text("name")}[^\n]*(\n {{10,}}[^\n]*)*default: {Regex.Escape(variable.Text("value")!)}", help));
    }

    [Fact]
    public async Task Probes_are_over_HTTP_at_its_port_and_its_memory_is_limited()
    {
        var container = Container(PodOf(await Helm.TemplateAsync(Alone, "secretSync: { port: 9191 }")));
        var port = Assert.Single(container.Items("ports"));

        Assert.Equal("9191", port.Text("containerPort"));
        Assert.Equal(
            [("/startup", port.Text("name")), ("/livez", port.Text("name")), ("/readyz", port.Text("name"))],
            ((string[])["startupProbe", "livenessProbe", "readinessProbe"]).Select(probe => (container.Text(probe, "httpGet", "path"), container.Text(probe, "httpGet", "port"))));
        Assert.Equal("64Mi", container.Text("resources", "limits", "memory"));
    }

    [Theory]
    [InlineData("image: 'registry.example.com/a@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef'", "registry.example.com/a@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")]
    [InlineData("image: ''", "registry.example.com/sidecars/secret-sync:0.1.0")]
    public async Task The_image_is_that_of_this_version_unless_one_is_given(string value, string image)
        => Assert.Equal(image, Container(PodOf(await Helm.TemplateAsync($"secretSync: {{ enabled: true, {value} }}\ngithubApp: {{ imageRegistry: registry.example.com/sidecars }}"))).Text("image"));

    [Theory]
    [InlineData("nodeSelector", "{ disk: fast }")]
    [InlineData("tolerations", "[{ key: gpu }]")]
    [InlineData("affinity", "{ nodeAffinity: { a: b } }")]
    public async Task What_the_pod_is_given_stands_in_it(string field, string value)
        => Assert.Equal(value.AsYaml(), PodOf(await Helm.TemplateAsync($"secretSync: {{ enabled: true, {field}: {value} }}")).At(field));

    [Theory]
    [InlineData(Alone, "sync-metrics", "secret-sync")]
    [InlineData("githubApp: { metricsPort: 9090 }", "token-metrics", "github-tokens")]
    [InlineData($"{Alone}\ngithubApp: {{ metricsPort: 9090 }}", "token-metrics sync-metrics", "github-tokens secret-sync")]
    public async Task Monitors_and_alerts_are_for_what_there_is(string values, string ports, string groups)
    {
        var documents = await Helm.TemplateAsync(Helm.Minimal, values, "podMonitor: { enabled: true }\nprometheusRule: { enabled: true }");
        var monitors = documents.Where(document => document.Text("kind") == "PodMonitor").ToList();

        Assert.Equal(ports, string.Join(' ', monitors.SelectMany(monitor => monitor.Items("spec", "podMetricsEndpoints")).Select(endpoint => endpoint.Text("port"))));
        Assert.All(monitors, monitor => Assert.Contains(documents.Where(document => document.Text("kind") == "Deployment"), deployment => Equals(deployment.At("spec", "selector"), monitor.At("spec", "selector"))));
        Assert.Equal(groups, string.Join(' ', documents.Single(document => document.Text("kind") == "PrometheusRule").Items("spec", "groups").Select(group => group.Text("name"))));
    }

    [Fact]
    public async Task The_alerts_please_promtool_and_ask_for_metrics_that_there_are()
    {
        var rule = (await Helm.TemplateAsync(Alone, "prometheusRule: { enabled: true }")).Single(document => document.Text("kind") == "PrometheusRule");
        var asked = rule.Items("spec", "groups").SelectMany(group => group.Items("rules")).SelectMany(alert => MetricName().Matches(alert.Text("expr")!)).Select(match => match.Value).ToList();
        await using var cluster = await Cluster.StartAsync();
        await cluster.StartSecretSyncAsync("--listen", "127.0.0.1:0");
        var address = Address().Match(await cluster.SaidAsync("Answering probes and Prometheus at")).Value;
        using var http = new HttpClient();
        var file = Path.GetTempFileName();
        File.WriteAllText(file, Yaml.TextOf(rule.At("spec")!));

        var metrics = await http.GetStringAsync(new Uri($"http://{address}/metrics"));
        var check = await Command.RunAsync("promtool", ["check", "rules", file], new Dictionary<string, string>());

        File.Delete(file);
        Assert.True(check.ExitCode == 0, check.Error + check.Output);
        Assert.Equal(2, asked.Count);
        Assert.All(asked, name => Assert.Contains($"# TYPE {name} ", metrics, StringComparison.Ordinal));
    }

    private static YamlNode PodOf(IEnumerable<YamlMappingNode> documents) => ChartPod.Of(documents.Single(document => document.Text("kind") == "Deployment" && document.Text("metadata", "name")!.EndsWith("-secret-sync", StringComparison.Ordinal)));

    private static YamlNode Container(YamlNode pod) => pod.Items("containers").Named("secret-sync");

    private static (string? Namespace, string? Name) Place(YamlNode document) => (document.Text("metadata", "namespace"), document.Text("metadata", "name"));

    [GeneratedRegex("secret_sync_[a-z_]+")]
    private static partial Regex MetricName();

    [GeneratedRegex(@"127\.0\.0\.1:[0-9]+")]
    private static partial Regex Address();
}
