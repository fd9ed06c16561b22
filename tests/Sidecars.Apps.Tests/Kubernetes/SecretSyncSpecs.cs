using System.Diagnostics;
using KubernetesEmulator;
using Sidecars.Apps.Support;
using static Sidecars.Apps.Kubernetes.Cluster;

namespace Sidecars.Apps.Kubernetes;

/// <summary>secret-sync against an API server: its acceptance tests, by their numbers in docs/secrets.md.</summary>
public sealed class SecretSyncSpecs
{
    [Fact]
    public async Task T1_A_rotated_source_is_in_its_derived_Secret_within_two_seconds()
    {
        await using var cluster = await Cluster.StartAsync();
        cluster.Apply("github", Https("first"));
        await cluster.StartSecretSyncAsync();
        await cluster.WithPasswordAsync("github-tekton", "first");

        await Task.Delay(TimeSpan.FromSeconds(2.1));
        var clock = Stopwatch.StartNew();
        cluster.Apply("github", Https("second"));
        var derived = await cluster.WithPasswordAsync("github-tekton", "second");

        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(2), $"It took {clock.Elapsed}.");
        Assert.Equal($"https://me:{Canary}-second@github.com\n", Text(derived, ".git-credentials"));
        Assert.Equal("https://github.com", Annotation(derived, "tekton.dev/git-0"));
        Assert.Equal("kubernetes.io/basic-auth", (string?)derived["type"]);
        await cluster.EventAsync("TektonSecretUpdated", "github");
    }

    [Fact]
    public async Task T2_A_source_that_is_made_later_is_seen_by_the_watch()
    {
        await using var cluster = await Cluster.StartAsync();
        await cluster.StartSecretSyncAsync();

        cluster.Apply("github", Https("first"));
        cluster.Apply("github", Https("elsewhere"), where: "other");

        await cluster.WithPasswordAsync("github-tekton", "first");
        await cluster.WithPasswordAsync("github-tekton", "elsewhere", "other");
        await cluster.EventAsync("TektonSecretCreated", "github");
    }

    [Fact]
    public async Task T3_Without_a_watch_it_is_brought_into_step_nevertheless()
    {
        await using var cluster = await Cluster.StartAsync();
        cluster.Server.Faults.Add(FaultKind.ServiceUnavailable(), "watch", int.MaxValue);
        cluster.Apply("github", Https("first"));
        await cluster.StartSecretSyncAsync();
        await cluster.WithPasswordAsync("github-tekton", "first");

        cluster.Apply("github", Https("second"));
        await cluster.WithPasswordAsync("github-tekton", "second");

        cluster.Apply("github", Https("third"));
        var once = await cluster.RunSecretSyncAsync("once");
        Assert.True(once.ExitCode == 0, once.Error);
        Assert.Equal($"{Canary}-third", Text(cluster.Server.Secrets.Get("team", "github-tekton"), "password"));
    }

    [Fact]
    public async Task T5_Hosts_come_and_go_with_the_sources_annotation()
    {
        await using var cluster = await Cluster.StartAsync();
        cluster.Apply("github", Https("first"), annotations: "{ secret-sync.dev/git-hosts: 'https://github.com,https://ghe.corp:8443/org' }");
        await cluster.StartSecretSyncAsync();
        await cluster.SecretAsync("github-tekton", secret => Annotation(secret, "tekton.dev/git-1") == "https://ghe.corp:8443/org");

        cluster.Server.Secrets.Patch("team", "github", "metadata: { annotations: { secret-sync.dev/git-hosts: null } }");
        var derived = await cluster.SecretAsync("github-tekton", secret => Annotation(secret, "tekton.dev/git-1") is null);

        Assert.Equal("https://github.com", Annotation(derived, "tekton.dev/git-0"));
        Assert.DoesNotContain("ghe.corp", Text(derived, ".git-credentials"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task T6_Whoever_was_faster_is_looked_at_first()
    {
        await using var cluster = await Cluster.StartAsync();
        cluster.Apply("github", Https("first"));
        await cluster.StartSecretSyncAsync();
        await cluster.WithPasswordAsync("github-tekton", "first");

        cluster.Server.Faults.Add(FaultKind.Answer(409, "Conflict", "the object has been modified"), "patch", times: 2);
        cluster.Apply("github", Https("second"));

        await cluster.WithPasswordAsync("github-tekton", "second");
        Assert.Empty(cluster.Server.Faults.Pending);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task T7_A_watch_that_has_expired_begins_anew_with_a_list(bool inTheStream)
    {
        await using var cluster = await Cluster.StartAsync();
        cluster.Apply("github", Https("first"));
        cluster.Server.Faults.Add(inTheStream ? FaultKind.GoneInWatch() : FaultKind.Gone(), "watch", times: 4);
        await cluster.StartSecretSyncAsync();
        await cluster.WithPasswordAsync("github-tekton", "first");
        await Eventually.HoldsAsync(() => cluster.Server.Faults.Pending.Count == 0);

        cluster.Apply("github", Https("second"));
        cluster.Server.Secrets.Delete("team", "github-tekton");

        await cluster.WithPasswordAsync("github-tekton", "second");
    }

    [Fact]
    public async Task T8_A_connection_that_breaks_in_the_middle_of_an_event_is_taken_up_again()
    {
        await using var cluster = await Cluster.StartAsync();
        cluster.Apply("github", Https("first"));
        cluster.Server.Faults.Add(FaultKind.ResetWithinWatchLine(), "watch", times: 4);
        await cluster.StartSecretSyncAsync();
        await cluster.WithPasswordAsync("github-tekton", "first");

        var changes = 0;
        await Eventually.HoldsAsync(() =>
        {
            cluster.Apply("github", Https($"next-{++changes}"));
            cluster.Apply("github", Https($"next-{changes}"), where: "other");
            return cluster.Server.Faults.Pending.Count == 0;
        });

        cluster.Apply("github", Https("last"));
        await cluster.WithPasswordAsync("github-tekton", "last");
        Assert.Empty(cluster.Server.Faults.Pending);
    }

    [Fact]
    public async Task T9_A_new_token_of_the_service_account_is_used_at_once()
    {
        await using var cluster = await Cluster.StartAsync();
        cluster.Apply("github", Https("first"));
        await cluster.StartSecretSyncAsync();
        await cluster.WithPasswordAsync("github-tekton", "first");

        cluster.RotateToken();
        var clock = Stopwatch.StartNew();
        cluster.Apply("github", Https("second"));

        await cluster.WithPasswordAsync("github-tekton", "second");
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), $"It took {clock.Elapsed}.");
    }

    [Fact]
    public async Task T10_git_clones_with_the_derived_Secret_as_Tekton_lays_it_out_and_with_the_next_one_after_a_rotation()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        await using var cluster = await Cluster.StartAsync();
        var annotations = $"{{ secret-sync.dev/git-hosts: '{pod.GitHub.ServerUrl}' }}";
        cluster.Apply("github", [("token", pod.Token)], annotations: annotations);
        await cluster.StartSecretSyncAsync();
        using var first = new TektonHome(await cluster.SecretAsync("github-tekton", secret => Text(secret, "password") == pod.Token));
        await first.CloneAsync(new Uri(pod.GitHub.ServerUrl, "acme/web"));

        var old = pod.Token;
        Assert.Equal(0, (await pod.GenerateInitialTokenAsync()).ExitCode);
        pod.GitHub.Revoke(old);
        using var stale = new TektonHome(cluster.Server.Secrets.Get("team", "github-tekton")!);
        Assert.NotEqual(0, (await stale.TryCloneAsync(new Uri(pod.GitHub.ServerUrl, "acme/web"))).ExitCode);

        cluster.Apply("github", [("token", pod.Token)], annotations: annotations);
        using var next = new TektonHome(await cluster.SecretAsync("github-tekton", secret => Text(secret, "password") == pod.Token));
        await next.CloneAsync(new Uri(pod.GitHub.ServerUrl, "acme/web"));
    }

    [Fact]
    public async Task T11_A_source_that_is_refreshed_with_the_same_value_is_no_reason_to_write()
    {
        await using var cluster = await Cluster.StartAsync();
        cluster.Apply("github", Https("first"));
        await cluster.StartSecretSyncAsync();
        await cluster.WithPasswordAsync("github-tekton", "first");
        var writes = cluster.Writes("github-tekton").Count;

        for (var i = 0; i < 200; i++)
        {
            cluster.Apply("github", Https("first"), annotations: $"{{ force-sync: '{i}' }}");
        }

        await cluster.SettleAsync(TimeSpan.FromSeconds(1));
        Assert.Equal(writes, cluster.Writes("github-tekton").Count);
    }

    [Fact]
    public async Task T12_What_an_operator_made_is_taken_over_and_what_is_somebody_elses_is_not_touched()
    {
        await using var cluster = await Cluster.StartAsync();
        cluster.Apply("github", Https("first"), labels: "{}");
        cluster.Apply("github-tekton", [(".git-credentials", $"https://me:{Canary}-older@github.com"), (".gitconfig", "[credential]\n\thelper = store\n")],
            labels: "{ app.kubernetes.io/managed-by: jupyter-notebook-validator-operator, app.kubernetes.io/component: tekton-build, mlops.redhat.com/source-secret: github }",
            annotations: "{ tekton.dev/git-0: 'https://github.com' }");
        cluster.Apply("taken", Https("first"));
        cluster.Apply("taken-tekton", [("theirs", "1")], labels: "{ app.kubernetes.io/managed-by: Helm }");

        await cluster.StartSecretSyncAsync();
        var derived = await cluster.WithPasswordAsync("github-tekton", "first");

        Assert.Equal("kubernetes.io/basic-auth", (string?)derived["type"]);
        await cluster.EventAsync("TektonSecretAdopted", "github");
        await cluster.EventAsync("UnmanagedConflict", "taken");
        Assert.Empty(cluster.Writes("taken-tekton"));

        cluster.Apply("github", Https("second"), labels: "{}");
        var run = await cluster.RunSecretSyncAsync("once");
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal($"{Canary}-second", Text(cluster.Server.Secrets.Get("team", "github-tekton"), "password"));
    }

    [Fact]
    public async Task T13_Many_changes_are_few_writes_and_the_last_one_counts()
    {
        await using var cluster = await Cluster.StartAsync();
        cluster.Apply("github", Https("first"));
        await cluster.StartSecretSyncAsync();
        await cluster.WithPasswordAsync("github-tekton", "first");

        var clock = Stopwatch.StartNew();
        for (var i = 0; i < 2000; i++)
        {
            cluster.Apply("github", Https($"value-{i}"));
        }

        await cluster.WithPasswordAsync("github-tekton", "value-1999");
        Assert.InRange(cluster.Writes("github-tekton").Count, 2, (clock.Elapsed.TotalSeconds / 2) + 2);
    }

    [Fact]
    [Trait("Category", "Soak")]
    public async Task T13_Ten_thousand_changes_of_a_hundred_sources_are_five_writes_a_second_at_most_and_all_end_on_their_last_value()
    {
        const int sources = 100;
        await using var cluster = await Cluster.StartAsync();
        await cluster.StartSecretSyncAsync();
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < 10_000; i++)
        {
            cluster.Apply($"github-{i % sources}", Https($"value-{i / sources}"));
        }

        for (var i = 0; i < sources; i++)
        {
            var name = $"github-{i}-tekton";
            await Eventually.HoldsAsync(() => Text(cluster.Server.Secrets.Get("team", name), "password") == $"{Canary}-value-99", name);
        }

        var writes = cluster.Server.Requests.Count(request => request is { IsWrite: true, Resource: "secrets" });
        Assert.InRange(writes, sources, (5 * clock.Elapsed.TotalSeconds) + 10);
    }

    [Fact]
    public async Task T14_What_lost_its_source_while_nobody_ran_is_taken_away()
    {
        await using var cluster = await Cluster.StartAsync(new KubernetesServerOptions { CollectsGarbage = false });
        cluster.Apply("github", Https("first"));
        await cluster.RunSecretSyncAsync("once");
        cluster.Server.Secrets.Delete("team", "github");
        Assert.NotNull(cluster.Server.Secrets.Get("team", "github-tekton"));

        await cluster.StartSecretSyncAsync();

        await cluster.IsGoneAsync("github-tekton");
    }

    [Fact]
    public async Task T15_A_source_that_is_made_anew_owns_its_derived_Secret_again()
    {
        await using var cluster = await Cluster.StartAsync();
        cluster.Apply("github", Https("first"));
        await cluster.StartSecretSyncAsync();
        await cluster.WithPasswordAsync("github-tekton", "first");

        cluster.Server.Secrets.Delete("team", "github");
        var source = cluster.Apply("github", Https("second"));

        var derived = await cluster.SecretAsync("github-tekton", secret => (string?)secret["metadata"]!["ownerReferences"]?[0]?["uid"] == Uid(source));
        Assert.Equal($"{Canary}-second", Text(derived, "password"));
    }

    /// <summary>That nothing secret is in outputs, events and metadata is looked at in every test, when its <see cref="Cluster"/> ends.</summary>
    [Fact]
    public async Task T17_No_value_is_said_even_where_everything_is_logged_and_much_goes_wrong()
    {
        await using var cluster = await Cluster.StartAsync();
        cluster.Apply("github", Https("first"));
        cluster.Apply("broken", [("username", "me"), ("password", $"{Canary}\n{Canary}")]);
        cluster.Apply("both", [("password", Canary), ("ssh-privatekey", Canary)]);
        cluster.Apply("url", Https("first"), annotations: $"{{ secret-sync.dev/git-hosts: 'https://me:{Canary.ToUpperInvariant()}@ghe.corp' }}");
        foreach (var code in (int[])[400, 409, 413, 422, 500])
        {
            cluster.Server.Faults.Add(new Fault { Kind = FaultKind.Answer(code, "Invalid", $"data.password: {Canary}"), On = request => request is { Verb: "create", Resource: "secrets" } });
        }

        await cluster.StartSecretSyncAsync("--log-level", "debug");

        await cluster.WithPasswordAsync("github-tekton", "first");
        await cluster.EventAsync("SourceInvalid", "broken");
        await cluster.EventAsync("SourceInvalid", "both");
        var derived = await cluster.SecretAsync("url-tekton", _ => true);
        Assert.Equal("https://ghe.corp", Annotation(derived, "tekton.dev/git-0"));
    }

    /// <summary>That no request is refused is looked at in every test; here, that the Roles have nothing that is not needed.</summary>
    [Fact]
    public async Task T18_The_Roles_have_what_is_asked_for_and_no_more()
    {
        await using var cluster = await Cluster.StartAsync(new KubernetesServerOptions { CollectsGarbage = false });
        cluster.Apply("github", Https("first"));
        await cluster.StartSecretSyncAsync();
        await cluster.WithPasswordAsync("github-tekton", "first");
        cluster.Apply("github", Https("second"));
        await cluster.WithPasswordAsync("github-tekton", "second");
        await cluster.EventAsync("TektonSecretUpdated", "github");
        cluster.Server.Secrets.Delete("team", "github");
        await cluster.IsGoneAsync("github-tekton");

        var asked = cluster.Server.Requests.Select(request => $"{request.Resource} {request.Verb}").Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(await ShippedRoles.RightsOfSecretSyncAsync("team", "secret-sync", "team"), asked);
    }

    [Fact]
    public async Task T19_Two_that_run_at_once_agree()
    {
        await using var cluster = await Cluster.StartAsync();
        var started = await Task.WhenAll(cluster.StartSecretSyncAsync(), cluster.StartSecretSyncAsync());

        for (var i = 0; i < 10; i++)
        {
            cluster.Apply($"github-{i}", Https("first"));
        }

        for (var i = 0; i < 10; i++)
        {
            await cluster.WithPasswordAsync($"github-{i}-tekton", "first");
        }

        await cluster.SettleAsync(TimeSpan.FromSeconds(1));
        var writes = cluster.Server.Requests.Count(request => request.IsWrite && request.Resource == "secrets" && request.Status is 200 or 201);
        Assert.Equal(10, cluster.Server.Requests.Count(request => request is { Verb: "create", Resource: "secrets", Status: 201 }));
        Assert.All(started, command => Assert.False(command.HasEnded));
        Assert.True(writes >= 10);
    }
}
