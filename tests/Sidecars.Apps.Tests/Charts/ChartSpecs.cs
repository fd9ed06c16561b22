using Sidecars.Apps.Support;
using YamlDotNet.RepresentationModel;

namespace Sidecars.Apps.Charts;

/// <summary>What charts/sidecars renders.</summary>
public sealed class ChartSpecs
{
    public static TheoryData<string, string> Matrix()
    {
        string[] values =
        [
            "{}",
            "githubApp: { mode: native }",
            "githubApp: { mode: classic }",
            "kind: Job\ngithubApp: { mode: native }",
            "githubApp: { clone: { enabled: false } }",
            "githubApp: { clone: { commit: 0123456789abcdef0123456789abcdef01234567, dest: /workspace/repo } }",
            "githubApp: { clone: { ref: v1, depth: 1, filter: 'blob:none', sparse: [src, docs], submodules: true, lfs: true, identity: app, continueOnError: true, runAsUser: 1000, extraArgs: [--verbose] } }",
            "githubApp: { annotations: { enabled: true, maxAccess: write, maxRepos: ['my-org/*'], accessTtlMinutes: 30 } }",
            "githubApp: { repos: [], annotations: { enabled: true, awaitRepos: true, maxRepos: ['my-org/*'] }, clone: { enabled: false } }",
            "githubApp: { permissions: { contents: read }, annotations: { enabled: true, maxRepos: ['my-org/*'] } }",
            "githubApp: { repos: '[\"a/b\", \"c/d@main=e\"]' }",
            "githubApp: { repos: [], allRepositories: true, clone: { enabled: false } }",
            "githubApp: { metricsPort: 9090, probes: { readiness: true } }\npodMonitor: { enabled: true, labels: { release: prometheus } }\nprometheusRule: { enabled: true }",
            "githubApp: { ca: { configMap: authorities, key: bundle.pem }, proxy: { httpsProxy: 'http://proxy:3128', noProxy: .svc } }",
            "githubApp: { apiUrl: 'https://github.example.com/api/v3', serverUrl: 'https://github.example.com' }",
            "githubApp: { runAsUser: '', runAsGroup: '', fsGroup: '' }",
            "githubApp: { permissions: { contents: read, issues: write }, revokeOnExit: true, notify: /workspace/.notify }",
            "githubApp: { extraArgs: [--publish, env], resources: {}, clone: { resources: {} } }",
            "githubApp: { secretKeys: { private-key: tls.key, app-id: client } }",
            "githubApp: { sidecarImage: 'registry.example.com:5000/sidecars/token-refresher:0.1.0', imageRegistry: registry.example.com/sidecars/ }",
            "githubApp: { tokenSecrets: [{ name: github-token }, { name: '12', namespace: '34', owner: acme }], tokenSecretType: tekton }",
            "workspace: { persistent: true, storageClassName: fast }",
            "workspace: { existingClaim: mine }",
            "env: [{ name: A, value: b }]\nports: [{ containerPort: 8080 }]\nextraVolumes: [{ name: cache, emptyDir: {} }]\nextraVolumeMounts: [{ name: cache, mountPath: /cache }]\npodAnnotations: { a: b }\npodLabels: { c: d }\ncommand: [sleep]\nargs: [infinity]",
            "image: { tag: 20261121 }\nimagePullSecrets: [{ name: registry }]\nserviceAccount: { create: false }\nnodeSelector: { a: b }\ntolerations: [{ key: a }]\naffinity: { nodeAffinity: {} }",
        ];
        var matrix = new TheoryData<string, string>();
        foreach (var value in values)
        {
            matrix.Add("1.30", value);
            matrix.Add("1.28", value);
        }

        return matrix;
    }

    [Fact]
    public async Task Lint_finds_nothing()
    {
        var run = await Helm.RunAsync(["lint", "--strict", Path.Combine(Helm.Charts, "sidecars"), Path.Combine(Helm.Charts, "sidecars-lib")]);
        var withValues = await Helm.RunAsync(["lint", "--strict", Path.Combine(Helm.Charts, "sidecars")], Helm.Minimal);

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.True(withValues.ExitCode == 0, withValues.Output + withValues.Error);
    }

    [Theory]
    [MemberData(nameof(Matrix))]
    public async Task Each_pod_keeps_to_Pod_Security_restricted_and_the_key_to_the_token_programs(string kubernetes, string values)
    {
        var documents = await Helm.TemplateOnAsync(kubernetes, Helm.Minimal, values);

        ChartPod.AssertIsSafe(ChartPod.Workload(documents));
        ChartPod.AssertIsSafe(documents.Single(document => document.Text("kind") == "Pod").At("spec")!);
        Assert.All(documents, document => Assert.NotNull(document.Text("metadata", "name")));
    }

    [Theory]
    [MemberData(nameof(Matrix))]
    public async Task No_number_is_written_with_an_exponent(string kubernetes, string values)
    {
        var numbers = await ChartAsync(kubernetes, "githubApp: { appId: 1234567, installationId: 98765432, runAsUser: 1000680000, runAsGroup: 1000680000, fsGroup: 1000680000 }", values);

        Assert.All(Scalars(numbers), text => Assert.DoesNotMatch(@"^[0-9.]+e\+[0-9]+$|:[0-9.]+e\+", text));
    }

