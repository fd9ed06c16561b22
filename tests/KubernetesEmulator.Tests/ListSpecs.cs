namespace KubernetesEmulator.Tests;

public sealed class ListSpecs : ClusterFixture
{
    [Fact]
    public async Task A_list_has_the_version_at_which_it_was_read_and_says_once_what_its_items_are()
    {
        await PostAsync(Secrets, Secret("a"));
        Cluster.Events.Apply("""{"metadata":{"name":"e"},"involvedObject":{"namespace":"default"}}""");

        var list = await GetAsync(Secrets);

        Assert.Equal(("SecretList", "v1", Cluster.ResourceVersion), ((string?)list.Json["kind"], (string?)list.Json["apiVersion"], list.Version));
        Assert.Null(list.Json["items"]![0]!["kind"]);
    }

    [Fact]
    public async Task A_list_is_of_one_namespace_or_of_all()
    {
        await PostAsync("/api/v1/namespaces/b/secrets", Secret("x"));
        await PostAsync("/api/v1/namespaces/a/secrets", Secret("y"));

        Assert.Equal(["x"], (await GetAsync("/api/v1/namespaces/b/secrets")).Names);
        Assert.Equal(["y", "x"], (await GetAsync("/api/v1/secrets")).Names);
        Assert.Empty((await GetAsync("/api/v1/namespaces/none/secrets")).Names);
    }

    [Theory]
    [InlineData("app=web", "web,old")]
    [InlineData("app==web,!legacy", "web")]
    [InlineData("app!=web", "bare,db")]
    [InlineData("app in (web, db)", "db,old,web")]
    [InlineData("app notin (web)", "bare,db")]
    [InlineData("app", "db,old,web")]
    [InlineData("!app", "bare")]
    [InlineData("app in (web),legacy=true", "old")]
    [InlineData("example.com/tier=", "")]
    public async Task Labels_select(string selector, string names)
    {
        await PostAsync(Secrets, Secret("web", metadata: """ "labels":{"app":"web"}"""));
        await PostAsync(Secrets, Secret("old", metadata: """ "labels":{"app":"web","legacy":"true"}"""));
        await PostAsync(Secrets, Secret("db", metadata: """ "labels":{"app":"db"}"""));
        await PostAsync(Secrets, Secret("bare"));

        var list = await GetAsync($"{Secrets}?labelSelector={Uri.EscapeDataString(selector)}");

        Assert.Equal(names.Split(',', StringSplitOptions.RemoveEmptyEntries).Order(), list.Names);
    }

    [Theory]
    [InlineData("app in web")]
    [InlineData("app in (web")]
    [InlineData("a b=c")]
    [InlineData("=web")]
    public async Task A_selector_that_cannot_be_read_is_refused(string selector) =>
        Assert.Equal((400, "BadRequest"), await CodeAndReasonAsync($"{Secrets}?labelSelector={Uri.EscapeDataString(selector)}"));

    [Fact]
    public async Task Fields_select_where_the_kind_allows_it()
    {
        await PostAsync(Secrets, Secret("a"));
        await PostAsync(Secrets, Secret("b", """ "type":"example.com/own" """));

        Assert.Equal(["b"], (await GetAsync(Secrets + "?fieldSelector=metadata.name%3Db")).Names);
        Assert.Equal(["b"], (await GetAsync(Secrets + "?fieldSelector=type%3Dexample.com/own")).Names);
        Assert.Equal(["a"], (await GetAsync(Secrets + "?fieldSelector=metadata.name!%3Db,metadata.namespace%3Ddefault")).Names);
        Assert.Equal((400, "BadRequest"), await CodeAndReasonAsync(Secrets + "?fieldSelector=data.x%3Dy"));
    }

    [Fact]
    public async Task Pages_are_of_one_version_whatever_happens_between_them()
    {
        foreach (var name in new[] { "a", "b", "c", "d", "e" })
        {
            await PostAsync(Secrets, Secret(name));
        }

        var first = await GetAsync(Secrets + "?limit=2");
        await DeleteAsync(Path("c"));
        await PostAsync(Secrets, Secret("bb"));
        await PatchAsync(Path("d"), """{"data":{"k":"dg=="}}""");
        var second = await GetAsync($"{Secrets}?limit=2&continue={Continue(first)}");
        var third = await GetAsync($"{Secrets}?limit=2&continue={Continue(second)}");

        Assert.Equal(["a", "b"], first.Names);
        Assert.Equal(3, (int?)first.Json["metadata"]!["remainingItemCount"]);
        Assert.Equal(["c", "d"], second.Names);
        Assert.Null(second.Json["items"]![1]!["data"]);
        Assert.Equal(["e"], third.Names);
        Assert.Null(third.Json["metadata"]!["continue"]);
        Assert.Equal([first.Version, first.Version], [second.Version, third.Version]);
    }

    [Fact]
    public async Task Pages_go_on_across_namespaces()
    {
        await PostAsync("/api/v1/namespaces/a/secrets", Secret("z"));
        await PostAsync("/api/v1/namespaces/b/secrets", Secret("a"));

        var first = await GetAsync("/api/v1/secrets?limit=1");

        Assert.Equal(["z"], first.Names);
        Assert.Equal(["a"], (await GetAsync($"/api/v1/secrets?limit=1&continue={Continue(first)}")).Names);
    }

    [Fact]
    public async Task A_page_from_before_the_compaction_has_expired()
    {
        await PostAsync(Secrets, Secret("a"));
        await PostAsync(Secrets, Secret("b"));
        var first = await GetAsync(Secrets + "?limit=1");
        await PostAsync(Secrets, Secret("c"));
        Cluster.Compact();

        Assert.Equal((410, "Expired"), await CodeAndReasonAsync($"{Secrets}?limit=1&continue={Continue(first)}"));
        Assert.Equal((400, "BadRequest"), await CodeAndReasonAsync(Secrets + "?continue=nonsense"));
    }

    [Fact]
    public async Task A_list_can_be_exactly_as_it_was_or_at_least_as_new()
    {
        var created = await PostAsync(Secrets, Secret("a"));
        await PostAsync(Secrets, Secret("b"));

        Assert.Equal(["a"], (await GetAsync($"{Secrets}?resourceVersion={created.Version}&resourceVersionMatch=Exact")).Names);
        Assert.Equal(["a", "b"], (await GetAsync($"{Secrets}?resourceVersion={created.Version}&resourceVersionMatch=NotOlderThan")).Names);
        Assert.Equal(["a", "b"], (await GetAsync(Secrets + "?resourceVersion=0")).Names);

        Cluster.Compact();
        Assert.Equal((410, "Expired"), await CodeAndReasonAsync($"{Secrets}?resourceVersion={created.Version}&resourceVersionMatch=Exact"));
    }

    private static string Continue(ApiAnswer list) => Uri.EscapeDataString((string)list.Json["metadata"]!["continue"]!);

    private async Task<(int Code, string? Reason)> CodeAndReasonAsync(string path)
    {
        var answer = await GetAsync(path);

        return (answer.Code, answer.Reason);
    }
}
