namespace KubernetesEmulator.Tests;

/// <summary>What the JavaScript client, which was written for the real one, makes of it.</summary>
public sealed class ClientNodeSpecs : ForeignClientFixture
{
    [Fact]
    public async Task Its_informer_sees_what_is_added_updated_and_deleted()
    {
        Cluster.Secrets.Apply(Secret("there", "p"));
        using var informer = await NodeClients.StartAsync(Home, "informer.mjs");
        await informer.SaysAsync("add there");

        Cluster.Secrets.Apply(Secret("a", "one"));
        await informer.SaysAsync("add a");
        Cluster.Secrets.Apply(Secret("a", "two"));
        await informer.SaysAsync("update a");
        Cluster.Secrets.Delete("default", "a");
        await informer.SaysAsync("delete a");
    }

    [Fact]
    public async Task Its_informer_lists_again_when_a_watch_is_refused_with_410()
    {
        using var informer = await NodeClients.StartAsync(Home, "informer.mjs");
        await Cluster.WaitForRequestAsync(request => request is { Verb: "watch", Status: 200 });
        Cluster.Faults.Add(FaultKind.Gone(), "watch");
        Cluster.EndWatches();
        await Cluster.WaitForRequestAsync(request => request is { Verb: "watch", Status: 410 });

        Cluster.Secrets.Apply(Secret("a", "one"));

        await informer.SaysAsync("add a");
        Assert.True(Cluster.Requests.Count(request => request.Verb == "list") >= 2);
    }

    [Fact]
    public async Task Its_informer_finds_out_what_was_deleted_while_the_history_was_lost()
    {
        Cluster.Secrets.Apply(Secret("kept", "p"));
        Cluster.Secrets.Apply(Secret("gone", "p"));
        using var informer = await NodeClients.StartAsync(Home, "informer.mjs");
        await informer.SaysAsync("add kept");
        await Cluster.WaitForRequestAsync(request => request is { Verb: "watch", Status: 200 });

        await Cluster.StopAsync();
        Cluster.Secrets.Delete("default", "gone");
        Cluster.Secrets.Apply(Secret("new", "p"));
        await Cluster.ResumeAsync(WatchHistory.Lost);

        var seen = new[] { await informer.SaysAsync(IsNews), await informer.SaysAsync(IsNews) };
        Assert.Equal(["add new", "delete gone"], seen.Order());

        static bool IsNews(string line) => line is "delete gone" or "add new";
    }

    [Fact]
    public async Task It_is_told_of_conflicts_and_of_what_is_not_there()
    {
        Cluster.Secrets.Apply("""{"metadata":{"name":"a"}}""");

        using var client = await NodeClients.StartAsync(Home, "conflict.mjs");
        var run = await client.EndAsync();

        Assert.Equal(("replaced Zmlyc3Q=\n409 Conflict\n404 NotFound", 0), (run.Output, run.ExitCode));
    }
}
