using Sidecars.Kubernetes.Objects;

namespace Sidecars.Kubernetes.Sync;

/// <summary>When a Secret is written, and what is never touched.</summary>
public sealed class DeciderSpecs
{
    private static readonly SecretName Name = new("team", "github-tekton");

    private static readonly Decider Decider = new(Secrets.Options);

    [Fact]
    public void It_is_made_where_there_is_none() => Assert.IsType<Decision.Create>(Decide(Secrets.Https, derived: null));

    [Fact]
    public void It_is_left_where_it_is_as_it_should_be() => Assert.Equal(new Decision.Leave(), Decide(Secrets.Https, Secrets.Https.Made()));

    public static TheoryData<string, Func<Secret, Secret>> Changes => new()
    {
        { "data.password", secret => secret with { Data = Changed(secret, "password") } },
        { "data.username", secret => secret with { Data = Changed(secret, "username") } },
        { "data..gitconfig", secret => secret with { Data = Changed(secret, ".gitconfig") } },
        { "data..git-credentials", secret => secret with { Data = Changed(secret, ".git-credentials") } },
        { "data..git-credentials", secret => secret with { Data = secret.Data!.Where(pair => pair.Key != ".git-credentials").ToDictionary() } },
        { "data.stale", secret => secret with { Data = secret.Data!.Append(new("stale", [1])).ToDictionary() } },
        { "annotations.tekton.dev/git-0", secret => secret.With("tekton.dev/git-1", "x") with { Metadata = secret.Metadata with { Annotations = secret.Metadata.Annotations!.Where(pair => pair.Key != "tekton.dev/git-0").ToDictionary() } } },
        { "annotations.tekton.dev/git-1", secret => secret.With("tekton.dev/git-1", "https://ghe.corp") },
        { "annotations.tekton.dev/docker-0", secret => secret.With("tekton.dev/docker-0", "https://ghcr.io") },
        { "labels.app.kubernetes.io/component", secret => secret.Labelled(Marks.Component, null) },
        { "ownerReferences", secret => secret with { Metadata = secret.Metadata with { OwnerReferences = [new("v1", "Secret", "github", "older")] } } },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void It_is_patched_where_something_of_ours_differs(string what, Func<Secret, Secret> change)
        => Assert.Equal([what], Assert.IsType<Decision.Patch>(Decide(Secrets.Https, change(Secrets.Https.Made()))).Changed);

    public static TheoryData<Func<Secret, Secret>, Func<Secret, Secret>> NoChanges => new()
    {
        { source => source with { Metadata = source.Metadata with { ResourceVersion = "99" } }, derived => derived },
        { source => source.With("kubectl.kubernetes.io/last-applied-configuration", "{}").Labelled("team", "a"), derived => derived },
        { source => source, derived => derived.With("somebody/else", "x").Labelled("somebody/else", "y") },
        { source => source, derived => derived.With(Marks.SyncedAt, "2026-11-21T00:00:00Z") },
        { source => source with { Data = source.Data!.Reverse().ToDictionary() }, derived => derived with { Data = derived.Data!.Reverse().ToDictionary() } },
    };

    [Theory]
    [MemberData(nameof(NoChanges))]
    public void Nothing_else_is_a_reason(Func<Secret, Secret> changeSource, Func<Secret, Secret> changeDerived)
        => Assert.IsType<Decision.Leave>(Decide(changeSource(Secrets.Https), changeDerived(Secrets.Https.Made())));

    [Fact]
    public void Another_type_means_a_new_one()
        => Assert.Contains("type", Assert.IsType<Decision.Replace>(Decide(Secrets.Https, Secrets.Https.Made() with { Type = SecretTypes.SshAuth })).Changed);

    [Fact]
    public void What_is_immutable_is_replaced()
        => Assert.Equal("ImmutableReplaced", Assert.IsType<Decision.Replace>(Decide(Secrets.Https, Secrets.Https.Made() with { Immutable = true, Data = [] })).Reason);

    [Fact]
    public void Somebody_elses_is_never_touched()
    {
        var theirs = Secrets.Https.Made().Labelled(Marks.ManagedBy, "Helm") with { Data = [] };

        Assert.Equal("UnmanagedConflict", Leave(Secrets.Https, theirs).Reason);
        Assert.Null(Leave(source: null, theirs).Reason);
    }

    [Fact]
    public void One_whose_label_was_taken_away_is_handed_back() => Assert.IsType<Decision.Leave>(Decide(source: null, Secrets.Https.Made().Labelled(Marks.ManagedBy, null)));

    [Fact]
    public void One_that_follows_another_source_is_a_conflict()
        => Assert.Equal("UnmanagedConflict", Leave(Secrets.Https, (Secrets.Https.Made() with { Data = [] }) is var made ? made with { Metadata = made.Metadata with { Annotations = new() { [Marks.Source] = "other" } } } : null!).Reason);

    [Fact]
    public void Either_of_the_two_can_be_paused()
    {
        var changed = Secrets.Https.Made() with { Data = [] };

        Assert.IsType<Decision.Leave>(Decide(Secrets.Https.With(Marks.Sync, "false"), changed));
        Assert.IsType<Decision.Leave>(Decide(Secrets.Https, changed.With(Marks.Sync, "false")));
        Assert.IsType<Decision.Leave>(Decide(source: null, changed.With(Marks.Sync, "false")));
    }

    [Fact]
    public void One_that_is_being_deleted_is_waited_for()
        => Assert.IsType<Decision.Leave>(Decide(Secrets.Https, Secrets.Https.Made() is var made ? made with { Data = [], Metadata = made.Metadata with { DeletionTimestamp = DateTimeOffset.UnixEpoch } } : null));

    [Fact]
    public void Without_its_source_it_goes_after_a_while() => Assert.Equal(new Decision.Delete(AfterGrace: true), Decide(source: null, Secrets.Https.Made()));

    [Fact]
    public void Without_the_sources_label_it_goes_too() => Assert.Equal(new Decision.Delete(AfterGrace: true), Decide(Secrets.Https.Labelled(Marks.Tekton, null), Secrets.Https.Made()));

    [Fact]
    public void A_source_that_cannot_be_used_any_more_leaves_it_as_it_is_unless_asked_otherwise()
    {
        var broken = Secrets.Source(("username", "u"));

        Assert.Equal("SourceInvalid", Leave(broken, Secrets.Https.Made()).Reason);
        Assert.IsType<Decision.Delete>(new Decider(Secrets.Options with { DeletesInvalid = true }).Decide(Name, broken, Secrets.Https.Made()));
    }

    [Fact]
    public void A_name_that_would_be_too_long_is_said()
    {
        var source = Secrets.Https with { Metadata = Secrets.Https.Metadata with { Name = new string('a', 253) } };

        Assert.Equal("NameTooLong", Assert.IsType<Decision.Leave>(Decider.Decide(TektonSecret.Of(source.FullName), source, derived: null)).Reason);
    }

    [Fact]
    public void Nothing_is_made_of_what_was_made()
    {
        var made = Secrets.Https.Made().Labelled(Marks.Tekton, Marks.Wanted);

        Assert.IsType<Decision.Leave>(Decider.Decide(TektonSecret.Of(made.FullName), made, derived: null));
    }

    [Fact]
    public void What_an_operator_made_is_taken_over_when_its_source_changes()
    {
        var source = Secrets.Https.Labelled(Marks.Tekton, null);
        var theirs = OfOperator("https://me:s3cret@github.com");

        Assert.IsType<Decision.Leave>(Decide(source, theirs));
        var adopted = Assert.IsType<Decision.Replace>(Decide(source, OfOperator("https://me:older@github.com")));
        Assert.Equal("TektonSecretAdopted", adopted.Reason);
        Assert.Equal("true", adopted.Content.Annotations[Marks.Adopted]);
        Assert.IsType<Decision.Replace>(new Decider(Secrets.Options with { Migrates = true }).Decide(Name, source, theirs));
    }

    [Fact]
    public void What_was_taken_over_goes_on_without_a_label_of_its_source()
    {
        var source = Secrets.Https.Labelled(Marks.Tekton, null);
        var adopted = Assert.IsType<Decision.Replace>(Decide(source, OfOperator("https://me:older@github.com")));
        var made = Writing.NewSecret(Name, adopted.Content, source.FullName, before: null, DateTimeOffset.UnixEpoch);

        Assert.Equal(new Decision.Leave(), Decide(source, made));
    }

    [Fact]
    public void Written_twice_the_second_time_changes_nothing()
    {
        var random = new Random(4711);
        var patches = 0;
        for (var i = 0; i < 2000; i++)
        {
            var (first, second) = (RandomSource(random), RandomSource(random));
            if (new TektonSecret("https://github.com").Of(first).Content is null || Decide(second, first.Made()) is not Decision.Patch patch)
            {
                continue;
            }

            patches++;
            Assert.Equal(new Decision.Leave(), Decide(second, Apply(first.Made(), Writing.Patch(first.Made(), patch.Content, second.FullName, DateTimeOffset.UnixEpoch))));
        }

        Assert.True(patches > 200, $"{patches} of 2000 were tried");
    }

    [Fact]
    public void A_copy_is_wanted_there_and_let_go_here()
    {
        var copy = new Secret { Metadata = new() { Name = "github", Namespace = "other", Labels = new() { [Marks.ManagedBy] = Marks.Us }, Annotations = new() { [Marks.CopyOf] = "team/github" } }, Type = SecretTypes.BasicAuth };
        var let = Secrets.Https.With(Marks.CopyTo, "others, other");

        Assert.Equal(let.Data!["password"], Assert.IsType<Decision.Patch>(Decider.Decide(copy.FullName, let, copy)).Content.Data["password"]);
        Assert.Equal("SourceInvalid", Assert.IsType<Decision.Leave>(Decider.Decide(copy.FullName, Secrets.Https, copy)).Reason);
        Assert.Equal("UnmanagedConflict", Assert.IsType<Decision.Leave>(Decider.Decide(copy.FullName, let, copy.Labelled(Marks.ManagedBy, null))).Reason);
    }

    [Fact]
    public void Only_what_says_that_it_was_made_of_a_source_goes_with_it()
    {
        var theirs = OfOperator("https://me:s3cret@github.com");

        Assert.IsType<Decision.Delete>(Decide(source: null, theirs));
        Assert.IsType<Decision.Leave>(Decide(source: null, theirs.Labelled(Marks.OperatorSource, null)));
        Assert.IsType<Decision.Leave>(Decide(Secrets.Https.Labelled(Marks.Tekton, null), theirs.Labelled(Marks.OperatorSource, "other")));
        Assert.IsType<Decision.Leave>(Decide(source: null, theirs.Labelled(Marks.OperatorSource, null).Labelled(Marks.ManagedBy, Marks.Us)));
    }

    [Fact]
    public void A_source_without_a_label_is_not_copied()
    {
        var copy = new Secret { Metadata = new() { Name = "github", Namespace = "other", Labels = new() { [Marks.ManagedBy] = Marks.Us }, Annotations = new() { [Marks.CopyOf] = "team/github" } } };

        Assert.Equal(new Decision.Leave(), Decider.Decide(copy.FullName, Secrets.Https.With(Marks.CopyTo, "*").Labelled(Marks.Tekton, null), copy));
        Assert.Equal(new Decision.Delete(AfterGrace: true), Decider.Decide(copy.FullName, Secrets.Https.With(Marks.CopyTo, "*").Labelled(Marks.Tekton, null), copy.With(Marks.SourceUid, "uid-1")));
    }

    private static Decision Decide(Secret? source, Secret? derived) => Decider.Decide(Name, source, derived);

    private static Decision.Leave Leave(Secret? source, Secret? derived) => Assert.IsType<Decision.Leave>(Decide(source, derived));

    private static Dictionary<string, byte[]> Changed(Secret secret, string key) => secret.Data!.ToDictionary(pair => pair.Key, pair => pair.Key == key ? [.. pair.Value, 1] : pair.Value);

    private static Secret OfOperator(string credentials) => new()
    {
        Metadata = new() { Name = Name.Name, Namespace = Name.Namespace, Uid = "u", ResourceVersion = "3", Labels = new() { [Marks.ManagedBy] = "jupyter-notebook-validator-operator", [Marks.OperatorSource] = "github" } },
        Type = SecretTypes.Opaque,
        Data = new() { [".git-credentials"] = System.Text.Encoding.UTF8.GetBytes(credentials), [".gitconfig"] = "[credential]\n\thelper = store\n"u8.ToArray() },
    };

    private static Secret RandomSource(Random random)
    {
        string[] values = ["", "a", "b", "c\n"];
        string[] keys = ["username", "password", "token", ".gitconfig", "other"];
        var data = keys.Where(_ => random.Next(3) > 0).Select(key => (key, values[random.Next(values.Length)])).ToArray();
        var hosts = string.Join(',', Enumerable.Range(0, random.Next(3)).Select(i => $"https://h{random.Next(4)}.example"));
        return hosts.Length == 0 ? Secrets.Source(data) : Secrets.Source(data).With(Marks.GitHosts, hosts);
    }

    /// <summary>A merge patch, as RFC 7396 has it, for what we write.</summary>
    private static Secret Apply(Secret secret, System.Text.Json.Nodes.JsonObject patch)
    {
        var json = System.Text.Json.JsonSerializer.SerializeToNode(secret, KubernetesJson.Default.Secret)!.AsObject();
        Merge(json, patch);
        return System.Text.Json.JsonSerializer.Deserialize(json, KubernetesJson.Default.Secret)!;
    }

    private static void Merge(System.Text.Json.Nodes.JsonObject target, System.Text.Json.Nodes.JsonObject patch)
    {
        foreach (var (key, value) in patch)
        {
            if (value is null)
            {
                target.Remove(key);
            }
            else if (value is System.Text.Json.Nodes.JsonObject inner && target[key] is System.Text.Json.Nodes.JsonObject known)
            {
                Merge(known, inner);
            }
            else
            {
                target[key] = value.DeepClone();
            }
        }
    }
}
