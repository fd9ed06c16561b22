namespace KubernetesEmulator.Tests;

public sealed class RequestLogSpecs : ClusterFixture
{
    [Fact]
    public async Task Each_request_is_noted_as_RBAC_sees_it()
    {
        await PostAsync(Secrets, Secret("a"));
        await PatchAsync(Path("a") + "?fieldManager=me", "{}");
        await GetAsync("/api/v1/secrets?fieldSelector=metadata.name%3Da");
        await GetAsync("/apis/events.k8s.io/v1/namespaces/other/events");
        await GetAsync("/version");

        Assert.Equal(
            [
                ("create", "", "secrets", "default", null, 201),
                ("patch", "", "secrets", "default", "a", 200),
                ("list", "", "secrets", null, "a", 200),
                ("list", "events.k8s.io", "events", "other", null, 200),
                ("get", "", "", null, null, 200),
            ],
            Cluster.Requests.Select(request => (request.Verb, request.ApiGroup, request.Resource, request.Namespace, request.Name, request.Status)));
        Assert.Equal(Secret("a"), Cluster.Requests[0].Body);
        Assert.Equal(("kubernetes-admin", Time.GetUtcNow(), true), (Cluster.Requests[0].User, Cluster.Requests[0].At, Cluster.Requests[0].IsWrite));
        Assert.Equal(("PATCH", Path("a") + "?fieldManager=me", false), (Cluster.Requests[1].Method, Cluster.Requests[1].PathAndQuery, Cluster.Requests[2].IsWrite));
    }

    [Fact]
    public async Task A_request_can_be_waited_for_and_a_watch_be_seen_to_begin_and_to_end()
    {
        var opened = Cluster.WaitForRequestAsync(request => request is { Verb: "watch", Status: 200, HasEnded: false });
        var ended = Cluster.WaitForRequestAsync(request => request is { Verb: "watch", HasEnded: true });

        using (await WatchAsync())
        {
            await opened.WaitAsync(TimeSpan.FromSeconds(20));
            Assert.False(ended.IsCompleted);
        }

        await ended.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task What_was_noted_can_be_forgotten()
    {
        using var watch = await WatchAsync("timeoutSeconds=1");
        Cluster.ClearRequests();
        await GetAsync(Secrets);

        await watch.RestAsync();

        Assert.Equal(["list"], Cluster.Requests.Select(request => request.Verb));
    }
}
