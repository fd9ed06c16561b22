namespace KubernetesEmulator.Tests;

public sealed class KubernetesObjectsSpecs : ClusterFixture
{
    private static readonly CancellationToken Patience = new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token;

    [Fact]
    public void What_is_applied_is_created_or_replaced_by_the_rules_for_requests()
    {
        var created = Cluster.Secrets.Apply("metadata: {name: a, namespace: team}\nstringData: {k: v}\n");
        var replaced = Cluster.Secrets.Apply("metadata: {name: a, namespace: team}\nstringData: {n: v}\n");

        Assert.Equal((string?)created["metadata"]!["uid"], (string?)replaced["metadata"]!["uid"]);
        Assert.Equal("""{"n":"dg=="}""", Cluster.Secrets.Get("team", "a")!["data"]!.ToJsonString());
        Assert.Equal(Cluster.ResourceVersion, (string?)replaced["metadata"]!["resourceVersion"]);
        Assert.Equal(422, Assert.Throws<StatusException>(() => Cluster.Secrets.Apply("metadata: {name: A}")).Code);
        Assert.Empty(Cluster.Requests);
    }

    [Fact]
    public void Objects_are_patched_listed_and_deleted()
    {
        Cluster.Secrets.Apply(Secret("a"));
        Cluster.Secrets.Apply(Secret("b"));

        Cluster.Secrets.Patch("default", "a", """{"metadata":{"labels":{"x":"y"}}}""");
        Assert.Single(Cluster.Secrets.List("default", "x=y"));
        Assert.Equal(2, Cluster.Secrets.List().Count);

        Assert.Equal("Conflict", Assert.Throws<StatusException>(() => Cluster.Secrets.Delete("default", "a", uid: "other")).Reason);
        Cluster.Secrets.Delete("default", "a");
        Assert.Null(Cluster.Secrets.Get("default", "a"));
    }

    [Fact]
    public async Task A_state_can_be_waited_for()
    {
        var seen = Cluster.Secrets.WaitForAsync("default", "a", secret => secret?["data"]?["k"] is not null, Patience);
        Cluster.Secrets.Apply(Secret("a"));
        Assert.False(seen.IsCompleted);

        await PatchAsync(Path("a"), """{"data":{"k":"dg=="}}""");

        Assert.Equal("dg==", (string?)(await seen)!["data"]!["k"]);
    }

    [Fact]
    public async Task Ten_thousand_changes_are_seen_in_order_by_who_watches()
    {
        using var watch = await WatchAsync();

        for (var i = 0; i < 10_000; i++)
        {
            Cluster.Secrets.Apply(Secret("busy", $$""" "stringData":{"n":"{{i}}"}"""));
        }

        var last = "";

        for (var i = 0; i < 10_000; i++)
        {
            var next = (await watch.NextAsync())!;
            Assert.True(last.Length == 0 || long.Parse(next.Version) == long.Parse(last) + 1);
            last = next.Version;
        }

        Assert.Equal(Cluster.ResourceVersion, last);
    }
}
