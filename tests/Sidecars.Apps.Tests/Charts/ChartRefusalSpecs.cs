using System.Text.Json;
using Sidecars.Apps.Support;

namespace Sidecars.Apps.Charts;

/// <summary>Values that charts/sidecars does not take: what it says names the value.</summary>
public sealed class ChartRefusalSpecs
{
    [Theory]
    [InlineData("githubApp: { secretNam: x }", "secretNam is not allowed")]
    [InlineData("githubApp: { clone: { comit: x } }", "comit is not allowed")]
    [InlineData("workspce: {}", "workspce is not allowed")]
    [InlineData("kind: StatefulSet", "kind must be one of the following: \"Deployment\", \"Job\"")]
    [InlineData("githubApp: { mode: sidecar }", "githubApp.mode must be one of the following: \"auto\", \"native\", \"classic\"")]
    [InlineData("kind: Job\ngithubApp: { mode: classic }", "githubApp.mode must be one of the following: \"auto\", \"native\"")]
    [InlineData("githubApp: { access: admin }", "githubApp.access must be one of the following: \"read\", \"write\"")]
    [InlineData("githubApp: { permissions: { contents: all } }", "githubApp.permissions.contents must be one of the following: \"read\", \"write\", \"admin\"")]
    [InlineData("githubApp: { refreshIntervalMinutes: 90 }", "githubApp.refreshIntervalMinutes: Must be less than or equal to 55")]
    [InlineData("githubApp: { appId: 1.5 }", "githubApp.appId: Invalid type")]
    [InlineData("githubApp: { refreshIntervalMinutes: 0 }", "githubApp.refreshIntervalMinutes: Must be greater than 0")]
    [InlineData("githubApp: { runAsUser: 0 }", "githubApp.runAsUser: Must be greater than or equal to 1")]
    [InlineData("githubApp: { runAsGroup: 0 }", "githubApp.runAsGroup: Must be greater than or equal to 1")]
    [InlineData("githubApp: { fsGroup: 0 }", "githubApp.fsGroup: Must be greater than or equal to 1")]
    [InlineData("githubApp: { clone: { runAsUser: 0 } }", "githubApp.clone.runAsUser: Must be greater than or equal to 1")]
    [InlineData("githubApp: { metricsPort: 65536 }", "githubApp.metricsPort: Must be less than or equal to 65535")]
    [InlineData("githubApp: { serverUrl: 'http://github.example.com' }", "githubApp.serverUrl: Does not match pattern")]
    [InlineData("githubApp: { apiUrl: 'http://github.example.com/api/v3' }", "githubApp.apiUrl: Does not match pattern")]
    [InlineData("githubApp: { tokenDirectory: /workspace }", "githubApp.tokenDirectory: Does not match pattern")]
    [InlineData("githubApp: { fileMode: rw-r----- }", "githubApp.fileMode: Does not match pattern")]
    [InlineData("githubApp: { clone: { commit: abc } }", "githubApp.clone.commit: Does not match pattern")]
    [InlineData("image: { tag: 1.10 }", "image.tag: Invalid type")]
    [InlineData("githubApp: { tokenSecrets: [{ owner: acme }] }", "githubApp.tokenSecrets.0: name is required")]
    [InlineData("githubApp: { tokenSecrets: [{ name: a/b }] }", "githubApp.tokenSecrets.0.name: Does not match pattern")]
    [InlineData("githubApp: { tokenSecrets: [{ name: a, namespace: a.b }] }", "githubApp.tokenSecrets.0.namespace: Does not match pattern")]
    [InlineData("githubApp: { tokenSecrets: [{ name: a, type: opaque }] }", "type is not allowed")]
    [InlineData("githubApp: { tokenSecretType: docker }", "githubApp.tokenSecretType must be one of the following: \"basic-auth\", \"opaque\", \"tekton\", \"argocd\"")]
    [InlineData("secretSync: { namespace: a }", "namespace is not allowed")]
    [InlineData("secretSync: { namespaces: ['a b'] }", "secretSync.namespaces.0")]
    [InlineData("secretSync: { defaultHost: github.com }", "secretSync.defaultHost: Does not match pattern")]
    [InlineData("secretSync: { cleanup: all }", "secretSync.cleanup must be one of the following: \"owner\", \"active\", \"owner+active\", \"keep\"")]
    [InlineData("secretSync: { onInvalid: drop }", "secretSync.onInvalid must be one of the following: \"keep\", \"delete\"")]
    [InlineData("secretSync: { port: 0 }", "secretSync.port: Must be greater than or equal to 1")]
    public async Task The_schema_refuses(string values, string expected) => Assert.Contains(expected, await Helm.RefusalAsync("1.30", Helm.Minimal, values), StringComparison.Ordinal);

