using System.Xml.Linq;
using Sidecars.Apps.Support;
using YamlDotNet.RepresentationModel;

namespace Sidecars.Apps.Charts;

/// <summary>What charts/examples and the pages show is what works.</summary>
public sealed class ExampleSpecs
{
    /// <summary>Of the kinds that pages show, as their own documentation has them.</summary>
    private static readonly Dictionary<string, string> ApiVersions = new()
    {
        ["Secret"] = "v1", ["ServiceAccount"] = "v1", ["PipelineRun"] = "tekton.dev/v1", ["ExternalSecret"] = "external-secrets.io/v1", ["SealedSecret"] = "bitnami.com/v1alpha1",
    };

    private static readonly string Examples = Path.Combine(Helm.Charts, "examples");

    [Theory]
    [InlineData("deployment-with-claim.yaml", "Deployment", "token-refresher git-clone app")]
    [InlineData("job.yaml", "Job", "token-refresher git-clone app")]
    [InlineData("secret-sync.yaml", "Deployment", "secret-sync")]
    [InlineData("token-secret.yaml", "Deployment", "token-refresher git-clone app")]
    [InlineData("warm-pool.yaml", "Deployment", "token-refresher app")]
    public async Task Values_render(string name, string kind, string containers)
    {
        var documents = await Helm.TemplateAsync(File.ReadAllText(Path.Combine(Examples, name)));
        var pod = ChartPod.Workload(documents);

        ChartPod.AssertIsSafe(pod);
        Assert.Contains(documents, document => document.Text("kind") == kind);
        Assert.Equal(containers, string.Join(' ', PodSecurity.Containers(pod).Select(container => container.Text("name"))));
    }

    [Fact]
    public async Task Values_that_keep_what_users_of_another_sidecar_have_render()
    {
        var kept = File.ReadAllText(Path.Combine(Helm.Charts, "sidecars", "values-from-existing-sidecar.yaml"));
        var pod = ChartPod.Workload(await Helm.TemplateAsync(Helm.App, kept, "githubApp: { repos: [my-org/my-repo] }"));

        ChartPod.AssertIsSafe(pod);
        Assert.All(pod.Items("initContainers"), container => Assert.Equal(("1001", "/var/run/github"), (container.Text("securityContext", "runAsUser"), container.Variable("GITHUB_TOKEN_DIR"))));
    }

    [Fact]
    public async Task The_plain_pod_has_at_most_thirty_lines_and_the_settings_of_the_chart()
    {
        var text = File.ReadAllText(Path.Combine(Examples, "pod.yaml"));
        var pod = Assert.Single(Yaml.Documents(text)).At("spec")!;

        Assert.InRange(text.TrimEnd().Split('\n').Length, 1, 30);
        ChartPod.AssertIsSafe(pod);
        await AssertIsAsInTheChartAsync(pod);
    }

    [Fact]
    public async Task Init_containers_for_a_chart_of_others_are_as_in_the_chart()
    {
        var values = Assert.Single(Yaml.Documents(File.ReadAllText(Path.Combine(Examples, "extra-init-containers.yaml"))));
        var pod = PodOf(values.At("podSecurityContext")!, values.At("extraInitContainers")!, AppWith(values.At("extraEnv")!, values.At("extraVolumeMounts")!), values.At("extraVolumes")!);

        ChartPod.AssertIsSafe(pod);
        await AssertIsAsInTheChartAsync(pod);
    }

