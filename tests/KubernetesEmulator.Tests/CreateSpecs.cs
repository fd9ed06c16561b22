namespace KubernetesEmulator.Tests;

public sealed class CreateSpecs : ClusterFixture
{
    [Fact]
    public async Task What_is_created_has_what_only_the_server_gives()
    {
        var created = await PostAsync(Secrets, Secret("a", """ "stringData":{"k":"v"}""", """ "uid":"mine","creationTimestamp":"2001-01-01T00:00:00Z","selfLink":"/x","managedFields":[]"""));
        var metadata = created.Json["metadata"]!;

        Assert.Equal(201, created.Code);
        Assert.Equal(("a", "default", "2026-11-20T12:00:00Z"), ((string?)metadata["name"], (string?)metadata["namespace"], (string?)metadata["creationTimestamp"]));
        Assert.NotEqual("mine", (string?)metadata["uid"]);
        Assert.Null(metadata["selfLink"]);
        Assert.Null(metadata["managedFields"]);
        Assert.Equal("Opaque", (string?)created.Json["type"]);
        Assert.True(JsonNode.DeepEquals(created.Json, (await GetAsync(Path("a"))).Json));
    }

    [Fact]
    public async Task Text_of_stringData_becomes_data_and_wins()
    {
        var created = await PostAsync(Secrets, Secret("a", """ "data":{"k":"b2xk","other":"eA=="},"stringData":{"k":"new"}"""));

        Assert.Equal("""{"k":"bmV3","other":"eA=="}""", created.Json["data"]!.ToJsonString());
        Assert.Null(created.Json["stringData"]);
    }

    [Fact]
    public async Task A_name_can_be_generated()
    {
        const string Body = """{"metadata":{"generateName":"build-"}}""";

        var first = await PostAsync(Secrets, Body);
        var second = await PostAsync(Secrets, Body);

        Assert.Matches("^build-[a-z0-9]{5}$", (string?)first.Json["metadata"]!["name"]);
        Assert.NotEqual((string?)first.Json["metadata"]!["name"], (string?)second.Json["metadata"]!["name"]);
    }

    [Fact]
    public async Task What_exists_is_not_created_again()
    {
        await PostAsync(Secrets, Secret("a"));

        var answer = await PostAsync(Secrets, Secret("a"));

        Assert.Equal((409, "AlreadyExists", "secrets \"a\" already exists"), (answer.Code, answer.Reason, answer.Message));
        Assert.Equal("""{"name":"a","kind":"secrets"}""", answer.Json["details"]!.ToJsonString());
    }

    [Fact]
    public async Task The_namespace_is_that_of_the_URL()
    {
        var answer = await PostAsync(Secrets, Secret("a", metadata: """ "namespace":"other" """));

        Assert.Equal((400, "BadRequest"), (answer.Code, answer.Reason));
        Assert.Contains("does not match the namespace", answer.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", "couldn't get version/kind")]
    [InlineData("[]", "couldn't get version/kind")]
    [InlineData("""{"kind":"Pod","apiVersion":"v1"}""", "does not match")]
    [InlineData("""{"metadata":{"name":"a"},"data":{"k":"no base64!"}}""", "illegal base64 data at input byte 2")]
    [InlineData("""{"metadata":{"name":"a"},"data":{"k":"dg="}}""", "illegal base64 data")]
    [InlineData("""{"metadata":{"name":"a"},"data":{"k":1}}""", "cannot unmarshal number")]
    [InlineData("""{"metadata":{"name":"a"},"stringData":{"k":true}}""", "cannot unmarshal bool")]
    [InlineData("""{"metadata":{"name":"a","labels":{"k":1}}}""", "cannot unmarshal number")]
    [InlineData("""{"metadata":{"name":"a","annotations":["k"]}}""", "cannot unmarshal array")]
    [InlineData("""{"metadata":{"name":1}}""", "cannot unmarshal number")]
    [InlineData("""{"metadata":{"name":"a"},"immutable":"yes"}""", "cannot unmarshal string")]
    public async Task What_cannot_be_read_as_a_Secret_is_a_bad_request(string body, string message)
    {
        var answer = await PostAsync(Secrets, body);

        Assert.Equal((400, "BadRequest"), (answer.Code, answer.Reason));
        Assert.Contains(message, answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fields_nobody_knows_are_dropped_and_foreign_metadata_is_kept()
    {
        var created = await PostAsync(Secrets, Secret("a", """ "spec":{"x":1}""", """ "annotations":{"Example.com/note":"n"},"labels":{"x":""},"colour":"red" """));

        Assert.Null(created.Json["spec"]);
        Assert.Null(created.Json["metadata"]!["colour"]);
        Assert.Equal("n", (string?)created.Json["metadata"]!["annotations"]!["Example.com/note"]);
        Assert.Equal("", (string?)created.Json["metadata"]!["labels"]!["x"]);
    }

    [Fact]
    public async Task YAML_is_read_and_protobuf_is_not()
    {
        var yaml = await SendAsync("POST", Secrets, "metadata:\n  name: a\nstringData:\n  k: \"1\"\n", "application/yaml");
        var protobuf = await SendAsync("POST", Secrets, "k8s", "application/vnd.kubernetes.protobuf");

        Assert.Equal((201, "MQ=="), (yaml.Code, (string?)yaml.Json["data"]!["k"]));
        Assert.Equal((415, "UnsupportedMediaType"), (protobuf.Code, protobuf.Reason));
    }

    [Fact]
    public async Task A_dry_run_answers_as_if_and_stores_nothing()
    {
        Assert.Equal(201, (await PostAsync(Secrets + "?dryRun=All", Secret("a"))).Code);
        Assert.Equal(404, (await GetAsync(Path("a"))).Code);
    }

    [Fact]
    public async Task A_body_beyond_three_megabytes_is_too_large()
    {
        var answer = await PostAsync(Secrets, Secret("a", $$""" "stringData":{"k":"{{new string('x', 3 * 1024 * 1024)}}"}"""));

        Assert.Equal((413, "RequestEntityTooLarge"), (answer.Code, answer.Reason));
    }
}
