namespace KubernetesEmulator.Tests;

public sealed class EventSpecs : ClusterFixture
{
    private const string Events = "/api/v1/namespaces/default/events";
    private const string NewEvents = "/apis/events.k8s.io/v1/namespaces/default/events";

    private const string Old = """
        {"metadata":{"name":"old"},"involvedObject":{"kind":"Secret","name":"a","namespace":"default"},"reason":"Synced","message":"m","type":"Normal","count":1,"source":{"component":"sync"}}
        """;

    private const string New = """
        {"metadata":{"name":"new"},"regarding":{"kind":"Secret","name":"a","namespace":"default"},"reason":"Synced","note":"n","type":"Normal","action":"Sync",
         "eventTime":"2026-11-20T12:00:00.000000Z","reportingController":"sync.example.com","reportingInstance":"sync-1"}
        """;

    [Fact]
    public async Task Both_groups_serve_the_same_events_under_their_own_names()
    {
        Assert.Equal(201, (await PostAsync(Events, Old)).Code);
        Assert.Equal(201, (await PostAsync(NewEvents, New)).Code);

        var asOld = (await GetAsync(Events + "/new")).Json;
        var asNew = (await GetAsync(NewEvents + "/old")).Json;

        Assert.Equal(("v1", "n", "a", "sync.example.com"), ((string?)asOld["apiVersion"], (string?)asOld["message"], (string?)asOld["involvedObject"]!["name"], (string?)asOld["reportingComponent"]));
        Assert.Equal(("events.k8s.io/v1", "m", "a", 1), ((string?)asNew["apiVersion"], (string?)asNew["note"], (string?)asNew["regarding"]!["name"], (int?)asNew["deprecatedCount"]));
    }

    [Fact]
    public async Task A_watch_of_one_group_sees_events_of_the_other_in_its_own_names()
    {
        using var watch = await WatchAsync(path: NewEvents);
        await PostAsync(Events, Old);

        var added = await watch.NextAsync();

        Assert.Equal(("events.k8s.io/v1", "m"), ((string?)added!.Object["apiVersion"], (string?)added.Object["note"]));
    }

    [Fact]
    public async Task Their_count_can_be_patched_and_they_can_be_selected_by_what_they_are_about()
    {
        await PostAsync(Events, Old);

        Assert.Equal(2, (int?)(await PatchAsync(Events + "/old", """{"count":2}""", StrategicMergePatch)).Json["count"]);
        Assert.Equal(["old"], (await GetAsync(Events + "?fieldSelector=involvedObject.name%3Da,reason%3DSynced,source%3Dsync")).Names);
        Assert.Empty((await GetAsync(Events + "?fieldSelector=involvedObject.name%3Db")).Names);
    }

    [Fact]
    public async Task An_event_is_where_its_object_is()
    {
        var answer = await PostAsync(Events, Old.Replace("\"namespace\":\"default\"", "\"namespace\":\"other\"", StringComparison.Ordinal));

        Assert.Equal([("involvedObject.namespace", "FieldValueInvalid")], answer.Causes);
    }

    [Theory]
    [InlineData("\"action\":\"Sync\",", "")]
    [InlineData("\"reportingController\":\"sync.example.com\",", "")]
    [InlineData("\"type\":\"Normal\"", "\"type\":\"Bad\"")]
    [InlineData("\"eventTime\":\"2026-11-20T12:00:00.000000Z\",", "")]
    public async Task The_newer_group_requires_more(string part, string instead) =>
        Assert.Equal(422, (await PostAsync(NewEvents, New.Replace(part, instead, StringComparison.Ordinal))).Code);
}