    [Theory]
    [InlineData("1.28", "classic")]
    [InlineData("1.28.9+k3s1", "classic")]
    [InlineData("1.29", "native")]
    [InlineData("1.30", "native")]
    public async Task The_mode_is_by_the_version_of_Kubernetes(string kubernetes, string mode)
    {
        var pod = await ChartAsync(kubernetes);

        Assert.Equal(mode == "native" ? ["token-refresher", "git-clone"] : ["generate-initial-token", "git-clone"], Names(pod, "initContainers"));
        Assert.Equal(mode == "native" ? ["app"] : ["app", "token-refresher"], Names(pod, "containers"));
    }

    [Theory]
    [InlineData("1.28", "native", "Always")]
    [InlineData("1.30", "classic", null)]
    public async Task The_mode_can_be_said(string kubernetes, string mode, string? restartPolicy)
    {
        var pod = await ChartAsync(kubernetes, $"githubApp: {{ mode: {mode} }}");
        var sidecar = pod.Items(mode == "native" ? "initContainers" : "containers").Named("token-refresher");

        Assert.Equal(restartPolicy, sidecar.Text("restartPolicy"));
        Assert.Equal(mode == "native", sidecar.At("startupProbe") is not null);
    }

    [Theory]
    [InlineData("1.30", "token-refresher app")]
    [InlineData("1.28", "app token-refresher")]
    public async Task A_pod_that_awaits_its_repositories_waits_for_no_token(string kubernetes, string containers)
    {
        var pod = await ChartAsync(kubernetes, "githubApp: { repos: [], annotations: { enabled: true, awaitRepos: true, maxRepos: ['my-org/*'] }, clone: { enabled: false } }");

        Assert.Equal(containers, string.Join(' ', PodSecurity.Containers(pod).Select(container => container.Text("name"))));
    }

    [Fact]
    public async Task Numbers_stay_as_they_are_written_and_are_strings_where_Kubernetes_wants_strings()
    {
        var pod = await ChartAsync("1.30", "image: { tag: 20261121 }\ngithubApp: { appId: 1234567, installationId: 12345678901, refreshIntervalMinutes: 12.5 }");
        var sidecar = pod.Items("initContainers").Named("token-refresher");

        Assert.Equal(
            ("1234567", "12345678901", "12.5"),
            (sidecar.Variable("GITHUB_APP_ID"), sidecar.Variable("GITHUB_INSTALLATION_ID"), sidecar.Variable("REFRESH_INTERVAL_MINUTES")));
        Assert.All(PodSecurity.Containers(pod).SelectMany(container => container.Items("env")), variable => Assert.True(variable.At("value").IsQuoted() || !double.TryParse(variable.Text("value"), out _)));
        Assert.Equal("my-app:20261121", pod.Items("containers").Named("app").Text("image"));
    }

    [Fact]
    public async Task Without_the_toggle_there_is_the_app_and_nothing_of_ours()
    {
        var documents = await Helm.TemplateAsync(Helm.Minimal, "githubApp: { enabled: false }");
        var pod = ChartPod.Workload(documents);

        Assert.Equal(["app"], PodSecurity.Containers(pod).Select(container => container.Text("name")));
        Assert.Equal(["workspace"], pod.Items("volumes").Select(volume => volume.Text("name")));
        Assert.Null(pod.At("securityContext", "fsGroup"));
        Assert.DoesNotContain(documents, document => document.Text("kind") == "Pod");
        Assert.Empty(PodSecurity.Violations(pod));
    }

    [Theory]
    [InlineData("githubApp: { enabled: false }")]
    [InlineData("githubApp: { clone: { enabled: false } }")]
    [InlineData("githubApp: { clone: { ref: main } }")]
    public async Task The_app_has_the_workspace_whoever_fills_it(string values)
    {
        var pod = await ChartAsync("1.30", values);

        Assert.Equal("/workspace", pod.Items("containers").Named("app").Items("volumeMounts").Named("workspace").Text("mountPath"));
    }

    [Theory]
    [InlineData("repos: [a/b, c/d]")]
    [InlineData("repos: a/b c/d")]
    [InlineData("repos: \"a/b\\n  c/d\\n\"")]
    [InlineData("repos: '[\"a/b\", \"c/d\"]'")]
    public async Task Repositories_are_a_list_lines_or_a_JSON_array(string repos)
    {
        var pod = await ChartAsync("1.30", $"githubApp: {{ {repos} }}");

        Assert.Equal("a/b c/d", pod.Items("initContainers").Named("token-refresher").Variable("WORKSPACE_REPOS"));
    }

    [Theory]
    [InlineData("lfs: true", "registry.example.com/git-clone-lfs:0.1.0")]
    [InlineData("lfs: false", "registry.example.com/git-clone:0.1.0")]
    public async Task Large_files_need_the_image_that_has_git_lfs(string clone, string image)
    {
        var pod = await ChartAsync("1.30", $"githubApp: {{ imageRegistry: registry.example.com, clone: {{ {clone} }} }}");

        Assert.Equal(image, pod.Items("initContainers").Named("git-clone").Text("image"));
    }

