namespace KubernetesEmulator.Tests;

public sealed class ConcurrencySpecs : ClusterFixture
{
    [Fact]
    public async Task Of_two_updates_of_one_version_one_loses()
    {
        var created = await PostAsync(Secrets, Secret("a"));

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i =>
            PatchAsync(Path("a"), $$$"""{"metadata":{"resourceVersion":"{{{created.Version}}}"},"stringData":{"n":"{{{i}}}"}}""")));

        Assert.Single(answers, answer => answer.Code == 200);
        Assert.All(answers.Where(answer => answer.Code != 200), answer => Assert.Equal((409, "Conflict"), (answer.Code, answer.Reason)));
    }

    [Fact]
    public async Task Of_two_creations_of_one_name_one_loses()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => PostAsync(Secrets, Secret("a"))));

        Assert.Single(answers, answer => answer.Code == 201);
        Assert.All(answers.Where(answer => answer.Code != 201), answer => Assert.Equal("AlreadyExists", answer.Reason));
    }

    [Fact]
    public async Task A_list_and_a_watch_from_its_version_miss_nothing_and_tell_nothing_twice()
    {
        var writing = Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < 25; i++)
            {
                await PostAsync(Secrets, Secret($"s-{writer}-{i}"));
            }
        })));

        await Cluster.WaitForRequestAsync(request => request is { Verb: "create", Status: 201 });
        var list = await GetAsync(Secrets);
        using var watch = await WatchAsync($"resourceVersion={list.Version}");
        var names = list.Names.ToList();

        while (names.Count < 200)
        {
            var next = await watch.NextAsync();
            Assert.Equal("ADDED", next!.Type);
            names.Add((string)next.Object["metadata"]!["name"]!);
        }

        await writing;
        Assert.Equal(200, names.Distinct().Count());
    }

    [Fact]
    public async Task Five_thousand_Secrets_in_fifty_namespaces_are_no_burden()
    {
        for (var i = 0; i < 5000; i++)
        {
            Cluster.Secrets.Apply(Secret($"s{i}", """ "stringData":{"username":"u","password":"p"}""", $$""" "namespace":"n{{i % 50}}","labels":{"x":"y"}"""));
        }

        var names = 0;
        string? next = "";

        while (next is not null)
        {
            var page = await GetAsync($"/api/v1/secrets?limit=500&labelSelector=x%3Dy&continue={Uri.EscapeDataString(next)}");
            names += page.Names.Count();
            next = (string?)page.Json["metadata"]!["continue"];
        }

        Assert.Equal(5000, names);
        Assert.Equal(10, Cluster.Requests.Count);
    }
}