    /// <summary>There is no kustomize here: this tells that it is a strategic merge, which adds to lists that have keys, and that the result is right.</summary>
    [Fact]
    public async Task The_kustomize_component_adds_to_a_Deployment()
    {
        var component = Assert.Single(Yaml.Documents(File.ReadAllText(Path.Combine(Examples, "kustomize", "kustomization.yaml"))));
        var patch = Assert.Single(component.Items("patches"));
        var deployment = Assert.IsType<YamlMappingNode>(Assert.Single(Yaml.Documents(File.ReadAllText(Path.Combine(Examples, "kustomize", patch.Text("path")!)))));
        var spec = ChartPod.Of(deployment);
        var app = spec.Items("containers").Named("app");
        var pod = PodOf(spec.At("securityContext")!, spec.At("initContainers")!, AppWith(app.At("env")!, app.At("volumeMounts")!), spec.At("volumes")!);

        Assert.Equal(("Component", "Deployment"), (component.Text("kind"), patch.Text("target", "kind")));
        Assert.Equal(("apps/v1", "Deployment"), (deployment.Text("apiVersion"), deployment.Text("kind")));
        Assert.Equal(["securityContext", "initContainers", "containers", "volumes"], spec.Keys());
        Assert.DoesNotContain(deployment.AllNodes.OfType<YamlScalarNode>(), scalar => scalar.Value!.StartsWith("$patch", StringComparison.Ordinal));
        ChartPod.AssertIsSafe(pod);
        await AssertIsAsInTheChartAsync(pod);
    }

    [Fact]
    public async Task Charts_and_images_have_the_version_of_the_programs()
    {
        var version = Assert.Single(XDocument.Parse(Document.Read("Directory.Build.props")).Descendants("Version")).Value;
        var charts = ((string[])["sidecars", "sidecars-lib"]).Select(chart => Yaml.Documents(Document.Read($"charts/{chart}/Chart.yaml")).Single());
        var pod = ChartPod.Workload(await Helm.TemplateAsync(Helm.Minimal));

        Assert.All(charts, chart => Assert.Equal((version, version), (chart.Text("version"), chart.Text("appVersion"))));
        Assert.All(pod.Items("initContainers"), container => Assert.Equal($"{container.Text("name")}:{version}", container.Text("image")));
    }

