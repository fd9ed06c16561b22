using KubernetesEmulator.Http;

namespace KubernetesEmulator.Access;

/// <summary>One rule of a Role or a ClusterRole.</summary>
internal sealed record PolicyRule(
    IReadOnlyList<string> Verbs,
    IReadOnlyList<string> ApiGroups,
    IReadOnlyList<string> Resources,
    IReadOnlyList<string> ResourceNames,
    IReadOnlyList<string> NonResourceUrls)
{
    private const string All = "*";

    public static PolicyRule Of(JsonObject rule) => new(
        rule.Strings("verbs"),
        rule.Strings("apiGroups"),
        rule.Strings("resources"),
        rule.Strings("resourceNames"),
        rule.Strings("nonResourceURLs"));

    public bool Allows(RequestInfo request) => Has(Verbs, request.Verb) && (request.IsResource ? AllowsResource(request) : AllowsPath(request.Path));

    private bool AllowsResource(RequestInfo request) =>
        Has(ApiGroups, request.Group)
        && (Has(Resources, request.QualifiedResource) || (request.Subresource is not null && Resources.Contains($"{All}/{request.Subresource}")))
        // A request that names none, as create and most lists, is in no list of names.
        && (ResourceNames.Count == 0 || (request.Name is not null && ResourceNames.Contains(request.Name)));

    private bool AllowsPath(string path) =>
        NonResourceUrls.Any(allowed => allowed == All || allowed == path || (allowed.EndsWith('*') && path.StartsWith(allowed[..^1], StringComparison.Ordinal)));

    private static bool Has(IReadOnlyList<string> allowed, string wanted) => allowed.Contains(All) || allowed.Contains(wanted);
}
