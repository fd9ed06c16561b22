namespace KubernetesEmulator.Tests;

public sealed class NamespaceSpecs : ClusterFixture
{
    [Fact]
    public async Task A_namespace_comes_into_being_with_its_first_object()
    {
        Assert.Equal(404, (await GetAsync("/api/v1/namespaces/team")).Code);

        await PostAsync("/api/v1/namespaces/team/secrets", Secret("a"));

        var found = await GetAsync("/api/v1/namespaces/team");
        Assert.Equal("Active", (string?)found.Json["status"]!["phase"]);
        Assert.Equal("team", (string?)found.Json["metadata"]!["labels"]!["kubernetes.io/metadata.name"]);
    }

    [Fact]
    public async Task Or_has_to_be_created_first()
    {
        await using var strict = await KubernetesServer.StartAsync(new KubernetesServerOptions { NamespacesAreImplicit = false });

        var refusal = Assert.Throws<StatusException>(() => strict.Secrets.Apply(Secret("a", metadata: """ "namespace":"team" """)));
        Assert.Equal((404, "namespaces \"team\" not found"), (refusal.Code, refusal.Message));

        strict.Namespaces.Create("metadata: {name: team}");
        strict.Secrets.Apply(Secret("a", metadata: """ "namespace":"team" """));
    }

    [Fact]
    public async Task Nothing_new_is_created_in_one_that_is_being_deleted()
    {
        Cluster.GarbageCollector.IsRunning = false;
        await PostAsync("/api/v1/namespaces/team/secrets", Secret("a"));

        Cluster.TerminateNamespace("team");

        var refused = await PostAsync("/api/v1/namespaces/team/secrets", Secret("b"));
        Assert.Equal((403, "Forbidden"), (refused.Code, refused.Reason));
        Assert.Equal("secrets \"b\" is forbidden: unable to create new content in namespace team because it is being terminated", refused.Message);
        Assert.Equal([("metadata.namespace", "NamespaceTerminating")], refused.Causes);
        Assert.Equal(200, (await PatchAsync("/api/v1/namespaces/team/secrets/a", """{"data":{"k":"dg=="}}""")).Code);
        Assert.Equal("Terminating", (string?)(await GetAsync("/api/v1/namespaces/team")).Json["status"]!["phase"]);
    }

    [Fact]
    public async Task What_is_in_it_goes_first()
    {
        Cluster.GarbageCollector.IsRunning = false;
        await PostAsync("/api/v1/namespaces/team/secrets", Secret("a"));
        await DeleteAsync("/api/v1/namespaces/team");

        Cluster.GarbageCollector.Step();
        Assert.Empty((await GetAsync("/api/v1/namespaces/team/secrets")).Names);
        Assert.Equal(200, (await GetAsync("/api/v1/namespaces/team")).Code);

        Cluster.GarbageCollector.Step();
        Assert.Equal(404, (await GetAsync("/api/v1/namespaces/team")).Code);
    }
}
