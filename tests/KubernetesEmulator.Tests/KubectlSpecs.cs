using System.Text;

namespace KubernetesEmulator.Tests;

/// <summary>What kubectl, which knows the real one, makes of it.</summary>
public sealed class KubectlSpecs : ForeignClientFixture
{
    [Fact]
    public async Task Apply_creates_then_changes_and_removes_what_is_no_longer_said()
    {
        var file = Home.Write("secret.json", Secret("a", "one"));
        Assert.Equal("secret/a created", await RunAsync("apply", "--validate=false", "-f", file));

        Home.Write("secret.json", """{"apiVersion":"v1","kind":"Secret","metadata":{"name":"a","labels":{"x":"y"}},"type":"kubernetes.io/basic-auth","data":{"password":"dHdv"}}""");
        Assert.Equal("secret/a configured", await RunAsync("apply", "--validate=false", "-f", file));
        Assert.Equal("secret/a unchanged", await RunAsync("apply", "--validate=false", "-f", file));

        Home.Write("secret.json", """{"apiVersion":"v1","kind":"Secret","metadata":{"name":"a"},"type":"kubernetes.io/basic-auth","data":{"password":"dHdv"}}""");
        await RunAsync("apply", "--validate=false", "-f", file);
        var secret = await JsonAsync("get", "secret", "a");
        Assert.Equal("dHdv", (string?)secret["data"]!["password"]);
        Assert.Null(secret["metadata"]!["labels"]);
        Assert.Contains(Cluster.Requests, request => request is { Verb: "patch", ContentType: "application/strategic-merge-patch+json", Status: 200 });
    }

