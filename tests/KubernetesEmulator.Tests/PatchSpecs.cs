namespace KubernetesEmulator.Tests;

public sealed class PatchSpecs : ClusterFixture
{
    private const string Uid = "7a3f3ce4-5a0a-4a0a-8f3a-0d9d6f9e3c11";

    [Fact]
    public async Task A_merge_patch_merges_objects_and_removes_what_is_null()
    {
        await PostAsync(Secrets, Secret("a", """ "data":{"k":"dg==","old":"eA=="}""", """ "labels":{"x":"y"},"annotations":{"gone":"1","kept":"2"}"""));

        var patched = await PatchAsync(Path("a"), """{"metadata":{"annotations":{"gone":null,"never":null}},"data":{"old":null},"stringData":{"new":"n"}}""");

        Assert.Equal("""{"k":"dg==","new":"bg=="}""", patched.Json["data"]!.ToJsonString());
        Assert.Equal("""{"kept":"2"}""", patched.Json["metadata"]!["annotations"]!.ToJsonString());
        Assert.Equal("y", (string?)patched.Json["metadata"]!["labels"]!["x"]);
    }

    [Fact]
    public async Task A_merge_patch_replaces_lists_and_a_strategic_one_merges_those_that_have_a_key()
    {
        await PostAsync(Secrets, Secret("a", metadata: $$""" "ownerReferences":[{{Owner("x", Uid)}}]"""));
        var patch = $$$"""{"metadata":{"ownerReferences":[{{{Owner("y", Uid[..^1] + "2")}}}]}}""";

        Assert.Equal(["x", "y"], Owners(await PatchAsync(Path("a"), patch, StrategicMergePatch)));
        Assert.Equal(["y"], Owners(await PatchAsync(Path("a"), patch)));
    }

    [Fact]
    public async Task A_strategic_patch_knows_its_directives()
    {
        await PostAsync(Secrets, Secret("a", """ "data":{"k":"dg=="}""", """ "finalizers":["example.com/one"],"labels":{"a":"1","b":"2"}"""));

        await PatchAsync(Path("a"), """{"metadata":{"finalizers":["example.com/two"]}}""", StrategicMergePatch);
        var patched = await PatchAsync(Path("a"), """{"metadata":{"$deleteFromPrimitiveList/finalizers":["example.com/one"],"labels":{"$patch":"replace","c":"3"}},"data":{"$patch":"delete"}}""", StrategicMergePatch);

        Assert.Equal("""["example.com/two"]""", patched.Json["metadata"]!["finalizers"]!.ToJsonString());
        Assert.Equal("""{"c":"3"}""", patched.Json["metadata"]!["labels"]!.ToJsonString());
        Assert.Null(patched.Json["data"]);
    }

    [Fact]
    public async Task The_secrets_of_a_service_account_are_merged_by_name_and_deleted_by_name()
    {
        const string Account = "/api/v1/namespaces/default/serviceaccounts/builder";
        Cluster.AddServiceAccount("default", "builder");

        await PatchAsync(Account, """{"secrets":[{"name":"one"}]}""", StrategicMergePatch);
        var both = await PatchAsync(Account, """{"secrets":[{"name":"two"}],"$setElementOrder/secrets":[{"name":"two"},{"name":"one"}]}""", StrategicMergePatch);
        var one = await PatchAsync(Account, """{"secrets":[{"name":"one","$patch":"delete"}]}""", StrategicMergePatch);

        Assert.Equal("""[{"name":"two"},{"name":"one"}]""", both.Json["secrets"]!.ToJsonString());
        Assert.Equal("""[{"name":"two"}]""", one.Json["secrets"]!.ToJsonString());
    }

    [Fact]
    public async Task A_JSON_patch_adds_replaces_moves_copies_and_removes()
    {
        await PostAsync(Secrets, Secret("a", """ "data":{"k":"dg==","m":"bQ=="}""", """ "annotations":{"a/b":"1"}"""));

        var patched = await PatchAsync(
            Path("a"),
            """
            [
              {"op":"test","path":"/data/k","value":"dg=="},
              {"op":"replace","path":"/metadata/annotations/a~1b","value":"2"},
              {"op":"copy","from":"/data/k","path":"/data/c"},
              {"op":"move","from":"/data/m","path":"/data/n"},
              {"op":"remove","path":"/data/k"},
              {"op":"add","path":"/metadata/finalizers","value":["example.com/x"]},
              {"op":"add","path":"/metadata/finalizers/-","value":"example.com/y"}
            ]
            """,
            JsonPatch);

        Assert.Equal("""{"c":"dg==","n":"bQ=="}""", Sorted(patched.Json["data"]!));
        Assert.Equal("2", (string?)patched.Json["metadata"]!["annotations"]!["a/b"]);
        Assert.Equal("""["example.com/x","example.com/y"]""", patched.Json["metadata"]!["finalizers"]!.ToJsonString());
    }

