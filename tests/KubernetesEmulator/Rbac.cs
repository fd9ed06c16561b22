using KubernetesEmulator.Access;
using KubernetesEmulator.Http;

namespace KubernetesEmulator;

/// <summary>Who may do what: the Roles and bindings of a chart, judged as Kubernetes does. Nothing is allowed that no rule allows.</summary>
public sealed class Rbac
{
    private const string ApiGroup = "rbac.authorization.k8s.io";

    /// <summary>What Kubernetes lets everybody who has a token ask.</summary>
    private static readonly PolicyRule Discovery = new(["get"], [], [], [], ["/api", "/api/*", "/apis", "/apis/*", "/healthz", "/livez", "/readyz", "/openapi", "/openapi/*", "/version", "/version/"]);

    /// <summary>And everybody who has none.</summary>
    private static readonly PolicyRule PublicInfo = new(["get"], [], [], [], ["/healthz", "/livez", "/readyz", "/version", "/version/"]);

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Kind, string Namespace, string Name), IReadOnlyList<PolicyRule>> _roles = [];
    private readonly Dictionary<(string Kind, string Namespace, string Name), Binding> _bindings = [];

    internal Rbac()
    {
        Clear();
    }

    /// <summary>Takes Roles, ClusterRoles and their bindings out of what a chart renders, and leaves the rest alone.</summary>
    /// <param name="releaseNamespace">Of what names no namespace.</param>
    public void Apply(IEnumerable<string> yamlDocuments, string releaseNamespace = "default")
    {
        lock (_gate)
        {
            foreach (var document in yamlDocuments.SelectMany(JsonText.Documents).Where(document => document.String("apiVersion")?.StartsWith(ApiGroup + "/", StringComparison.Ordinal) == true))
            {
                Apply(document, releaseNamespace);
            }
        }
    }

    /// <summary>Back to nothing but what every cluster has.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _roles.Clear();
            _bindings.Clear();
            _roles[("ClusterRole", "", "cluster-admin")] = [new(["*"], ["*"], ["*"], [], []), new(["*"], [], [], [], ["*"])];
            _roles[("ClusterRole", "", "system:discovery")] = [Discovery];
            _roles[("ClusterRole", "", "system:public-info-viewer")] = [PublicInfo];
            _bindings[("ClusterRoleBinding", "", "cluster-admin")] = new("ClusterRole", "cluster-admin", [new("Group", "", "system:masters")]);
            _bindings[("ClusterRoleBinding", "", "system:discovery")] = new("ClusterRole", "system:discovery", [new("Group", "", User.Authenticated)]);
            _bindings[("ClusterRoleBinding", "", "system:public-info-viewer")] = new("ClusterRole", "system:public-info-viewer", [new("Group", "", User.Authenticated), new("Group", "", "system:unauthenticated")]);
        }
    }

    internal bool Allows(User user, RequestInfo request)
    {
        lock (_gate)
        {
            return _bindings.Any(pair => Reaches(pair.Key, request) && pair.Value.Concerns(user) && RulesOf(pair.Key, pair.Value).Any(rule => rule.Allows(request)));
        }
    }

    private static bool Reaches((string Kind, string Namespace, string Name) binding, RequestInfo request) =>
        binding.Kind == "ClusterRoleBinding" || (request.IsResource && request.Namespace == binding.Namespace);

    private IReadOnlyList<PolicyRule> RulesOf((string Kind, string Namespace, string Name) key, Binding binding) =>
        _roles.GetValueOrDefault((binding.RoleKind, binding.RoleKind == "ClusterRole" ? "" : key.Namespace, binding.RoleName)) ?? [];

    private void Apply(JsonObject document, string releaseNamespace)
    {
        var kind = document.String("kind")!;
        var isClusterWide = kind.StartsWith("Cluster", StringComparison.Ordinal);
        var key = (kind, isClusterWide ? "" : document.Metadata().String("namespace") ?? releaseNamespace, document.Name() ?? throw new ArgumentException($"A {kind} has no name."));

        switch (kind)
        {
            case "Role" or "ClusterRole":
                _roles[key] = [.. document.Objects("rules").Select(PolicyRule.Of)];
                break;
            case "RoleBinding" or "ClusterRoleBinding":
                _bindings[key] = Binding.Of(document);
                break;
        }
    }
}
