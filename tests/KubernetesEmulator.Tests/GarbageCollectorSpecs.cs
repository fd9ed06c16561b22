namespace KubernetesEmulator.Tests;

public sealed class GarbageCollectorSpecs : ClusterFixture
{
    private static readonly CancellationToken Patience = new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token;

    [Fact]
    public async Task What_loses_its_owner_is_deleted()
    {
        Cluster.Secrets.Apply(OwnedBy("derived", Uid(Cluster.Secrets.Apply(Secret("source")))));

        Cluster.Secrets.Delete("default", "source");

        Assert.Null(await Cluster.Secrets.WaitForAsync("default", "derived", secret => secret is null, Patience));
    }

    [Fact]
    public void An_owner_with_another_uid_is_no_owner()
    {
        Cluster.GarbageCollector.IsRunning = false;
        Cluster.Secrets.Apply(OwnedBy("derived", Uid(Cluster.Secrets.Apply(Secret("source")))));
        Cluster.Secrets.Delete("default", "source");
        Cluster.Secrets.Apply(Secret("source"));

        Assert.NotNull(Cluster.Secrets.Get("default", "derived"));
        Assert.Equal(1, Cluster.GarbageCollector.Step());
        Assert.Null(Cluster.Secrets.Get("default", "derived"));
        Assert.Equal(0, Cluster.GarbageCollector.Step());
    }

    [Fact]
    public void An_owner_in_another_namespace_or_of_a_kind_nobody_knows()
    {
        Cluster.GarbageCollector.IsRunning = false;
        var uid = Uid(Cluster.Secrets.Apply(Secret("source", metadata: """ "namespace":"other" """)));
        Cluster.Secrets.Apply(OwnedBy("elsewhere", uid));
        Cluster.Secrets.Apply(OwnedBy("unknown", uid, kind: "Pod"));

        Cluster.GarbageCollector.Step();

        Assert.Null(Cluster.Secrets.Get("default", "elsewhere"));
        Assert.NotNull(Cluster.Secrets.Get("default", "unknown"));
    }

    [Fact]
    public void Who_has_another_owner_stays_and_forgets_the_one_that_is_gone()
    {
        Cluster.GarbageCollector.IsRunning = false;
        var uid = Uid(Cluster.Secrets.Apply(Secret("source")));
        Cluster.Secrets.Apply(Secret("derived", metadata: $$""" "ownerReferences":[{{Reference("source", uid)}},{{Reference("gone", "1")}}]"""));

        Assert.Equal(1, Cluster.GarbageCollector.Step());

        Assert.Equal(uid, (string?)Assert.Single((JsonArray)Cluster.Secrets.Get("default", "derived")!["metadata"]!["ownerReferences"]!)!["uid"]);
    }

    [Fact]
    public async Task Orphaning_takes_the_reference_away_instead()
    {
        Cluster.Secrets.Apply(OwnedBy("derived", Uid(Cluster.Secrets.Apply(Secret("source")))));

        await DeleteAsync(Path("source"), """{"propagationPolicy":"Orphan"}""");

        Assert.Equal(0, Cluster.GarbageCollector.Step());
        Assert.Null(Cluster.Secrets.Get("default", "derived")!["metadata"]!["ownerReferences"]);
    }

    private static string Uid(JsonObject item) => (string)item["metadata"]!["uid"]!;

    private static string OwnedBy(string name, string uid, string kind = "Secret") =>
        Secret(name, metadata: $$""" "ownerReferences":[{{Reference("source", uid, kind)}}]""");

    private static string Reference(string name, string uid, string kind = "Secret") =>
        $$"""{"apiVersion":"v1","kind":"{{kind}}","name":"{{name}}","uid":"{{uid}}","blockOwnerDeletion":false}""";
}
