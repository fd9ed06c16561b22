namespace KubernetesEmulator.Tests;

public sealed class RbacSpecs : ClusterFixture
{
    private const string Everything = """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: {name: sync, namespace: default}
        rules:
          - apiGroups: [""]
            resources: [secrets]
            verbs: [get, list, watch, create, patch, delete]
        """;

    private const string Binding = """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: sync, namespace: default}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: sync}
        subjects:
          - {kind: ServiceAccount, name: sync, namespace: default}
        """;

    [Fact]
    public async Task Nothing_is_allowed_that_no_rule_allows()
    {
        var token = Cluster.AddServiceAccount("default", "sync");

        var answer = await SendAsync("GET", Path("a"), token: token);

        Assert.Equal((403, "Forbidden"), (answer.Code, answer.Reason));
        Assert.Equal("secrets \"a\" is forbidden: User \"system:serviceaccount:default:sync\" cannot get resource \"secrets\" in API group \"\" in the namespace \"default\"", answer.Message);
        Assert.Equal("""{"name":"a","kind":"secrets"}""", answer.Json["details"]!.ToJsonString());
    }

    [Fact]
    public async Task A_Role_allows_its_verbs_in_its_namespace()
    {
        Cluster.Rbac.Apply([Everything, Binding]);
        var token = Cluster.AddServiceAccount("default", "sync");

        Assert.Equal(201, (await SendAsync("POST", Secrets, Secret("a"), token: token)).Code);
        Assert.Equal(200, (await SendAsync("GET", Path("a"), token: token)).Code);
        Assert.Equal(200, (await SendAsync("GET", Secrets, token: token)).Code);
        Assert.Equal(200, (await SendAsync("PATCH", Path("a"), "{}", MergePatch, token)).Code);
        Assert.Equal(403, (await SendAsync("PUT", Path("a"), Secret("a"), token: token)).Code);
        Assert.Equal(200, (await SendAsync("DELETE", Path("a"), token: token)).Code);
        Assert.Equal(403, (await SendAsync("DELETE", Secrets, token: token)).Code);
        Assert.Equal(403, (await SendAsync("GET", "/api/v1/namespaces/other/secrets", token: token)).Code);
        Assert.Equal(403, (await SendAsync("GET", "/api/v1/secrets", token: token)).Code);
        Assert.Equal(403, (await SendAsync("GET", "/api/v1/namespaces/default/events", token: token)).Code);
    }

    [Fact]
    public async Task Documents_may_come_in_one_text_among_others_and_without_a_namespace()
    {
        Cluster.Rbac.Apply([$"kind: Service\napiVersion: v1\n---\n{Everything.Replace(", namespace: default}", "}", StringComparison.Ordinal)}\n---\n{Binding.Replace("metadata: {name: sync, namespace: default}", "metadata: {name: sync}", StringComparison.Ordinal)}\n"], "release");
        var token = Cluster.AddServiceAccount("default", "sync");

        Assert.Equal(200, (await SendAsync("GET", "/api/v1/namespaces/release/secrets", token: token)).Code);
        Assert.Equal(403, (await SendAsync("GET", Secrets, token: token)).Code);
    }

    [Fact]
    public async Task Names_limit_what_names_one_and_never_a_list_a_watch_or_a_creation()
    {
        Cluster.Rbac.Apply([Everything.Replace("verbs:", "resourceNames: [a]\n    verbs:", StringComparison.Ordinal), Binding]);
        var token = Cluster.AddServiceAccount("default", "sync");
        await PostAsync(Secrets, Secret("a"));
        await PostAsync(Secrets, Secret("b"));

        Assert.Equal(200, (await SendAsync("GET", Path("a"), token: token)).Code);
        Assert.Equal(403, (await SendAsync("GET", Path("b"), token: token)).Code);
        Assert.Equal(403, (await SendAsync("POST", Secrets, Secret("a"), token: token)).Code);
        Assert.Equal(403, (await SendAsync("GET", Secrets, token: token)).Code);
        Assert.Equal(403, (await SendAsync("GET", Secrets + "?fieldSelector=metadata.name%3Db", token: token)).Code);
        Assert.Equal(["a"], (await SendAsync("GET", Secrets + "?fieldSelector=metadata.name%3Da", token: token)).Names);
        using var watch = await WatchAsync("fieldSelector=metadata.name%3Da", token: token);
        using var refused = await WatchAsync(token: token);
        Assert.Equal((200, 403), (watch.Code, refused.Code));
    }

    [Fact]
    public async Task A_ClusterRole_counts_everywhere_or_only_where_it_is_bound()
    {
        Cluster.Rbac.Apply([
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: reader}
            rules: [{apiGroups: ["", "example.com"], resources: ["*"], verbs: [get, list]}]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: everywhere}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader}
            subjects: [{kind: Group, name: "system:serviceaccounts:trusted"}]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: here, namespace: default}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader}
            subjects: [{kind: User, name: "system:serviceaccount:plain:one"}]
            """,
        ]);
        var trusted = Cluster.AddServiceAccount("trusted", "any");
        var plain = Cluster.AddServiceAccount("plain", "one");

        Assert.Equal(200, (await SendAsync("GET", "/api/v1/secrets", token: trusted)).Code);
        Assert.Equal(403, (await SendAsync("GET", "/apis/events.k8s.io/v1/events", token: trusted)).Code);
        Assert.Equal(403, (await SendAsync("GET", "/api/v1/secrets", token: plain)).Code);
        Assert.Equal(200, (await SendAsync("GET", Secrets, token: plain)).Code);
    }

    [Fact]
    public async Task A_Role_that_is_applied_again_is_replaced_and_all_can_be_taken_away()
    {
        var token = Cluster.AddServiceAccount("default", "sync");
        Cluster.Rbac.Apply([Everything, Binding]);
        Cluster.Rbac.Apply([Everything.Replace("secrets", "events", StringComparison.Ordinal)]);
        Assert.Equal(403, (await SendAsync("GET", Secrets, token: token)).Code);

        Cluster.Rbac.Apply([Everything]);
        Assert.Equal(200, (await SendAsync("GET", Secrets, token: token)).Code);

        Cluster.Rbac.Clear();
        Assert.Equal(403, (await SendAsync("GET", Secrets, token: token)).Code);
    }

    [Fact]
    public async Task Who_has_a_token_may_ask_what_is_served_and_who_has_none_only_for_the_version()
    {
        var token = Cluster.AddServiceAccount("default", "nobody");

        Assert.Equal(200, (await SendAsync("GET", "/api/v1", token: token)).Code);
        Assert.Equal(200, (await SendAsync("GET", "/version", token: "")).Code);
        Assert.Equal("ok", (await SendAsync("GET", "/readyz", token: "")).Body);
        var refused = await SendAsync("GET", "/api/v1", token: "");
        Assert.Equal((403, "forbidden: User \"system:anonymous\" cannot get path \"/api/v1\""), (refused.Code, refused.Message));
    }
}
