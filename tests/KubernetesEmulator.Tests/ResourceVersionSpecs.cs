namespace KubernetesEmulator.Tests;

public sealed class ResourceVersionSpecs : ClusterFixture
{
    [Fact]
    public async Task Every_change_of_any_object_has_a_version_of_its_own_and_later_ones_are_larger()
    {
        var first = await PostAsync(Secrets, Secret("a"));
        var second = await PostAsync("/api/v1/namespaces/other/secrets", Secret("a"));
        var third = await PatchAsync(Path("a"), """{"data":{"k":"dg=="}}""");

        Assert.Equal((201, 201, 200), (first.Code, second.Code, third.Code));
        Assert.True(long.Parse(first.Version) < long.Parse(second.Version));
        Assert.True(long.Parse(second.Version) < long.Parse(third.Version));
    }

    [Fact]
    public async Task An_update_that_changes_nothing_keeps_the_version()
    {
        var created = await PostAsync(Secrets, Secret("a", """ "data":{"k":"dg=="}"""));

        Assert.Equal(created.Version, (await PutAsync(Path("a"), created.Body)).Version);
        Assert.Equal(created.Version, (await PatchAsync(Path("a"), """{"data":{"k":"dg=="}}""")).Version);
        Assert.Equal(created.Version, (await PatchAsync(Path("a"), """{"metadata":{"labels":{}}}""")).Version);
        Assert.Equal(created.Version, Cluster.ResourceVersion);
    }

    [Fact]
    public async Task An_update_of_an_older_version_is_a_conflict()
    {
        var created = await PostAsync(Secrets, Secret("a"));
        await PatchAsync(Path("a"), """{"data":{"k":"dg=="}}""");

        var put = await PutAsync(Path("a"), created.Body);
        var patch = await PatchAsync(Path("a"), $$$"""{"metadata":{"resourceVersion":"{{{created.Version}}}"},"data":{"k":null}}""");

        Assert.Equal((409, "Conflict"), (put.Code, put.Reason));
        Assert.Equal("""Operation cannot be fulfilled on secrets "a": the object has been modified; please apply your changes to the latest version and try again""", put.Message);
        Assert.Equal((409, "Conflict"), (patch.Code, patch.Reason));
    }

    [Fact]
    public async Task A_Secret_is_updated_without_a_version_and_a_custom_resource_is_not()
    {
        Cluster.AddCustomResource("example.com", "v1", "widgets", "Widget");
        const string Widgets = "/apis/example.com/v1/namespaces/default/widgets";
        const string Widget = """{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"w"},"spec":{"size":1}}""";
        await PostAsync(Secrets, Secret("a"));
        await PostAsync(Widgets, Widget);

        Assert.Equal(200, (await PutAsync(Path("a"), Secret("a", """ "data":{"k":"dg=="}"""))).Code);
        var refused = await PutAsync(Widgets + "/w", Widget);
        Assert.Equal(422, refused.Code);
        Assert.Contains("must be specified for an update", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_object_cannot_be_created_at_a_version()
    {
        var answer = await PostAsync(Secrets, Secret("a", metadata: """ "resourceVersion":"1" """));

        Assert.Equal(500, answer.Code);
        Assert.Equal("resourceVersion should not be set on objects to be created", answer.Message);
    }

    [Fact]
    public async Task A_version_that_is_still_to_come_is_too_large_for_lists_and_gets()
    {
        await PostAsync(Secrets, Secret("a"));

        foreach (var path in new[] { Secrets, Path("a") })
        {
            var answer = await GetAsync(path + "?resourceVersion=999999");

            Assert.Equal((504, "Timeout"), (answer.Code, answer.Reason));
            Assert.Contains("Too large resource version: 999999", answer.Message, StringComparison.Ordinal);
            Assert.Equal("ResourceVersionTooLarge", Assert.Single(answer.Causes).Reason);
            Assert.Equal("1", answer.Headers.GetValues("Retry-After").Single());
        }
    }

    [Fact]
    public async Task Restoring_a_backup_takes_objects_and_versions_back()
    {
        await PostAsync(Secrets, Secret("kept"));
        var backup = Cluster.Backup();
        var before = Cluster.ResourceVersion;
        await PostAsync(Secrets, Secret("lost"));
        var later = Cluster.ResourceVersion;

        await Cluster.RestoreAsync(backup);

        var list = await GetAsync(Secrets);
        Assert.Equal(["kept"], list.Names);
        Assert.Equal(before, list.Version);
        Assert.Equal(504, (await GetAsync($"{Secrets}?resourceVersion={later}")).Code);
    }
}
