namespace KubernetesEmulator.Tests;

public sealed class DeleteSpecs : ClusterFixture
{
    [Fact]
    public async Task What_is_deleted_is_gone_and_named_in_the_answer()
    {
        var created = await PostAsync(Secrets, Secret("a"));

        var deleted = await DeleteAsync(Path("a"));

        Assert.Equal((200, "Status", "Success"), (deleted.Code, (string?)deleted.Json["kind"], (string?)deleted.Json["status"]));
        Assert.Equal((string?)created.Json["metadata"]!["uid"], (string?)deleted.Json["details"]!["uid"]);
        Assert.Equal(404, (await GetAsync(Path("a"))).Code);
        Assert.Equal(404, (await DeleteAsync(Path("a"))).Code);
    }

    [Fact]
    public async Task A_deletion_can_require_a_uid_and_a_version()
    {
        var created = await PostAsync(Secrets, Secret("a"));
        var uid = (string)created.Json["metadata"]!["uid"]!;

        var otherUid = await DeleteAsync(Path("a"), """{"preconditions":{"uid":"other"}}""");
        var otherVersion = await DeleteAsync(Path("a"), $$$"""{"preconditions":{"uid":"{{{uid}}}","resourceVersion":"1"}}""");
        var right = await DeleteAsync(Path("a"), $$$"""{"kind":"DeleteOptions","apiVersion":"v1","preconditions":{"uid":"{{{uid}}}","resourceVersion":"{{{created.Version}}}"}}""");

        Assert.Equal((409, "Conflict"), (otherUid.Code, otherUid.Reason));
        Assert.Contains("Precondition failed: UID in precondition: other", otherUid.Message, StringComparison.Ordinal);
        Assert.Equal((409, "Conflict"), (otherVersion.Code, otherVersion.Reason));
        Assert.Equal(200, right.Code);
    }

    [Fact]
    public async Task Finalizers_keep_what_is_deleted_until_the_last_is_gone()
    {
        await PostAsync(Secrets, Secret("a", metadata: """ "finalizers":["example.com/x"]"""));
        using var watch = await WatchAsync($"resourceVersion={Cluster.ResourceVersion}");

        var deleted = await DeleteAsync(Path("a"));
        Assert.Equal("2026-11-20T12:00:00Z", (string?)deleted.Json["metadata"]!["deletionTimestamp"]);
        Assert.Equal("MODIFIED a", await watch.TypeAndNameAsync());
        Assert.Equal(deleted.Version, (await DeleteAsync(Path("a"))).Version);
        Assert.Equal(409, (await PostAsync(Secrets, Secret("a"))).Code);

        var added = await PatchAsync(Path("a"), """{"metadata":{"finalizers":["example.com/x","example.com/y"]}}""");
        Assert.Equal([("metadata.finalizers", "FieldValueForbidden")], added.Causes);

        Assert.Equal(200, (await PatchAsync(Path("a"), """{"metadata":{"finalizers":null}}""")).Code);
        Assert.Equal("DELETED a", await watch.TypeAndNameAsync());
        Assert.Equal(404, (await GetAsync(Path("a"))).Code);
    }

    [Fact]
    public async Task What_is_created_again_has_another_uid()
    {
        var first = await PostAsync(Secrets, Secret("a"));
        await DeleteAsync(Path("a"));
        var second = await PostAsync(Secrets, Secret("a"));

        Assert.NotEqual((string?)first.Json["metadata"]!["uid"], (string?)second.Json["metadata"]!["uid"]);
    }

    [Fact]
    public async Task All_that_are_selected_can_be_deleted_at_once()
    {
        await PostAsync(Secrets, Secret("a", metadata: """ "labels":{"x":"y"}"""));
        await PostAsync(Secrets, Secret("b"));

        Assert.Equal(200, (await DeleteAsync(Secrets + "?labelSelector=x%3Dy")).Code);

        Assert.Equal(["b"], (await GetAsync(Secrets)).Names);
        Assert.Equal("deletecollection", Cluster.Requests.Single(request => request.Method == "DELETE").Verb);
    }

    [Fact]
    public async Task What_the_path_does_not_allow_is_refused()
    {
        Assert.Equal(405, (await PostAsync(Path("a"), Secret("a"))).Code);
        Assert.Equal(405, (await PostAsync("/api/v1/secrets", Secret("a"))).Code);
        Assert.Equal(405, (await PutAsync(Secrets, Secret("a"))).Code);
    }
}
