namespace KubernetesEmulator.Tests;

public sealed class WatchSpecs : ClusterFixture
{
    [Fact]
    public async Task A_watch_tells_what_happens_after_its_version_in_order()
    {
        var first = await PostAsync(Secrets, Secret("a"));
        await PostAsync(Secrets, Secret("b"));
        using var watch = await WatchAsync($"resourceVersion={first.Version}");

        Assert.Equal("ADDED b", await watch.TypeAndNameAsync());
        var changed = await PatchAsync(Path("a"), """{"data":{"k":"dg=="}}""");
        var modified = await watch.NextAsync();
        Assert.Equal(("MODIFIED", changed.Version), (modified!.Type, modified.Version));
        Assert.Equal("Secret", (string?)modified.Object["kind"]);
        Assert.True(JsonNode.DeepEquals(changed.Json, modified.Object));
    }

    [Fact]
    public async Task A_deletion_carries_the_last_state_at_the_version_of_the_deletion()
    {
        var created = await PostAsync(Secrets, Secret("a", """ "data":{"k":"dg=="}"""));
        using var watch = await WatchAsync($"resourceVersion={created.Version}");
        await DeleteAsync(Path("a"));

        var deleted = await watch.NextAsync();

        Assert.Equal(("DELETED", Cluster.ResourceVersion), (deleted!.Type, deleted.Version));
        Assert.NotEqual(created.Version, deleted.Version);
        Assert.Equal("dg==", (string?)deleted.Object["data"]!["k"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("resourceVersion=0")]
    public async Task Without_a_version_a_watch_begins_with_what_is_there(string query)
    {
        await PostAsync(Secrets, Secret("a"));
        await PostAsync(Secrets, Secret("b"));
        using var watch = await WatchAsync(query);
        await PostAsync(Secrets, Secret("c"));

        Assert.Equal("ADDED a", await watch.TypeAndNameAsync());
        Assert.Equal("ADDED b", await watch.TypeAndNameAsync());
        Assert.Equal("ADDED c", await watch.TypeAndNameAsync());
    }

    [Fact]
    public async Task An_object_that_moves_into_the_selector_is_added_and_one_that_moves_out_deleted()
    {
        var created = await PostAsync(Secrets, Secret("a"));
        using var watch = await WatchAsync($"resourceVersion={created.Version}&labelSelector=app%3Dweb");

        var moved = await PatchAsync(Path("a"), """{"metadata":{"labels":{"app":"web"}}}""");
        var added = await watch.NextAsync();
        Assert.Equal(("ADDED", moved.Version), (added!.Type, added.Version));

        var left = await PatchAsync(Path("a"), """{"metadata":{"labels":null},"data":{"k":"dg=="}}""");
        var deleted = await watch.NextAsync();
        Assert.Equal(("DELETED", left.Version), (deleted!.Type, deleted.Version));
        Assert.Equal("web", (string?)deleted.Object["metadata"]!["labels"]!["app"]);
        Assert.Null(deleted.Object["data"]);
        Assert.Equal(200, (await GetAsync(Path("a"))).Code);
    }

    [Fact]
    public async Task A_watch_sees_its_namespace_only_or_all_of_them()
    {
        using var one = await WatchAsync();
        using var all = await WatchAsync(path: "/api/v1/secrets");
        await PostAsync("/api/v1/namespaces/other/secrets", Secret("elsewhere"));
        await PostAsync(Secrets, Secret("here"));

        Assert.Equal("ADDED here", await one.TypeAndNameAsync());
        Assert.Equal("ADDED elsewhere", await all.TypeAndNameAsync());
        Assert.Equal("ADDED here", await all.TypeAndNameAsync());
    }

    [Fact]
    public async Task A_watch_can_be_of_one_name()
    {
        using var watch = await WatchAsync("fieldSelector=metadata.name%3Db");
        await PostAsync(Secrets, Secret("a"));
        await PostAsync(Secrets, Secret("b"));

        Assert.Equal("ADDED b", await watch.TypeAndNameAsync());
    }

    [Fact]
    public async Task A_watch_from_before_the_compaction_is_told_so_in_its_stream()
    {
        var first = await PostAsync(Secrets, Secret("a"));
        await PostAsync(Secrets, Secret("b"));
        Cluster.Compact();

        using var watch = await WatchAsync($"resourceVersion={first.Version}");

        Assert.Equal(200, watch.Code);
        var error = await watch.NextAsync();
        Assert.Equal("ERROR", error!.Type);
        Assert.Equal(("Status", 410, "Expired"), ((string?)error.Object["kind"], (int?)error.Object["code"], (string?)error.Object["reason"]));
        Assert.Null(await watch.NextAsync());
    }

    [Fact]
    public async Task A_watch_from_the_compaction_and_one_that_is_open_go_on()
    {
        using var open = await WatchAsync();
        await PostAsync(Secrets, Secret("a"));
        Cluster.Compact();
        using var late = await WatchAsync($"resourceVersion={Cluster.ResourceVersion}");
        await PostAsync(Secrets, Secret("b"));

        Assert.Equal("ADDED a", await open.TypeAndNameAsync());
        Assert.Equal("ADDED b", await open.TypeAndNameAsync());
        Assert.Equal("ADDED b", await late.TypeAndNameAsync());
    }

    [Fact]
    public async Task A_history_that_is_full_loses_its_oldest()
    {
        await using var small = await KubernetesServer.StartAsync(new KubernetesServerOptions { HistorySize = 4 });
        var versions = Enumerable.Range(0, 12).Select(i => (string)small.Secrets.Apply(Secret($"s{i}"))["metadata"]!["resourceVersion"]!).ToList();

        Assert.Contains("too old resource version", await FirstLineAsync(small, versions[0]), StringComparison.Ordinal);
        Assert.Contains("\"ADDED\"", await FirstLineAsync(small, versions[^4]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_watch_ends_when_its_time_is_over()
    {
        using var watch = await WatchAsync("timeoutSeconds=1");

        Assert.Equal("", await watch.RestAsync());
        Assert.True((await Cluster.WaitForRequestAsync(request => request is { Verb: "watch", HasEnded: true })).HasEnded);
    }

    [Fact]
    public async Task A_bookmark_says_how_far_the_watch_has_come_and_nothing_else()
    {
        using var watch = await WatchAsync("allowWatchBookmarks=true");
        using var other = await WatchAsync();
        Cluster.Events.Apply("""{"metadata":{"name":"e"},"involvedObject":{"namespace":"default"}}""");
        Cluster.SendBookmarks();
        await PostAsync(Secrets, Secret("a"));

        var bookmark = await watch.NextAsync();
        Assert.Equal("BOOKMARK", bookmark!.Type);
        Assert.Equal("Secret", (string?)bookmark.Object["kind"]);
        Assert.Equal(["resourceVersion", "creationTimestamp"], ((JsonObject)bookmark.Object["metadata"]!).Select(pair => pair.Key));
        Assert.Equal("ADDED a", await other.TypeAndNameAsync());

        using var next = await WatchAsync($"resourceVersion={bookmark.Version}");
        Assert.Equal("ADDED a", await next.TypeAndNameAsync());
    }

    [Fact]
    public async Task A_watch_whose_time_is_over_ends_on_a_bookmark_where_it_may()
    {
        using var watch = await WatchAsync("allowWatchBookmarks=1&timeoutSeconds=1");

        Assert.Equal("BOOKMARK", (await watch.NextAsync())!.Type);
        Assert.Null(await watch.NextAsync());
    }

    [Fact]
    public async Task Bookmarks_come_by_themselves()
    {
        await using var server = await KubernetesServer.StartAsync(new KubernetesServerOptions { BookmarkInterval = TimeSpan.FromMilliseconds(20) });

        Assert.Contains("BOOKMARK", await FirstLineAsync(server, server.ResourceVersion + "&allowWatchBookmarks=true"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_watch_of_what_is_still_to_come_waits_for_it()
    {
        var future = long.Parse(Cluster.ResourceVersion) + 2;
        using var watch = await WatchAsync($"resourceVersion={future}");
        await PostAsync(Secrets, Secret("a"));
        await PostAsync(Secrets, Secret("b"));
        await PostAsync(Secrets, Secret("c"));

        Assert.Equal("ADDED c", await watch.TypeAndNameAsync());
    }

    [Fact]
    public async Task A_version_that_is_no_number_is_refused()
    {
        Assert.Equal(400, (await GetAsync(Secrets + "?watch=true&resourceVersion=abc")).Code);
        Assert.Equal(400, (await GetAsync(Secrets + "?resourceVersion=abc")).Code);
    }

    [Fact]
    public async Task Stopping_ends_all_streams()
    {
        using var watch = await WatchAsync();
        var rest = watch.RestAsync();

        await Cluster.StopAsync();

        await Assert.ThrowsAnyAsync<IOException>(() => rest);
    }

    [Fact]
    public async Task Watches_go_on_where_they_were_after_a_restart_that_keeps_the_history()
    {
        var created = await PostAsync(Secrets, Secret("a"));
        await PostAsync(Secrets, Secret("b"));
        var url = Cluster.Url;

        await Cluster.RestartAsync();

        using var watch = await WatchAsync($"resourceVersion={created.Version}");
        Assert.Equal(url, Cluster.Url);
        Assert.Equal("ADDED b", await watch.TypeAndNameAsync());
    }

    [Fact]
    public async Task Watches_have_to_list_again_after_a_restart_that_loses_the_history()
    {
        var created = await PostAsync(Secrets, Secret("a"));
        await PostAsync(Secrets, Secret("b"));

        await Cluster.RestartAsync(WatchHistory.Lost);

        using var watch = await WatchAsync($"resourceVersion={created.Version}");
        Assert.Equal("ERROR", (await watch.NextAsync())!.Type);
    }

    private async Task<string?> FirstLineAsync(KubernetesServer server, string version)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Url, $"{Secrets}?watch=true&timeoutSeconds=5&resourceVersion={version}"));
        request.Headers.Authorization = new("Bearer", server.AdminToken);
        using var response = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync());

        return await lines.ReadLineAsync();
    }
}
