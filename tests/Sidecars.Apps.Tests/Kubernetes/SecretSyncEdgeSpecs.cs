using System.Diagnostics;
using System.Globalization;
using KubernetesEmulator;
using Sidecars.Apps.Support;
using static Sidecars.Apps.Kubernetes.Cluster;

namespace Sidecars.Apps.Kubernetes;

/// <summary>What else happens to Secrets and to their API server: the edge cases, as docs/secrets.md lists them.</summary>
public sealed class SecretSyncEdgeSpecs
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task A_source_that_is_gone_for_good_takes_its_derived_Secret_with_it()
    {
        await using var cluster = await StartedAsync(new KubernetesServerOptions { CollectsGarbage = false });

        var clock = Stopwatch.StartNew();
        cluster.Server.Secrets.Delete("team", "github");
        await cluster.IsGoneAsync("github-tekton");

        Assert.InRange(clock.Elapsed, Grace - TimeSpan.FromSeconds(0.2), Grace + TimeSpan.FromSeconds(4));
    }

    [Fact]
    public async Task A_source_that_comes_back_keeps_it()
    {
        await using var cluster = await StartedAsync(new KubernetesServerOptions { CollectsGarbage = false });
        var before = Uid(cluster.Server.Secrets.Get("team", "github-tekton"));

        cluster.Server.Secrets.Delete("team", "github");
        await Task.Delay(TimeSpan.FromSeconds(1));
        var source = cluster.Apply("github", Https("second"));

        var derived = await cluster.SecretAsync("github-tekton", secret => (string?)secret["metadata"]!["ownerReferences"]?[0]?["uid"] == Uid(source));
        Assert.Equal((before, $"{Canary}-second"), (Uid(derived), Text(derived, "password")));
    }

    [Fact]
    public async Task What_somebody_changes_in_it_is_put_right_within_two_seconds_or_so()
    {
        await using var cluster = await StartedAsync();
        await Task.Delay(TimeSpan.FromSeconds(2.1));

        var clock = Stopwatch.StartNew();
        cluster.Server.Secrets.Patch("team", "github-tekton", "data: { password: aGFuZA==, stale: eA== }");
        var derived = await cluster.SecretAsync("github-tekton", secret => Text(secret, "password") == $"{Canary}-first");

        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(2), $"It took {clock.Elapsed}.");
        Assert.Null(Text(derived, "stale"));
    }

    [Fact]
    public async Task Whoever_fights_for_it_is_given_in_to_but_once_a_minute()
    {
        await using var cluster = await StartedAsync();
        for (var i = 0; i < 4; i++)
        {
            cluster.Server.Secrets.Patch("team", "github-tekton", $"data: {{ password: {Convert.ToBase64String([(byte)i])} }}");
            if (i < 3)
            {
                await cluster.WithPasswordAsync("github-tekton", "first");
            }
        }

        await cluster.EventAsync("FightDetected", "github");
        var writes = cluster.Writes("github-tekton").Count;
        await Task.Delay(TimeSpan.FromSeconds(4));
        Assert.Equal(writes, cluster.Writes("github-tekton").Count);
    }

    [Fact]
    public async Task What_others_add_to_its_labels_and_annotations_stays()
    {
        await using var cluster = await StartedAsync();

        cluster.Server.Secrets.Patch("team", "github-tekton", "metadata: { labels: { theirs: a }, annotations: { theirs: b } }");
        cluster.Apply("github", Https("second"));
        var derived = await cluster.WithPasswordAsync("github-tekton", "second");

        Assert.Equal(("a", "b"), ((string?)derived["metadata"]!["labels"]!["theirs"], Annotation(derived, "theirs")));
    }

    [Fact]
    public async Task One_that_is_deleted_by_hand_is_made_again()
    {
        await using var cluster = await StartedAsync();
        var uid = Uid(cluster.Server.Secrets.Get("team", "github-tekton"));

        cluster.Server.Secrets.Delete("team", "github-tekton");

        await cluster.SecretAsync("github-tekton", secret => Uid(secret) != uid);
    }

    [Fact]
    public async Task One_whose_label_is_taken_away_is_never_touched_again()
    {
        await using var cluster = await StartedAsync();

        cluster.Server.Secrets.Patch("team", "github-tekton", "metadata: { labels: { app.kubernetes.io/managed-by: null } }");
        await cluster.SettleAsync(TimeSpan.FromSeconds(1));
        cluster.Server.ClearRequests();
        cluster.Apply("github", Https("second"));
        await cluster.EventAsync("UnmanagedConflict", "github");

        Assert.Empty(cluster.Writes("github-tekton"));
    }

    [Fact]
    public async Task A_source_of_another_kind_has_it_made_anew()
    {
        await using var cluster = await StartedAsync();

        cluster.Server.Secrets.Delete("team", "github");
        cluster.Apply("github", [("ssh-privatekey", await KeyAsync("ed25519")), ("known_hosts", "github.com ssh-ed25519 AAAA\n")]);

        await cluster.SecretAsync("github-tekton", secret => (string?)secret["type"] == "kubernetes.io/ssh-auth");
    }

    [Fact]
    public async Task A_source_that_loses_its_password_leaves_it_as_it_is()
    {
        await using var cluster = await StartedAsync();

        cluster.Apply("github", [("username", "me")]);
        await cluster.EventAsync("SourceInvalid", "github");

        Assert.Equal($"{Canary}-first", Text(cluster.Server.Secrets.Get("team", "github-tekton"), "password"));
    }

    [Fact]
    public async Task Unless_it_is_asked_to_delete_it()
    {
        await using var cluster = await Cluster.StartAsync();
        cluster.Apply("github", Https("first"));
        await cluster.StartSecretSyncAsync("--on-invalid", "delete");
        await cluster.WithPasswordAsync("github-tekton", "first");

        cluster.Apply("github", [("username", "me"), ("password", "")]);

        await cluster.IsGoneAsync("github-tekton");
    }

    [Fact]
    public async Task A_name_that_is_too_long_keeps_nobody_else_up()
    {
        await using var cluster = await Cluster.StartAsync();
        var name = new string('a', 250);
        cluster.Apply(name, Https("long"));
        cluster.Apply("github", Https("first"));
        await cluster.StartSecretSyncAsync();

        await cluster.WithPasswordAsync("github-tekton", "first");
        await cluster.EventAsync("NameTooLong", name);
    }

    [Fact]
    public async Task One_that_is_immutable_is_replaced()
    {
        await using var cluster = await StartedAsync();
        cluster.Server.Secrets.Patch("team", "github-tekton", "immutable: true");

        cluster.Apply("github", Https("second"));

        await cluster.WithPasswordAsync("github-tekton", "second");
        await cluster.EventAsync("ImmutableReplaced", "github");
    }

    [Fact]
    public async Task One_that_a_finalizer_holds_is_waited_for()
    {
        await using var cluster = await StartedAsync();
        var uid = Uid(cluster.Server.Secrets.Get("team", "github-tekton"));
        cluster.Server.Secrets.Patch("team", "github-tekton", "metadata: { finalizers: [somebody/waits] }");
        cluster.Server.Secrets.Delete("team", "github-tekton");
        cluster.Apply("github", Https("second"));
        await cluster.SettleAsync(TimeSpan.FromSeconds(1));
        Assert.Equal(uid, Uid(cluster.Server.Secrets.Get("team", "github-tekton")));

        cluster.Server.Secrets.Patch("team", "github-tekton", "metadata: { finalizers: null }");

        await cluster.SecretAsync("github-tekton", secret => Uid(secret) != uid && Text(secret, "password") == $"{Canary}-second");
    }

    [Fact]
    public async Task A_source_whose_label_is_taken_away_is_cleaned_up_after()
    {
        await using var cluster = await StartedAsync();

        cluster.Server.Secrets.Patch("team", "github", "metadata: { labels: { secret-sync.dev/tekton: null } }");

        await cluster.IsGoneAsync("github-tekton");
        Assert.NotNull(cluster.Server.Secrets.Get("team", "github"));
    }

    [Fact]
    public async Task A_pair_can_be_paused()
    {
        await using var cluster = await StartedAsync();

        cluster.Apply("github", Https("second"), annotations: "{ secret-sync.dev/sync: 'false' }");
        await cluster.SettleAsync(TimeSpan.FromSeconds(3));
        Assert.Equal($"{Canary}-first", Text(cluster.Server.Secrets.Get("team", "github-tekton"), "password"));

        cluster.Server.Secrets.Patch("team", "github", "metadata: { annotations: { secret-sync.dev/sync: null } }");
        await cluster.WithPasswordAsync("github-tekton", "second");
    }

    [Fact]
    public async Task A_server_that_starts_again_is_found_again()
    {
        await using var cluster = await StartedAsync();

        await cluster.Server.StopAsync();
        cluster.Apply("github", Https("second"));
        await cluster.Server.ResumeAsync(WatchHistory.Lost);

        await cluster.WithPasswordAsync("github-tekton", "second");
    }

    /// <summary>It takes the 45 seconds in which nobody answers a ping.</summary>
    [Fact]
    [Trait("Category", "Soak")]
    public async Task A_connection_that_is_dead_without_a_word_is_noticed()
    {
        await using var cluster = await Cluster.StartAsync();
        cluster.Server.Faults.Add(FaultKind.HalfOpenWatch(), "watch", times: 4);
        cluster.Apply("github", Https("first"));
        await cluster.StartSecretSyncAsync();
        await Eventually.HoldsAsync(() => cluster.Server.Faults.Pending.Count == 0);

        cluster.Apply("github", Https("second"));

        await Eventually.HoldsAsync(() => Text(cluster.Server.Secrets.Get("team", "github-tekton"), "password") == $"{Canary}-second");
    }

    [Fact]
    public async Task A_restored_cluster_whose_versions_are_lower_is_followed()
    {
        await using var cluster = await StartedAsync();
        var backup = cluster.Server.Backup();
        cluster.Apply("github", Https("lost"));
        await cluster.WithPasswordAsync("github-tekton", "lost");

        await cluster.Server.StopAsync();
        await cluster.FailsToWatchAsync(times: 48);
        await cluster.Server.RestoreAsync(backup);
        cluster.Apply("github", Https("second"));

        await cluster.WithPasswordAsync("github-tekton", "second");
    }

    [Fact]
    public async Task A_server_that_wants_to_be_left_alone_is()
    {
        await using var cluster = await StartedAsync();
        var wait = TimeSpan.FromSeconds(3);
        cluster.Server.Faults.Add(FaultKind.TooManyRequests(wait), "patch");

        cluster.Apply("github", Https("second"));
        await cluster.WithPasswordAsync("github-tekton", "second");

        var patches = cluster.Server.Requests.Where(request => request.Verb == "patch" && request.Resource == "secrets").TakeLast(2).ToList();
        Assert.True(patches[1].At - patches[0].At >= wait, $"It waited {patches[1].At - patches[0].At}.");
    }

    [Fact]
    public async Task What_the_server_refuses_for_good_is_tried_less_and_less()
    {
        await using var cluster = await StartedAsync();
        cluster.Server.Faults.Add(FaultKind.Answer(422, "Invalid", "no"), "patch", int.MaxValue);
        cluster.Server.ClearRequests();

        cluster.Apply("github", Https("second"));
        await Task.Delay(TimeSpan.FromSeconds(6));

        Assert.InRange(cluster.Writes("github-tekton").Count, 2, 8);
    }

    [Fact]
    public async Task A_namespace_that_goes_is_left()
    {
        await using var cluster = await StartedAsync();
        cluster.ExpectRefusals();
        cluster.Server.Namespaces.Create("metadata: { name: other }");
        cluster.Server.TerminateNamespace("other");
        cluster.Server.ClearRequests();

        cluster.Apply("github", Https("second"));
        await cluster.WithPasswordAsync("github-tekton", "second");

        Assert.DoesNotContain(cluster.Server.Requests, request => request is { Namespace: "other", Status: 403 });
    }

    [Fact]
    public async Task A_namespace_that_may_not_be_read_keeps_no_other_up()
    {
        await using var cluster = await Cluster.StartAsync();
        cluster.ExpectRefusals();
        cluster.Environment["SECRET_SYNC_NAMESPACES"] = "team forbidden";
        cluster.Apply("github", Https("first"));

        var command = await cluster.StartSecretSyncAsync();

        await cluster.WithPasswordAsync("github-tekton", "first");
        await command.SaysAsync("Cannot watch the Secrets in forbidden");
        await command.SaysAsync("Secrets are known in 1 of 2 namespaces");
    }

    [Fact]
    public async Task Binary_passwords_are_refused_for_what_git_reads()
    {
        await using var cluster = await Cluster.StartAsync();
        cluster.Server.Secrets.Apply($"metadata: {{ namespace: team, name: github, labels: {{ secret-sync.dev/tekton: \"true\" }} }}\ndata: {{ username: bWU=, password: {Convert.ToBase64String([0xff, 0x00, 0xfe])} }}");
        await cluster.StartSecretSyncAsync();

        await cluster.EventAsync("SourceInvalid", "github");
        Assert.Null(cluster.Server.Secrets.Get("team", "github-tekton"));
    }

    [Theory]
    [InlineData("rsa")]
    [InlineData("ecdsa")]
    [InlineData("ed25519")]
    public async Task T16_A_key_works_for_ssh_as_it_lies_in_the_derived_Secret(string algorithm)
    {
        await using var cluster = await Cluster.StartAsync();
        cluster.Apply("github", [("ssh-privatekey", (await KeyAsync(algorithm)).Replace("\n", "\r\n", StringComparison.Ordinal).TrimEnd())], annotations: "{ secret-sync.dev/git-hosts: 'github.com,ghe.corp:2222' }");
        await cluster.StartSecretSyncAsync();
        var derived = await cluster.SecretAsync("github-tekton", secret => (string?)secret["type"] == "kubernetes.io/ssh-auth");
        await cluster.EventAsync("SshKnownHostsMissing", "github");

        var home = Directory.CreateTempSubdirectory("ssh-");
        try
        {
            var ssh = Directory.CreateDirectory(Path.Combine(home.FullName, ".ssh")).FullName;
            foreach (var key in derived["data"]!.AsObject().Select(pair => pair.Key))
            {
                var file = Path.Combine(ssh, key);
                File.WriteAllText(file, Text(derived, key));
                File.SetUnixFileMode(file, UnixFileMode.UserRead);
            }

            Assert.NotEmpty(await Command.OutputOfAsync("ssh-keygen", "-y", "-f", Path.Combine(ssh, "ssh-privatekey")));
            var settings = await Command.OutputOfAsync("ssh", "-G", "-F", Path.Combine(ssh, "config"), "ghe.corp");
            Assert.Contains("port 2222", settings, StringComparison.Ordinal);
            Assert.Contains($"identityfile ~/.ssh/id_{algorithm}", settings, StringComparison.Ordinal);
        }
        finally
        {
            home.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_copy_follows_where_both_sides_want_it()
    {
        await using var cluster = await Cluster.StartAsync();
        cluster.Apply("github", Https("first"), labels: "{ secret-sync.dev/tekton: copy-only }", annotations: "{ secret-sync.dev/copy-to: other }");
        cluster.Apply("mine", [], labels: "{ app.kubernetes.io/managed-by: secret-sync }", annotations: "{ secret-sync.dev/copy-of: team/github }", where: "other");
        await cluster.StartSecretSyncAsync();
        await cluster.WithPasswordAsync("mine", "first", "other");

        cluster.Apply("github", Https("second"), labels: "{ secret-sync.dev/tekton: copy-only }", annotations: "{ secret-sync.dev/copy-to: other }");
        await cluster.WithPasswordAsync("mine", "second", "other");

        cluster.Apply("github", Https("second"), labels: "{ secret-sync.dev/tekton: copy-only }");
        await cluster.IsGoneAsync("mine", "other");
        Assert.Null(cluster.Server.Secrets.Get("team", "github-tekton"));
    }

    [Fact]
    public async Task Diff_says_what_would_be_done_and_does_nothing()
    {
        await using var cluster = await Cluster.StartAsync();
        cluster.Apply("github", Https("first"));

        var run = await cluster.RunSecretSyncAsync("diff");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.StartsWith("create team/github-tekton: ", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(cluster.Server.Requests, request => request.IsWrite);
    }

    [Fact]
    public async Task It_is_ready_when_it_has_looked_at_all_and_counts_what_it_does()
    {
        await using var cluster = await Cluster.StartAsync();
        cluster.Apply("github", Https("first"));
        await cluster.StartSecretSyncAsync("--listen", "127.0.0.1:0");
        await cluster.WithPasswordAsync("github-tekton", "first");
        var address = (await cluster.SaidAsync("Answering probes")).Split("127.0.0.1:")[1].Split('"', ' ', ',')[0];
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{int.Parse(address, CultureInfo.InvariantCulture)}") };

        await Eventually.HoldsAsync(async () => (await http.GetAsync("/readyz")).IsSuccessStatusCode);
        var metrics = await http.GetStringAsync("/metrics");

        Assert.Contains("secret_sync_syncs_total{result=\"TektonSecretCreated\"} 1", metrics, StringComparison.Ordinal);
        Assert.Contains("secret_sync_managed 1", metrics, StringComparison.Ordinal);
        AssertNoCanary(metrics);
    }

    private static async Task<Cluster> StartedAsync(KubernetesServerOptions? options = null)
    {
        var cluster = await Cluster.StartAsync(options);
        cluster.Apply("github", Https("first"));
        await cluster.StartSecretSyncAsync();
        await cluster.WithPasswordAsync("github-tekton", "first");
        return cluster;
    }

    private static async Task<string> KeyAsync(string algorithm)
    {
        var directory = Directory.CreateTempSubdirectory("key-");
        try
        {
            var file = Path.Combine(directory.FullName, "key");
            await Command.OutputOfAsync("ssh-keygen", "-q", "-t", algorithm, "-N", "", "-C", Canary, "-f", file);
            return File.ReadAllText(file);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