    [Theory]
    [InlineData("""[{"op":"test","path":"/data/k","value":"eA=="}]""", 422)]
    [InlineData("""[{"op":"add","path":"/data/new","value":"dg=="},{"op":"test","path":"/type","value":"x"}]""", 422)]
    [InlineData("""[{"op":"remove","path":"/data/none"}]""", 422)]
    [InlineData("""[{"op":"replace","path":"/data/none","value":""}]""", 422)]
    [InlineData("""[{"op":"add","path":"/no/such/path","value":""}]""", 422)]
    [InlineData("""{"data":{}}""", 400)]
    [InlineData("""nonsense""", 400)]
    public async Task A_JSON_patch_that_does_not_fit_changes_nothing(string patch, int code)
    {
        var created = await PostAsync(Secrets, Secret("a", """ "data":{"k":"dg=="}"""));

        Assert.Equal(code, (await PatchAsync(Path("a"), patch, JsonPatch)).Code);
        Assert.Equal(created.Body, (await GetAsync(Path("a"))).Body);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/apply-patch+yaml")]
    [InlineData("text/plain")]
    public async Task Other_formats_are_not_supported(string contentType)
    {
        await PostAsync(Secrets, Secret("a"));

        var answer = await PatchAsync(Path("a"), "{}", contentType);

        Assert.Equal((415, "UnsupportedMediaType"), (answer.Code, answer.Reason));
    }

    [Fact]
    public async Task A_custom_resource_knows_no_strategic_patch()
    {
        Cluster.AddCustomResource("example.com", "v1", "widgets", "Widget").Apply("""{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"w"}}""");

        var answer = await PatchAsync("/apis/example.com/v1/namespaces/default/widgets/w", "{}", StrategicMergePatch);

        Assert.Equal(415, answer.Code);
    }

    [Fact]
    public async Task Only_what_exists_can_be_patched()
    {
        var answer = await PatchAsync(Path("none"), "{}");

        Assert.Equal((404, "NotFound", "secrets \"none\" not found"), (answer.Code, answer.Reason, answer.Message));
    }

    [Fact]
    public async Task A_patch_can_require_a_version_and_a_uid()
    {
        var created = await PostAsync(Secrets, Secret("a"));

        var right = await PatchAsync(Path("a"), $$$"""{"metadata":{"resourceVersion":"{{{created.Version}}}"},"data":{"k":"dg=="}}""");
        var wrong = await PatchAsync(Path("a"), $$$"""{"metadata":{"uid":"{{{Uid}}}"},"data":{"k":null}}""");

        Assert.Equal(200, right.Code);
        Assert.Equal((409, "Conflict"), (wrong.Code, wrong.Reason));
        Assert.Contains("Precondition failed: UID", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Neither_patch_nor_update_changes_a_name()
    {
        await PostAsync(Secrets, Secret("a"));

        Assert.Equal(400, (await PatchAsync(Path("a"), """{"metadata":{"name":"b"}}""")).Code);
        Assert.Equal(400, (await PutAsync(Path("a"), Secret("b"))).Code);
    }

    [Fact]
    public async Task An_update_replaces_all_but_what_is_the_servers()
    {
        var created = await PostAsync(Secrets, Secret("a", """ "data":{"k":"dg=="}""", """ "labels":{"x":"y"}"""));
        Time.Advance(TimeSpan.FromHours(1));

        var updated = await PutAsync(Path("a"), Secret("a", """ "data":{"n":"dg=="}"""));

        Assert.Equal("""{"n":"dg=="}""", updated.Json["data"]!.ToJsonString());
        Assert.Null(updated.Json["metadata"]!["labels"]);
        Assert.Equal((string?)created.Json["metadata"]!["uid"], (string?)updated.Json["metadata"]!["uid"]);
        Assert.Equal((string?)created.Json["metadata"]!["creationTimestamp"], (string?)updated.Json["metadata"]!["creationTimestamp"]);
        Assert.Equal(404, (await PutAsync(Path("none"), Secret("none"))).Code);
    }

    private static string Owner(string name, string uid) => $$"""{"apiVersion":"v1","kind":"Pod","name":"{{name}}","uid":"{{uid}}"}""";

    private static IEnumerable<string?> Owners(ApiAnswer answer) => ((JsonArray)answer.Json["metadata"]!["ownerReferences"]!).Select(owner => (string?)owner!["name"]);

    private static string Sorted(JsonNode data) =>
        new JsonObject(((JsonObject)data).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => KeyValuePair.Create(pair.Key, pair.Value?.DeepClone()))).ToJsonString();
}
