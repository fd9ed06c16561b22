using Sidecars.Apps.Support;
using YamlDotNet.RepresentationModel;

namespace Sidecars.Apps.Charts;

/// <summary>What a value of githubApp comes to in the programs, by the variables that the README names.</summary>
public sealed class ChartValueSpecs
{
    private const string TokenPrograms = "generate-initial-token token-refresher doctor";

    private const string All = $"{TokenPrograms} git-clone";

    [Theory]
    [InlineData("appId: 4711", TokenPrograms, "GITHUB_APP_ID", "4711")]
    [InlineData("installationId: 50001", TokenPrograms, "GITHUB_INSTALLATION_ID", "50001")]
    [InlineData("repos: [my-org/a, my-org/b@main=c]", All, "WORKSPACE_REPOS", "my-org/a my-org/b@main=c")]
    [InlineData("repos: [], allRepositories: true, clone: { enabled: false }", TokenPrograms, "WORKSPACE_REPOS", "*")]
    [InlineData("access: write", TokenPrograms, "GITHUB_ACCESS", "write")]
    [InlineData("permissions: { contents: read, issues: write }", TokenPrograms, "GITHUB_PERMISSIONS", "contents=read,issues=write")]
    [InlineData("permissions: { contents: read }", TokenPrograms, "GITHUB_ACCESS", null)]
    [InlineData("refreshIntervalMinutes: 30", "token-refresher", "REFRESH_INTERVAL_MINUTES", "30")]
    [InlineData("revokeOnExit: true", "token-refresher", "GITHUB_REVOKE_ON_EXIT", "true")]
    [InlineData("notify: /workspace/.notify", "token-refresher", "GITHUB_NOTIFY", "/workspace/.notify")]
    [InlineData("metricsPort: 9090", "token-refresher", "GITHUB_LISTEN", "0.0.0.0:9090")]
    [InlineData("apiUrl: 'https://github.example.com/api/v3'", All, "GITHUB_API_URL", "https://github.example.com/api/v3")]
    [InlineData("serverUrl: 'https://github.example.com'", All, "GITHUB_SERVER_URL", "https://github.example.com")]
    [InlineData("proxy: { httpsProxy: 'http://proxy:3128' }", All, "HTTPS_PROXY", "http://proxy:3128")]
    [InlineData("proxy: { httpProxy: 'http://proxy:3128' }", All, "HTTP_PROXY", "http://proxy:3128")]
    [InlineData("proxy: { noProxy: .svc }", All, "NO_PROXY", ".svc")]
    [InlineData("ca: { configMap: authorities, key: bundle.pem }", All, "GITHUB_CA_FILE", "/etc/github-ca/bundle.pem")]
    [InlineData("fileMode: '0644'", TokenPrograms, "GITHUB_FILE_MODE", "0644")]
    [InlineData("tokenDirectory: /var/run/github/t", All, "GITHUB_TOKEN_DIR", "/var/run/github/t")]
    [InlineData("logLevel: debug", All, "LOG_LEVEL", "debug")]
    [InlineData("logFormat: text", All, "LOG_FORMAT", "text")]
    [InlineData("clone: { dest: /workspace/x }", All, "GIT_DEST", "/workspace/x")]
    [InlineData("clone: { commit: 0123456789abcdef0123456789abcdef01234567 }", "git-clone", "GIT_COMMIT_SHA", "0123456789abcdef0123456789abcdef01234567")]
    [InlineData("clone: { ref: v1 }", "git-clone", "GIT_REF", "v1")]
    [InlineData("clone: { ref: v1 }", "git-clone", "GIT_REPO_URL", "my-org/my-repo")]
    [InlineData("clone: { depth: 1 }", "git-clone", "GIT_DEPTH", "1")]
    [InlineData("clone: { filter: 'blob:none' }", "git-clone", "GIT_FILTER", "blob:none")]
    [InlineData("clone: { sparse: [src, docs] }", "git-clone", "GIT_SPARSE", "src docs")]
    [InlineData("clone: { submodules: true }", "git-clone", "GIT_SUBMODULES", "true")]
    [InlineData("clone: { lfs: true }", "git-clone", "GIT_LFS", "true")]
    [InlineData("clone: { identity: app }", "git-clone", "GIT_IDENTITY", "app")]
    [InlineData("clone: { continueOnError: true }", "git-clone", "GIT_CONTINUE_ON_ERROR", "true")]
    [InlineData("clone: { discardLocalChanges: true }", "git-clone", "GIT_DISCARD_LOCAL_CHANGES", "true")]
    public async Task A_value_is_a_variable_of_the_programs_that_read_it(string value, string programs, string variable, string? expected)
    {
        var containers = await ContainersAsync(value);

        Assert.All(programs.Split(' '), program => Assert.Equal(expected, containers.Named(program).Variable(variable)));
        Assert.All(containers.Where(container => !programs.Split(' ').Contains(container.Text("name"))), container => Assert.NotEqual(expected ?? "", container.Variable(variable)));
    }

    [Theory]
    [InlineData("extraArgs: [--publish, env]", "token-refresher", "--publish env")]
    [InlineData("extraArgs: [--publish, env]", "doctor", "doctor")]
    [InlineData("extraArgs: [--publish, env]", "generate-initial-token", "")]
    [InlineData("clone: { extraArgs: [--jobs, '2'] }", "git-clone", "--jobs 2")]
    public async Task Extra_arguments_are_of_one_program(string value, string program, string arguments)
        => Assert.Equal(arguments, string.Join(' ', (await ContainersAsync(value)).Named(program).Items("args").Select(argument => argument.ToString())));

    [Theory]
    [InlineData("{}", false)]
    [InlineData("{ readiness: true }", true)]
    public async Task GitHub_in_trouble_takes_no_app_out_of_service_unless_it_is_asked_for(string probes, bool isAsked)
        => Assert.Equal(isAsked, (await ContainersAsync($"probes: {probes}")).Named("token-refresher").At("readinessProbe") is not null);

    [Fact]
    public async Task The_app_finds_all_files_where_they_are_published()
    {
        var app = ChartPod.Workload(await Helm.TemplateAsync(Helm.Minimal, "githubApp: { tokenDirectory: /var/run/github/t }")).Items("containers").Named("app");

        Assert.Equal(
            ["1", "include.path", "/var/run/github/t/gitconfig", "/var/run/github/t/gh", "/var/run/github/t/.netrc"],
            ((string[])["GIT_CONFIG_COUNT", "GIT_CONFIG_KEY_0", "GIT_CONFIG_VALUE_0", "GH_CONFIG_DIR", "NETRC"]).Select(app.Variable));
    }

    [Fact]
    public async Task The_authorities_are_where_the_variable_says()
    {
        var containers = await ContainersAsync("ca: { configMap: authorities, key: bundle.pem }");

        Assert.All(All.Split(' '), program => Assert.Equal("/etc/github-ca", containers.Named(program).Items("volumeMounts").Named("github-ca").Text("mountPath")));
    }

    /// <summary>By both modes and helm test, each program once.</summary>
    private static async Task<IReadOnlyList<YamlNode>> ContainersAsync(string value)
    {
        var documents = await Helm.TemplateAsync(Helm.Minimal, $"githubApp: {{ mode: classic, {value} }}");
        var test = documents.Single(document => document.Text("kind") == "Pod").At("spec")!;
        return [.. PodSecurity.Containers(ChartPod.Workload(documents)).Concat(PodSecurity.Containers(test)).Where(container => container.Text("name") != "app")];
    }
}
