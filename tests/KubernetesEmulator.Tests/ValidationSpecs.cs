namespace KubernetesEmulator.Tests;

public sealed class ValidationSpecs : ClusterFixture
{
    [Theory]
    [InlineData("kubernetes.io/basic-auth", "", "data[username],data[password]")]
    [InlineData("kubernetes.io/basic-auth", "username", "")]
    [InlineData("kubernetes.io/basic-auth", "password", "")]
    [InlineData("kubernetes.io/ssh-auth", "known_hosts", "data[ssh-privatekey]")]
    [InlineData("kubernetes.io/ssh-auth", "ssh-privatekey", "")]
    [InlineData("kubernetes.io/tls", "tls.crt", "data[tls.key]")]
    [InlineData("kubernetes.io/tls", "tls.crt,tls.key", "")]
    [InlineData("kubernetes.io/dockerconfigjson", "", "data[.dockerconfigjson]")]
    [InlineData("kubernetes.io/dockerconfigjson", ".dockerconfigjson", "")]
    [InlineData("kubernetes.io/service-account-token", "", "metadata.annotations[kubernetes.io/service-account.name]")]
    [InlineData("Opaque", "", "")]
    [InlineData("example.com/own", "", "")]
    public async Task Types_require_keys(string type, string keys, string missing)
    {
        var data = string.Join(',', keys.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(key => $"\"{key}\":\"{{}}\""));

        var answer = await PostAsync(Secrets, Secret("a", $$""" "type":"{{type}}","stringData":{{{data}}}"""));

        if (missing.Length == 0)
        {
            Assert.Equal(201, answer.Code);
        }
        else
        {
            Assert.Equal((422, "Invalid"), (answer.Code, answer.Reason));
            Assert.Equal(missing.Split(',').Select(field => ((string?)field, (string?)"FieldValueRequired")), answer.Causes);
        }
    }

    [Fact]
    public async Task A_key_that_a_type_requires_cannot_be_removed()
    {
        await PostAsync(Secrets, Secret("a", """ "type":"kubernetes.io/basic-auth","stringData":{"password":"p"}"""));

        var answer = await PatchAsync(Path("a"), """{"data":{"password":null}}""");

        Assert.Equal(422, answer.Code);
        Assert.Equal("Secret \"a\" is invalid: [data[username]: Required value, data[password]: Required value]", answer.Message);
        Assert.Equal(("a", "Secret"), ((string?)answer.Json["details"]!["name"], (string?)answer.Json["details"]!["kind"]));
    }

    [Fact]
    public async Task The_type_never_changes()
    {
        await PostAsync(Secrets, Secret("a"));

        var answer = await PatchAsync(Path("a"), """{"type":"example.com/own"}""");

        Assert.Equal(422, answer.Code);
        Assert.Equal("Secret \"a\" is invalid: type: Invalid value: \"example.com/own\": field is immutable", answer.Message);
        Assert.Equal([("type", "FieldValueInvalid")], answer.Causes);
        Assert.Equal(200, (await PutAsync(Path("a"), Secret("a"))).Code);
    }

    [Fact]
    public async Task An_immutable_Secret_keeps_its_data_and_stays_immutable_but_can_be_labelled_and_deleted()
    {
        await PostAsync(Secrets, Secret("a", """ "immutable":true,"data":{"k":"dg=="}"""));

        Assert.Equal([("data", "FieldValueForbidden")], (await PatchAsync(Path("a"), """{"data":{"k":"eA=="}}""")).Causes);
        Assert.Equal([("immutable", "FieldValueForbidden")], (await PatchAsync(Path("a"), """{"immutable":null}""")).Causes);
        Assert.Equal(200, (await PatchAsync(Path("a"), """{"metadata":{"labels":{"x":"y"}}}""")).Code);
        Assert.Equal(200, (await DeleteAsync(Path("a"))).Code);
    }

