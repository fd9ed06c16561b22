namespace KubernetesEmulator.Tests;

public sealed class CustomResourceSpecs : ClusterFixture
{
    private const string Jobs = "/apis/mlops.mlops.dev/v1alpha1/namespaces/default/notebookvalidationjobs";

    private const string Job = """
        apiVersion: mlops.mlops.dev/v1alpha1
        kind: NotebookValidationJob
        metadata: {name: job}
        spec: {notebook: {git: {url: "https://github.com/o/r", credentialsSecret: git}}}
        """;

    [Fact]
    public async Task A_kind_is_served_from_when_it_is_registered_until_it_is_removed()
    {
        Assert.Equal((404, "404 page not found\n"), ((await GetAsync(Jobs)).Code, (await GetAsync(Jobs)).Body));

        var jobs = Cluster.AddCustomResource("mlops.mlops.dev", "v1alpha1", "notebookvalidationjobs", "NotebookValidationJob");
        jobs.Apply(Job);
        var list = await GetAsync(Jobs);
        Assert.Equal("NotebookValidationJobList", (string?)list.Json["kind"]);
        Assert.Equal("NotebookValidationJob", (string?)list.Json["items"]![0]!["kind"]);

        Cluster.RemoveCustomResource("mlops.mlops.dev", "notebookvalidationjobs");
        Assert.Equal(404, (await GetAsync(Jobs)).Code);
    }

    [Fact]
    public async Task All_its_fields_are_kept_and_its_generation_counts_changes_of_them()
    {
        var jobs = Cluster.AddCustomResource("mlops.mlops.dev", "v1alpha1", "notebookvalidationjobs", "NotebookValidationJob");
        jobs.Apply(Job);

        var labelled = await PatchAsync(Jobs + "/job", """{"metadata":{"labels":{"x":"y"}}}""");
        var changed = await PatchAsync(Jobs + "/job", """{"spec":{"more":[1,{"deep":true}]}}""");

        Assert.Equal((1, 2), ((int?)labelled.Json["metadata"]!["generation"], (int?)changed.Json["metadata"]!["generation"]));
        Assert.Equal("git", (string?)changed.Json["spec"]!["notebook"]!["git"]!["credentialsSecret"]);
    }

    [Fact]
    public async Task It_is_watched_like_others()
    {
        var jobs = Cluster.AddCustomResource("mlops.mlops.dev", "v1alpha1", "notebookvalidationjobs", "NotebookValidationJob");
        using var watch = await WatchAsync(path: Jobs);
        jobs.Apply(Job);

        Assert.Equal("ADDED job", await watch.TypeAndNameAsync());
    }

    [Fact]
    public async Task Discovery_names_what_is_served()
    {
        Cluster.AddCustomResource("mlops.mlops.dev", "v1alpha1", "notebookvalidationjobs", "NotebookValidationJob");

        Assert.Contains("v1.", (string?)(await GetAsync("/version")).Json["gitVersion"], StringComparison.Ordinal);
        Assert.Equal("v1", (string?)(await GetAsync("/api")).Json["versions"]![0]);
        Assert.Equal(["events.k8s.io", "mlops.mlops.dev"], ((JsonArray)(await GetAsync("/apis")).Json["groups"]!).Select(group => (string?)group!["name"]));
        Assert.Equal("APIGroup", (string?)(await GetAsync("/apis/events.k8s.io")).Json["kind"]);
        Assert.Equal(["events", "namespaces", "secrets", "serviceaccounts"], Resources(await GetAsync("/api/v1")));
        Assert.Equal(["notebookvalidationjobs"], Resources(await GetAsync("/apis/mlops.mlops.dev/v1alpha1")));
        Assert.Equal(404, (await GetAsync("/apis/none/v1")).Code);
    }

    private static IEnumerable<string?> Resources(ApiAnswer answer) => ((JsonArray)answer.Json["resources"]!).Select(resource => (string?)resource!["name"]);
}
