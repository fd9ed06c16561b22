using Sidecars.Kubernetes.Objects;
using Sidecars.Kubernetes.Watching;

namespace Sidecars.Kubernetes.Sync;

/// <summary>What the watches say has a Secret looked at, unless it is as it should be.</summary>
public sealed class PairsSpecs
{
    private static readonly SecretName Derived = new("team", "github-tekton");

    private readonly WorkQueue _queue;
    private readonly Pairs _pairs;

    public PairsSpecs()
    {
        var time = new ManualTimeProvider();
        _queue = new(time);
        _pairs = new(new Decider(Secrets.Options), _queue, new Reachability(time), new SyncMetrics(time));
        _pairs.Complete(null);
    }

    [Fact]
    public async Task One_that_is_as_it_should_be_is_not_looked_at()
    {
        _pairs.OfSources().Seen(Secrets.Https);
        Assert.Equal(Derived, await TakeAsync());

        _pairs.OfDerived().Seen(Secrets.Https.Made());
        _pairs.OfSources().Seen(Secrets.Https);

        Assert.Equal(0, _queue.Count);
    }

    [Fact]
    public async Task One_whose_source_is_only_to_be_copied_from_now_on_is_looked_at()
    {
        _pairs.OfSources().Seen(Secrets.Https);
        await TakeAsync();
        _pairs.OfDerived().Seen(Secrets.Https.Made());
        Assert.Equal(0, _queue.Count);

        _pairs.OfSources().Seen(Secrets.Https.Labelled(Marks.Tekton, Marks.CopyOnly));

        Assert.Equal(Derived, await TakeAsync());
        Assert.Equal(0, _pairs.Sources);
    }

    [Fact]
    public async Task A_copy_is_looked_at_when_its_source_changes_and_forgotten_when_it_goes()
    {
        var source = Secrets.Https.With(Marks.CopyTo, "*").Labelled(Marks.Tekton, Marks.CopyOnly);
        _pairs.OfDerived().Seen(Copy("team/github"));
        await TakeAsync();
        _pairs.OfSources().Seen(source);
        Assert.Equal("mine", (await TakeAsync()).Name);

        _pairs.OfDerived().Gone(new("other", "mine"));
        await TakeAsync();
        _pairs.OfSources().Seen(source);

        Assert.Equal((0, 0, 0), (_queue.Count, _pairs.CopiedSources, _pairs.Derived));
    }

    [Fact]
    public async Task A_copy_of_something_else_from_now_on_follows_that()
    {
        for (var i = 0; i < 100; i++)
        {
            _pairs.OfDerived().Seen(Copy($"team/source-{i}"));
            await TakeAsync();
        }

        Assert.Equal(1, _pairs.CopiedSources);
        _pairs.OfSources().Gone(new("team", "source-1"));
        Assert.Equal(0, _queue.Count);
        _pairs.OfSources().Gone(new("team", "source-99"));
        Assert.Equal(1, _queue.Count);
    }

    private static Secret Copy(string of) => new() { Metadata = new() { Name = "mine", Namespace = "other", Labels = new() { [Marks.ManagedBy] = Marks.Us }, Annotations = new() { [Marks.CopyOf] = of } } };

    private async Task<SecretName> TakeAsync()
    {
        Assert.Equal(1, _queue.Due);
        var name = await _queue.TakeAsync(CancellationToken.None);
        _queue.Done(name);
        return name;
    }
}