    [Fact]
    public void Each_example_has_a_test()
        => Assert.Equal(
            ["deployment-with-claim.yaml", "extra-init-containers.yaml", "job.yaml", "kustomize/kustomization.yaml", "kustomize/token-refresher.yaml", "pod.yaml", "secret-sync.yaml", "token-secret.yaml", "warm-pool.yaml"],
            Directory.EnumerateFiles(Examples, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Examples, file)).Order(StringComparer.Ordinal));

    [Fact]
    public void The_readme_shows_the_plain_pod() => Assert.Contains(File.ReadAllText(Path.Combine(Examples, "pod.yaml")), Document.Blocks("README.md", "yaml"));

    [Theory]
    [InlineData("README.md", 12)]
    [InlineData("charts/README.md", 4)]
    [InlineData("docs/migration.md", 11)]
    [InlineData("docs/secrets.md", 2)]
    public async Task Each_block_of_YAML_in_a_page_is_what_it_seems_to_be(string page, int count)
    {
        var blocks = Document.Blocks(page, "yaml");
        Assert.Equal(count, blocks.Count);

        foreach (var block in blocks)
        {
            await AssertIsSoundAsync(block);
        }
    }

    private static async Task AssertIsSoundAsync(string block)
    {
        if (block.Contains("{{", StringComparison.Ordinal))
        {
            using var chart = TemporaryChart.WithLibrary(("pod.yaml", block));
            ChartPod.AssertIsSafe(ChartPod.Of((await Helm.TemplateAsync(chart.Path, "1.30", [Helm.Toggle])).Single()));
            return;
        }

        var node = Assert.Single(Yaml.Documents(block));
        if (node.Text("kind") == "Pod")
        {
            ChartPod.AssertIsSafe(node.At("spec")!);
        }
        else if (node.At("startupProbe") is not null)
        {
            var sidecar = ChartPod.Workload(await Helm.TemplateAsync(Helm.Minimal, "githubApp: { probes: { readiness: true } }")).Items("initContainers").Named("token-refresher");
            Assert.All(node.Keys(), probe => Assert.Equal(sidecar.At(probe, "exec"), node.At(probe, "exec")));
        }
        else if (node is YamlSequenceNode rules)
        {
            Assert.All(rules, rule => Assert.True(rule.Text("alert") is not null && rule.Text("expr") is not null));
        }
        else if (node.At("dependencies") is not null)
        {
            Assert.Equal(("sidecars-lib", Yaml.Documents(File.ReadAllText(Path.Combine(Helm.Charts, "sidecars-lib", "Chart.yaml"))).Single().Text("version")), (node.Items("dependencies").Single().Text("name"), node.Items("dependencies").Single().Text("version")));
        }
        else if (block.StartsWith("# before", StringComparison.Ordinal))
        {
            Assert.IsType<YamlMappingNode>(node);
        }
        else if (node.Text("kind") is { } kind)
        {
            AssertIsAnObject(node, kind);
        }
        else if (node.At("secretSync") is not null)
        {
            ChartPod.AssertIsSafe(ChartPod.Workload(await Helm.TemplateAsync(block)));
        }
        else
        {
            ChartPod.AssertIsSafe(ChartPod.Workload(await Helm.TemplateAsync(Helm.App, block)));
        }
    }

    /// <summary>One for a cluster: of a kind that there is, where it says, and with no label or annotation of ours that nobody reads.</summary>
    private static void AssertIsAnObject(YamlNode node, string kind)
    {
        Assert.Equal(ApiVersions[kind], node.Text("apiVersion"));
        Assert.NotNull(node.Text("metadata", "name") ?? node.Text("metadata", "generateName"));
        Assert.NotNull(node.Text("metadata", "namespace"));
        var marks = Document.Read("src/Sidecars.Kubernetes/Sync/Marks.cs");
        var ours = node.AllNodes.OfType<YamlMappingNode>().SelectMany(mapping => mapping.Keys()).Where(key => key.StartsWith("secret-sync.dev/", StringComparison.Ordinal));
        Assert.All(ours, key => Assert.Contains($"\"{key}\"", marks, StringComparison.Ordinal));
        Assert.All(node.AllNodes.OfType<YamlMappingNode>().Select(mapping => mapping.At("secret-sync.dev/tekton")).Where(label => label is not null), label => Assert.True(label.IsQuoted()));
    }

    /// <summary>Our containers' programs, variables and probes say nothing that the chart would not say.</summary>
    private static async Task AssertIsAsInTheChartAsync(YamlNode pod)
    {
        var ours = ChartPod.Workload(await Helm.TemplateAsync(Helm.Minimal));
        foreach (var container in PodSecurity.Containers(pod))
        {
            var rendered = PodSecurity.Containers(ours).Named(container.Text("name")!);
            foreach (var field in container.Keys().Where(key => key is "image" or "restartPolicy" or "startupProbe" or "livenessProbe"))
            {
                Assert.Equal(rendered.At(field), container.At(field));
            }

            var read = container.Items("env").Where(variable => container.Text("name") != "git-clone" || variable.Text("name") != "GITHUB_FILE_MODE");
            Assert.All(read, variable => Assert.Equal(rendered.Variable(variable.Text("name")!), variable.Text("value")));
        }

        Assert.Equal(ours.Text("securityContext", "fsGroup"), pod.Text("securityContext", "fsGroup"));
    }

    private static YamlMappingNode AppWith(YamlNode env, YamlNode mounts)
    {
        var app = (YamlMappingNode)Yaml.Documents("{ name: app, image: 'my-app:1', securityContext: { runAsNonRoot: true, allowPrivilegeEscalation: false, capabilities: { drop: [ALL] }, seccompProfile: { type: RuntimeDefault } } }").Single();
        app.Add("env", env);
        app.Add("volumeMounts", mounts);
        return app;
    }

    private static YamlMappingNode PodOf(YamlNode securityContext, YamlNode initContainers, YamlNode app, YamlNode volumes) => new()
    {
        { "securityContext", securityContext },
        { "initContainers", initContainers },
        { "containers", new YamlSequenceNode(app) },
        { "volumes", volumes },
    };
}