    [Fact]
    public async Task Git_clone_can_have_the_keys_of_allowed_signers()
    {
        var pod = await ChartAsync("1.30", """
            githubApp: { clone: { extraArgs: [--allowed-signers, /etc/signers/allowed], extraVolumeMounts: [{ name: signers, mountPath: /etc/signers, readOnly: true }] } }
            extraVolumes: [{ name: signers, configMap: { name: signers } }]
            """);

        Assert.Equal("/etc/signers", pod.Items("initContainers").Named("git-clone").Items("volumeMounts").Named("signers").Text("mountPath"));
    }

    [Fact]
    public async Task With_permissions_annotations_move_the_repositories_alone()
    {
        var pod = await ChartAsync("1.30", "githubApp: { permissions: { contents: read }, annotations: { enabled: true, maxRepos: ['my-org/*'] } }");

        Assert.Equal(
            ["--repos-file", "/etc/github-scope/repos", "--max-repos", "my-org/*"],
            pod.Items("initContainers").Named("token-refresher").Items("args").Select(argument => argument.ToString()));
    }

    [Fact]
    public async Task The_pods_own_fsGroup_takes_the_place_of_ours()
    {
        var documents = await Helm.TemplateAsync(Helm.Minimal, "podSecurityContext: { fsGroup: 1000680000 }");

        Assert.All(
            new[] { ChartPod.Workload(documents), documents.Single(document => document.Text("kind") == "Pod").At("spec")! },
            pod => Assert.Equal("1000680000", pod.Text("securityContext", "fsGroup")));
    }

    [Fact]
    public async Task On_OpenShift_the_cluster_gives_user_and_group()
    {
        var pod = await ChartAsync("1.30", "githubApp: { runAsUser: '', runAsGroup: '', fsGroup: '' }");

        Assert.Null(pod.At("securityContext", "fsGroup"));
        Assert.All(PodSecurity.Containers(pod), container => Assert.Equal((null, null), (container.Text("securityContext", "runAsUser"), container.Text("securityContext", "runAsGroup"))));
    }

    [Fact]
    public async Task Ceilings_are_arguments_and_the_annotations_are_read_only()
    {
        var pod = await ChartAsync("1.30", "githubApp: { annotations: { enabled: true, maxAccess: write, maxRepos: ['my-org/*', other/one], accessTtlMinutes: 30 } }");
        var sidecar = pod.Items("initContainers").Named("token-refresher");

        Assert.Equal(
            ["--access-file", "/etc/github-scope/access", "--repos-file", "/etc/github-scope/repos", "--max-access", "write", "--max-repos", "my-org/* other/one", "--access-ttl", "30"],
            sidecar.Items("args").Select(argument => argument.ToString()));
        Assert.Equal("true", sidecar.Items("volumeMounts").Named("github-scope").Text("readOnly"));
    }

    [Fact]
    public async Task The_Secrets_keys_can_be_called_otherwise()
    {
        var pod = await ChartAsync("1.30", "githubApp: { secretKeys: { private-key: tls.key } }");
        var items = pod.Items("volumes").Named("github-app").Items("projected", "sources").SelectMany(source => source.Items("secret", "items")).ToList();

        Assert.Equal("tls.key", items.Single(item => item.Text("path") == "private-key").Text("key"));
        Assert.Equal("app-id", items.Single(item => item.Text("path") == "app-id").Text("key"));
    }

    [Fact]
    public async Task The_doctor_has_the_settings_of_the_sidecar()
    {
        var documents = await Helm.TemplateAsync(Helm.Minimal, "githubApp: { access: write, apiUrl: 'https://api.acme.ghe.com', proxy: { httpsProxy: 'http://proxy:3128' }, annotations: { enabled: true } }");
        var sidecar = ChartPod.Workload(documents).Items("initContainers").Named("token-refresher");
        var doctor = documents.Single(document => document.Text("kind") == "Pod").Items("spec", "containers").Named("doctor");

        Assert.All(doctor.Items("env"), variable => Assert.Equal(variable.Text("value"), sidecar.Variable(variable.Text("name")!)));
        Assert.Equal(["doctor", .. sidecar.Items("args").Select(argument => argument.ToString())], doctor.Items("args").Select(argument => argument.ToString()));
        Assert.Equal(sidecar.Text("image"), doctor.Text("image"));
    }

    private static async Task<YamlNode> ChartAsync(string kubernetes, params string[] values) => ChartPod.Workload(await Helm.TemplateOnAsync(kubernetes, [Helm.Minimal, .. values]));

    private static IReadOnlyList<string?> Names(YamlNode pod, string containers) => [.. pod.Items(containers).Select(container => container.Text("name"))];

    private static IEnumerable<string> Scalars(YamlNode node) => node.AllNodes.OfType<YamlScalarNode>().Select(scalar => scalar.Value ?? "");
}