    [Fact]
    public async Task Get_lists_what_there_is_by_label_and_in_pages()
    {
        foreach (var name in new[] { "a", "b", "c", "d", "e" })
        {
            Cluster.Secrets.Apply(Secret(name, "p"));
        }

        Cluster.Secrets.Patch("default", "b", """{"metadata":{"labels":{"x":"y"}}}""");

        Assert.Equal("secret/b", await RunAsync("get", "secrets", "-l", "x in (y)", "-o", "name"));
        Assert.Equal("secret/a\nsecret/b\nsecret/c\nsecret/d\nsecret/e", await RunAsync("get", "secrets", "--chunk-size=2", "-o", "name"));
        Assert.Equal(3, Cluster.Requests.Count(request => request.PathAndQuery.Contains("limit=2", StringComparison.Ordinal)));
        Assert.Contains("default", await RunAsync("get", "secrets", "--all-namespaces"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Annotations_and_labels_are_set_and_removed()
    {
        Cluster.Secrets.Apply(Secret("a", "p"));

        await RunAsync("annotate", "secret", "a", "example.com/note=n");
        await RunAsync("label", "secret", "a", "x=y");
        Assert.Equal(("n", "y"), (At("annotations", "example.com/note"), At("labels", "x")));

        await RunAsync("annotate", "secret", "a", "example.com/note-");
        await RunAsync("label", "secret", "a", "x-");
        Assert.Equal((null, null), (At("annotations", "example.com/note"), At("labels", "x")));

        string? At(string map, string key) => (string?)Cluster.Secrets.Get("default", "a")!["metadata"]![map]?[key];
    }

    [Theory]
    [InlineData("merge", """{"stringData":{"password":"two"},"data":{"username":null}}""")]
    [InlineData("strategic", """{"stringData":{"password":"two"},"data":{"username":null}}""")]
    [InlineData("json", """[{"op":"test","path":"/data/password","value":"b25l"},{"op":"replace","path":"/data/password","value":"dHdv"},{"op":"remove","path":"/data/username"}]""")]
    public async Task Patches_of_all_three_kinds_do_what_they_say(string type, string patch)
    {
        Cluster.Secrets.Apply(Secret("a", "one"));

        Assert.Equal("secret/a patched", await RunAsync("patch", "secret", "a", "--type", type, "-p", patch));
        Assert.StartsWith("secret/a patched (no change)", await RunAsync("patch", "secret", "a", "--type", "merge", "-p", """{"data":{"password":"dHdv"}}"""), StringComparison.Ordinal);

        Assert.Equal("""{"password":"dHdv"}""", Cluster.Secrets.Get("default", "a")!["data"]!.ToJsonString());
    }

    [Fact]
    public async Task Replace_by_force_deletes_and_creates()
    {
        var before = Cluster.Secrets.Apply(Secret("a", "one"));

        await RunAsync("replace", "--validate=false", "--force", "-f", Home.Write("secret.json", Secret("a", "two")));

        var after = Cluster.Secrets.Get("default", "a")!;
        Assert.NotEqual((string?)before["metadata"]!["uid"], (string?)after["metadata"]!["uid"]);
        Assert.Equal("two", Encoding.UTF8.GetString(Convert.FromBase64String((string)after["data"]!["password"]!)));
    }

    [Fact]
    public async Task A_replacement_of_an_older_version_is_refused()
    {
        Cluster.Secrets.Apply(Secret("a", "one"));
        var file = Home.Write("secret.json", await RunAsync("get", "secret", "a", "-o", "json"));
        Cluster.Secrets.Patch("default", "a", """{"stringData":{"password":"two"}}""");

        var run = await KubectlAsync("replace", "--validate=false", "-f", file);

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("Error from server (Conflict)", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delete_waits_for_finalizers()
    {
        Cluster.Secrets.Apply("""{"metadata":{"name":"a","finalizers":["example.com/x"]}}""");
        using var delete = new ClientProcess(Home, "kubectl", "delete", "secret", "a");
        await Cluster.WaitForRequestAsync(request => request is { Verb: "watch", Name: "a", Status: 200 });

        Cluster.Secrets.Patch("default", "a", """{"metadata":{"finalizers":null}}""");

        Assert.Equal(0, (await delete.EndAsync()).ExitCode);
        Assert.Null(Cluster.Secrets.Get("default", "a"));
    }

    [Fact]
    public async Task Errors_are_told_by_their_reasons()
    {
        Assert.Equal("Error from server (NotFound): secrets \"none\" not found", (await KubectlAsync("get", "secret", "none")).Error.TrimEnd());

        var invalid = await KubectlAsync("apply", "--validate=false", "-f", Home.Write("secret.json", """{"apiVersion":"v1","kind":"Secret","metadata":{"name":"a"},"type":"kubernetes.io/ssh-auth"}"""));
        Assert.Equal("The Secret \"a\" is invalid: data[ssh-privatekey]: Required value", invalid.Error.TrimEnd());

        using var stranger = new ClientHome(Cluster.Kubeconfig(Cluster.AddServiceAccount("default", "stranger")));
        using var forbidden = new ClientProcess(stranger, "kubectl", "get", "secrets");
        Assert.StartsWith("Error from server (Forbidden): secrets is forbidden: User \"system:serviceaccount:default:stranger\" cannot list", (await forbidden.EndAsync()).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_watch_tells_what_happens_as_it_happens()
    {
        Cluster.Secrets.Apply(Secret("a", "one"));
        using var watch = new ClientProcess(Home, "kubectl", "get", "secrets", "--watch", "--output-watch-events", "-o", """jsonpath={.type} {.object.metadata.name} {.object.data.password}{"\n"}""");

        await watch.SaysAsync("ADDED a b25l");
        await Cluster.WaitForRequestAsync(request => request is { Verb: "watch", Status: 200 });
        Cluster.Secrets.Apply(Secret("b", "one"));
        await watch.SaysAsync("ADDED b b25l");
        Cluster.Secrets.Patch("default", "a", """{"stringData":{"password":"two"}}""");
        await watch.SaysAsync("MODIFIED a dHdv");
        Cluster.Secrets.Delete("default", "a");
        await watch.SaysAsync("DELETED a dHdv");
    }

    [Fact]
    public async Task Other_kinds_are_found_by_discovery()
    {
        Cluster.AddCustomResource("mlops.mlops.dev", "v1alpha1", "notebookvalidationjobs", "NotebookValidationJob");
        var file = Home.Write("job.json", """{"apiVersion":"mlops.mlops.dev/v1alpha1","kind":"NotebookValidationJob","metadata":{"name":"job"},"spec":{"notebook":{"path":"n.ipynb"}}}""");
        Cluster.AddServiceAccount("default", "builder");
        Cluster.Events.Apply("""{"metadata":{"name":"e"},"involvedObject":{"kind":"Secret","name":"a","namespace":"default"},"reason":"Synced","message":"It was synced.","type":"Normal"}""");

        await RunAsync("apply", "--validate=false", "-f", file);

        Assert.Equal("n.ipynb", (string?)(await JsonAsync("get", "notebookvalidationjob", "job"))["spec"]!["notebook"]!["path"]);
        Assert.Equal("serviceaccount/builder", await RunAsync("get", "sa", "-o", "name"));
        Assert.Equal("Synced", await RunAsync("get", "events", "-o", "jsonpath={.items[*].reason}"));
        Assert.Equal("namespace/default", await RunAsync("get", "namespaces", "-o", "name"));
        Assert.Equal("serviceaccount/builder patched", await RunAsync("patch", "sa", "builder", "-p", """{"secrets":[{"name":"git"}]}"""));
    }

    private async Task<ClientRun> KubectlAsync(params string[] arguments)
    {
        using var kubectl = new ClientProcess(Home, "kubectl", arguments);

        return await kubectl.EndAsync();
    }

    /// <summary>It has to succeed.</summary>
    private async Task<string> RunAsync(params string[] arguments)
    {
        var run = await KubectlAsync(arguments);
        Assert.True(run.ExitCode == 0, run.Error);

        return run.Output.TrimEnd();
    }

    private async Task<JsonObject> JsonAsync(params string[] arguments) => (JsonObject)JsonNode.Parse(await RunAsync([.. arguments, "-o", "json"]))!;
}
