using Sidecars.Apps.Support;

namespace Sidecars.Apps.Kubernetes;

/// <summary>The Roles and their bindings, as the chart has them.</summary>
internal static class ShippedRoles
{
    private static readonly SemaphoreSlim Gate = new(1);
    private static readonly Dictionary<string, string> Rendered = [];

    /// <param name="account">The service account, which is in the release's namespace.</param>
    public static async Task<IReadOnlyList<string>> ForAsync(string release, string account, params string[] namespaces)
        => [.. (await RenderAsync(release, account, namespaces)).Split("\n---\n").Where(document => document.Contains("rbac.authorization.k8s.io", StringComparison.Ordinal))];

    /// <summary>What they allow, as in <c>secrets get</c>.</summary>
    public static async Task<IEnumerable<string>> RightsAsync(string release, string account, params string[] namespaces)
        => from document in Yaml.Documents(await RenderAsync(release, account, namespaces))
           where document.Text("kind") == "Role"
           from rule in document.Items("rules")
           from resource in rule.Items("resources")
           from verb in rule.Items("verbs")
           orderby $"{resource} {verb}"
           select $"{resource} {verb}";

    private static async Task<string> RenderAsync(string release, string account, string[] namespaces)
    {
        await Gate.WaitAsync();
        try
        {
            var values = $"secretSync: {{ enabled: true, serviceAccountName: {account}, namespaces: [{string.Join(", ", namespaces)}] }}";
            if (!Rendered.TryGetValue(release + values, out var rendered))
            {
                var run = await Helm.RunAsync(["template", "release", Path.Combine(Helm.Charts, "sidecars"), "--kube-version", "1.30", "--namespace", release], values);
                Assert.True(run.ExitCode == 0, run.Error);
                Rendered[release + values] = rendered = run.Output;
            }

            return rendered;
        }
        finally
        {
            Gate.Release();
        }
    }
}