    [Fact]
    public void The_schema_knows_every_name_wherever_it_knows_some()
    {
        using var schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(Helm.Charts, "sidecars", "values.schema.json")));

        Assert.Empty(Open(schema.RootElement, "values"));
    }

    [Theory]
    [InlineData("1.30", "githubApp: { secretName: '' }", "githubApp.secretName is missing: name the Secret with app-id and private-key")]
    [InlineData("1.30", "githubApp: { repos: [] }", "githubApp.repos is empty: list the repositories that the pod needs, or set githubApp.allRepositories: true")]
    [InlineData("1.30", "githubApp: { repos: [], annotations: { awaitRepos: true } }", "githubApp.repos is empty: list the repositories that the pod needs, or set githubApp.allRepositories: true")]
    [InlineData("1.30", "githubApp: { repos: null }", "githubApp.repos is empty: list the repositories that the pod needs, or set githubApp.allRepositories: true")]
    [InlineData("1.30", "githubApp: { repos: '*' }", "githubApp.repos: the whole installation is asked for with githubApp.allRepositories: true")]
    [InlineData("1.30", "githubApp: { repos: [my-org/my-repo, '*'] }", "githubApp.repos: the whole installation is asked for with githubApp.allRepositories: true")]
    [InlineData("1.30", "githubApp: { repos: '[\"*\"]' }", "githubApp.repos: the whole installation is asked for with githubApp.allRepositories: true")]
    [InlineData("1.30", "githubApp: { repos: [\"\\t*\"] }", "githubApp.repos: the whole installation is asked for with githubApp.allRepositories: true")]
    [InlineData("1.30", "githubApp: { repos: '[\" * \"]' }", "githubApp.repos: the whole installation is asked for with githubApp.allRepositories: true")]
    [InlineData("1.30", "githubApp: { allRepositories: true }", "githubApp.allRepositories and githubApp.repos exclude each other")]
    [InlineData("1.30", "githubApp: { allRepositories: true, repos: [] }", "githubApp.clone needs githubApp.repos: list what to clone, or set githubApp.clone.enabled: false")]
    [InlineData("1.30", "githubApp: { repos: [a/b, c/d], clone: { commit: 0123456789abcdef0123456789abcdef01234567 } }", "githubApp.clone.commit and ref are of one repository: write owner/repo@ref into githubApp.repos where there are several")]
    [InlineData("1.30", "githubApp: { repos: 'a/b c/d', clone: { ref: v1 } }", "githubApp.clone.commit and ref are of one repository: write owner/repo@ref into githubApp.repos where there are several")]
    [InlineData("1.30", "githubApp:\n  clone: { ref: v1 }\n  repos: |\n    a/b\n    c/d", "githubApp.clone.commit and ref are of one repository: write owner/repo@ref into githubApp.repos where there are several")]
    [InlineData("1.30", "githubApp: { clone: { dest: /code } }", "githubApp.clone.dest /code is not below githubApp.clone.mountPath /workspace, and nothing else can be written to")]
    [InlineData("1.30", "githubApp: { clone: { dest: /workspaces } }", "githubApp.clone.dest /workspaces is not below githubApp.clone.mountPath /workspace, and nothing else can be written to")]
    [InlineData("1.30", "githubApp: { permissions: { contents: read }, annotations: { enabled: true, maxAccess: write } }", "githubApp.annotations.maxAccess and accessTtlMinutes say read or write, which does not go with githubApp.permissions")]
    [InlineData("1.30", "githubApp: { repos: [], annotations: { enabled: true, awaitRepos: true }, clone: { enabled: false } }", "githubApp.annotations.awaitRepos needs maxRepos: without a ceiling no annotation can name a repository")]
    [InlineData("1.28", "kind: Job", "githubApp.mode classic: a Job with such a sidecar never ends. Native sidecars need Kubernetes 1.29; where the cluster has it, set githubApp.mode: native")]
    [InlineData("1.30", "podMonitor: { enabled: true }", "podMonitor and prometheusRule need metrics: set githubApp.metricsPort")]
    [InlineData("1.28", "admissionPolicy: { enabled: true }", "admissionPolicy needs Kubernetes 1.30, which has admissionregistration.k8s.io/v1 ValidatingAdmissionPolicy")]
    [InlineData("1.30", "githubApp: { tokenSecrets: [{ name: a }] }\nserviceAccount: { create: false }", "githubApp.tokenSecrets need a service account of the pod's own: others have the one that is called default, too")]
    [InlineData("1.30", "secretSync: { enabled: true, namespaces: [a], allNamespaces: true }", "secretSync.allNamespaces and secretSync.namespaces exclude each other")]
    [InlineData("1.30", "secretSync: { enabled: true, namespaces: ['*'] }", "secretSync.namespaces: all of them are asked for with secretSync.allNamespaces: true")]
    [InlineData("1.30", "secretSync: { enabled: true, serviceAccountName: default }", "secretSync.serviceAccountName default: other pods have that one, too")]
    [InlineData("1.30", "image: { tag: '' }", "image.tag is missing: the version of the app's image")]
    [InlineData("1.30", "image: { repository: '' }", "image.repository is missing: the image of the app")]
    public async Task One_sentence_says_what_to_change(string kubernetes, string values, string sentence)
    {
        var refusal = await Helm.RefusalAsync(kubernetes, Helm.Minimal, values);

        Assert.Matches(@"^Error: execution error at \(sidecars/templates/[a-z]+\.yaml:[0-9]+:[0-9]+\): ", refusal);
        Assert.EndsWith($"): {sentence}", refusal.Split('\n')[0], StringComparison.Ordinal);
    }

    /// <summary>The objects that have properties, and take others besides.</summary>
    private static IEnumerable<string> Open(JsonElement schema, string name)
    {
        if (!schema.TryGetProperty("properties", out var properties))
        {
            return [];
        }

        var isOpen = !schema.TryGetProperty("additionalProperties", out var others) || others.ValueKind != JsonValueKind.False;
        return properties.EnumerateObject().SelectMany(property => Open(property.Value, $"{name}.{property.Name}")).Concat(isOpen ? [name] : []);
    }
}
