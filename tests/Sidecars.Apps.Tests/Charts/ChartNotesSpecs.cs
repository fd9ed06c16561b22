using Sidecars.Apps.Support;

namespace Sidecars.Apps.Charts;

/// <summary>What somebody who has installed charts/sidecars reads.</summary>
public sealed class ChartNotesSpecs
{
    [Fact]
    public async Task Without_risks_there_is_no_warning()
    {
        var notes = await NotesAsync("1.30", "{}");

        Assert.Contains("release gets a GitHub token for my-org/my-repo from the Secret github-app, as a native sidecar.", notes, StringComparison.Ordinal);
        Assert.Contains("helm test release --namespace default", notes, StringComparison.Ordinal);
        Assert.DoesNotContain("WARNING", notes, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", true)]
    [InlineData("githubApp: { imageRegistry: registry.example.com }", false)]
    public async Task Images_without_a_registry_are_told_of(string values, bool isTold)
        => Assert.Equal(isTold, (await NotesAsync("1.30", values)).Contains("set githubApp.imageRegistry", StringComparison.Ordinal));

    [Theory]
    [InlineData("1.30", "githubApp: { allRepositories: true, repos: [], clone: { enabled: false } }", "allRepositories")]
    [InlineData("1.30", "githubApp: { permissions: { administration: write } }", "permissions")]
    [InlineData("1.30", "githubApp: { mode: classic }", "classic mode")]
    [InlineData("1.28", "{}", "classic mode")]
    [InlineData("1.30", "githubApp: { annotations: { enabled: true } }", "annotations")]
    [InlineData("1.30", "githubApp: { annotations: { enabled: true, maxRepos: ['*'] } }\nadmissionPolicy: { enabled: true }", "annotations.maxRepos")]
    [InlineData("1.30", "githubApp: { fileMode: '0644' }", "fileMode 0644")]
    [InlineData("1.30", "githubApp: { fileMode: '0664' }", "fileMode 0664")]
    [InlineData("1.30", "githubApp: { tokenDirectory: /var/run/github }", "tokenDirectory /var/run/github")]
    [InlineData("1.30", "githubApp: { metricsPort: 9090 }", "metricsPort")]
    [InlineData("1.30", "githubApp: { ca: { configMap: a }, proxy: { httpsProxy: 'http://proxy:3128' } }", "ca and proxy")]
    [InlineData("1.30", "githubApp: { sidecarImage: 'registry:5000/token-refresher' }", "sidecarImage registry:5000/token-refresher")]
    [InlineData("1.30", "githubApp: { initImage: generate-initial-token }", "initImage generate-initial-token")]
    [InlineData("1.30", "githubApp: { cloneImage: 'git-clone:latest' }", "cloneImage git-clone:latest")]
    [InlineData("1.30", "githubApp: { clone: { discardLocalChanges: true } }\nworkspace: { persistent: true }", "discardLocalChanges")]
    [InlineData("1.30", "githubApp: { clone: { discardLocalChanges: true } }\nworkspace: { existingClaim: mine }", "discardLocalChanges")]
    [InlineData("1.30", "podSecurityContext: { runAsNonRoot: false }", "podSecurityContext without runAsNonRoot")]
    [InlineData("1.30", "githubApp: { tokenSecrets: [{ name: github-token, namespace: builds }] }", "tokenSecrets: whoever may read Secrets in the namespace builds reads each token in github-token")]
    [InlineData("1.30", "secretSync: { enabled: true, allNamespaces: true }", "secretSync.allNamespaces")]
    [InlineData("1.30", "secretSync: { enabled: true, image: 'secret-sync:latest' }", "secretSync.image secret-sync:latest")]
    public async Task Each_risk_is_warned_of(string kubernetes, string values, string risk)
    {
        var warnings = (await NotesAsync(kubernetes, values)).Split('\n').Where(line => line.StartsWith("WARNING: ", StringComparison.Ordinal));

        Assert.StartsWith($"WARNING: {risk}", Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_toggle_they_say_so()
        => Assert.Contains("githubApp.enabled is false: release has no GitHub token", await NotesAsync("1.30", "githubApp: { enabled: false }"), StringComparison.Ordinal);

    [Theory]
    [InlineData("secretSync: { enabled: true }", "default")]
    [InlineData("secretSync: { enabled: true, namespaces: [builds, deployments] }", "builds, deployments")]
    [InlineData("secretSync: { enabled: true, allNamespaces: true }", "all namespaces")]
    public async Task Those_of_secret_sync_say_where_it_works_and_nothing_of_an_app_that_there_is_not(string values, string where)
    {
        var notes = await NotesOfAsync("1.30", values);

        Assert.StartsWith($"secret-sync keeps Secrets in step with their sources in {where}. ", notes, StringComparison.Ordinal);
        Assert.Contains("logs deployment/release-sidecars-secret-sync", notes, StringComparison.Ordinal);
        Assert.DoesNotContain("githubApp.enabled", notes, StringComparison.Ordinal);
    }

    private static Task<string> NotesAsync(string kubernetes, string values) => NotesOfAsync(kubernetes, Helm.Minimal, values);

    private static async Task<string> NotesOfAsync(string kubernetes, params string[] values)
    {
        using var chart = TemporaryChart.WithNotes();
        return (await Helm.TemplateAsync(chart.Path, kubernetes, values)).Single(document => document.Text("kind") == "Notes").Text("notes")!;
    }
}
