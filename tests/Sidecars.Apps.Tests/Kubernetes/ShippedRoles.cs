using Sidecars.Apps.Support;

namespace Sidecars.Apps.Kubernetes;

/// <summary>The Roles and their bindings, as the chart has them.</summary>
internal static class ShippedRoles
{
    private static readonly SemaphoreSlim Gate = new(1);
    private static readonly Dictionary<string, string> Rendered = [];

    /// <summary>secret-sync's.</summary>
    /// <param name="account">The service account, which is in the release's namespace.</param>
    public static async Task<IReadOnlyList<string>> OfSecretSyncAsync(string release, string account, params string[] namespaces)
        => Rbac(await RenderAsync(release, SecretSync(account, namespaces)));

    /// <summary>What secret-sync's allow, as in <c>secrets get</c>.</summary>
    public static async Task<IEnumerable<string>> RightsOfSecretSyncAsync(string release, string account, params string[] namespaces)
        => from document in Yaml.Documents(await RenderAsync(release, SecretSync(account, namespaces)))
           where document.Text("kind") == "Role"
           from rule in document.Items("rules")
           from resource in rule.Items("resources")
           from verb in rule.Items("verbs")
           orderby $"{resource} {verb}"
           select $"{resource} {verb}";

    /// <summary>Of token-refresher, which writes these Secrets.</summary>
    /// <inheritdoc cref="OfSecretSyncAsync"/>
    public static async Task<IReadOnlyList<string>> OfTokenRefresherAsync(string release, string account, params string[] secrets)
    {
        var written = secrets.Select((name, i) => $"{{ name: {name}, owner: owner-{i} }}");
        return Rbac(await RenderAsync(release, Helm.Minimal, $"githubApp: {{ tokenSecrets: [{string.Join(", ", written)}] }}\nserviceAccount: {{ name: {account} }}"));
    }

    private static string SecretSync(string account, string[] namespaces) => $"secretSync: {{ enabled: true, serviceAccountName: {account}, namespaces: [{string.Join(", ", namespaces)}] }}";

    private static IReadOnlyList<string> Rbac(string rendered) => [.. rendered.Split("\n---\n").Where(document => document.Contains("rbac.authorization.k8s.io", StringComparison.Ordinal))];

    private static async Task<string> RenderAsync(string release, params string[] values)
    {
        await Gate.WaitAsync();
        try
        {
            var key = release + string.Join('\n', values);
            if (!Rendered.TryGetValue(key, out var rendered))
            {
                var run = await Helm.RunAsync(["template", "release", Path.Combine(Helm.Charts, "sidecars"), "--kube-version", "1.30", "--namespace", release], values);
                Assert.True(run.ExitCode == 0, run.Error);
                Rendered[key] = rendered = run.Output;
            }

            return rendered;
        }
        finally
        {
            Gate.Release();
        }
    }
}