    [Theory]
    [InlineData("A")]
    [InlineData("a_b")]
    [InlineData("-a")]
    [InlineData("a..b")]
    [InlineData("a/b")]
    public async Task A_name_is_a_lower_case_subdomain(string name)
    {
        var answer = await PostAsync(Secrets, Secret(name));

        Assert.Equal((422, "Invalid"), (answer.Code, answer.Reason));
        Assert.Equal([("metadata.name", "FieldValueInvalid")], answer.Causes);
    }

    [Fact]
    public async Task A_name_has_at_most_253_characters_and_is_required()
    {
        Assert.Equal(201, (await PostAsync(Secrets, Secret(new string('a', 253)))).Code);
        Assert.Equal(422, (await PostAsync(Secrets, Secret(new string('a', 254)))).Code);
        Assert.Equal([("metadata.name", "FieldValueRequired")], (await PostAsync(Secrets, "{}")).Causes);
    }

    [Theory]
    [InlineData("app", "value", true)]
    [InlineData("app", "", true)]
    [InlineData("example.com/app", "A.b_c-9", true)]
    [InlineData("app", "has space", false)]
    [InlineData("app", "-dash", false)]
    [InlineData("app", "a/b", false)]
    [InlineData("app", "+63", false)]
    [InlineData("UPPER.com/app", "a", false)]
    [InlineData("a/b/c", "a", false)]
    [InlineData("/app", "a", false)]
    [InlineData("+64", "a", false)]
    public async Task Labels_have_keys_and_values_of_63_characters(string key, string value, bool isValid)
    {
        // "+64" stands for so many characters, and "+63" for one more than a value may have.
        var (longKey, longValue) = (key == "+64" ? new string('k', 64) : key, value == "+63" ? new string('v', 64) : value);

        var answer = await PostAsync(Secrets, Secret("a", metadata: $$""" "labels":{"{{longKey}}":"{{longValue}}"}"""));

        Assert.Equal(isValid ? 201 : 422, answer.Code);
        Assert.All(answer.Code == 201 ? [] : answer.Causes, cause => Assert.Equal(("metadata.labels", "FieldValueInvalid"), cause));
    }

    [Theory]
    [InlineData("note", 1000, 201)]
    [InlineData("not a key", 1, 422)]
    [InlineData("note", 256 * 1024, 422)]
    public async Task Annotations_have_such_keys_too_and_256_KiB_in_all(string key, int length, int code)
    {
        var answer = await PostAsync(Secrets, Secret("a", metadata: $$""" "annotations":{"{{key}}":"{{new string('x', length)}}"}"""));

        Assert.Equal(code, answer.Code);
    }

    [Theory]
    [InlineData(".gitconfig", true)]
    [InlineData("A_b-c.9", true)]
    [InlineData("..data", false)]
    [InlineData("..", false)]
    [InlineData(".", false)]
    [InlineData("a/b", false)]
    [InlineData("a b", false)]
    public async Task Keys_of_data_can_be_file_names(string key, bool isValid) =>
        Assert.Equal(isValid ? 201 : 422, (await PostAsync(Secrets, Secret("a", $$""" "data":{"{{key}}":""}"""))).Code);

    [Fact]
    public async Task Data_is_at_most_1_MiB()
    {
        Assert.Equal(201, (await PostAsync(Secrets, OfSize("a", 1024 * 1024))).Code);

        var answer = await PostAsync(Secrets, OfSize("b", (1024 * 1024) + 1));
        Assert.Equal((422, "Invalid"), (answer.Code, answer.Reason));
        Assert.Equal([("data", "FieldValueTooLong")], answer.Causes);
    }

    [Fact]
    public async Task Owners_have_all_that_names_them()
    {
        var answer = await PostAsync(Secrets, Secret("a", metadata: """ "ownerReferences":[{"apiVersion":"v1","kind":"Secret","name":"b"}]"""));

        Assert.Equal([("metadata.ownerReferences.uid", "FieldValueInvalid")], answer.Causes);
    }

    private static string OfSize(string name, int bytes) => Secret(name, $$""" "data":{"k":"{{Convert.ToBase64String(new byte[bytes])}}"}""");
}
