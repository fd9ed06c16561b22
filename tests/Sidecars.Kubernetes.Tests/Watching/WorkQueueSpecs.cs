using Sidecars.Kubernetes.Objects;

namespace Sidecars.Kubernetes.Watching;

/// <summary>What has to be looked at is, once, and nothing is forgotten.</summary>
public sealed class WorkQueueSpecs
{
    private static readonly SecretName One = new("team", "one");
    private static readonly SecretName Two = new("team", "two");

    private readonly ManualTimeProvider _time = new();
    private readonly WorkQueue _queue;

    public WorkQueueSpecs() => _queue = new(_time);

    [Fact]
    public async Task However_often_it_is_said_it_is_taken_once()
    {
        _queue.Add(One);
        _queue.Add(One);
        _queue.Add(Two);

        Assert.Equal([One, Two], [await TakeAsync(), await TakeAsync()]);
        Assert.Equal(2, _queue.Count);
        _queue.Done(One);
        _queue.Done(Two);
        Assert.Equal(0, _queue.Count);
    }

    [Fact]
    public async Task What_is_said_while_it_is_worked_at_has_it_looked_at_again_but_not_by_two_at_once()
    {
        _queue.Add(One);
        await TakeAsync();
        _queue.Add(One);
        _queue.Add(Two);

        Assert.Equal(Two, await TakeAsync());
        _queue.Done(One);
        Assert.Equal(One, await TakeAsync());
    }

    [Fact]
    public async Task It_wakes_whoever_waits()
    {
        var taken = _queue.TakeAsync(CancellationToken.None);
        Assert.False(taken.IsCompleted);

        _queue.Add(One);

        Assert.Equal(One, await taken);
    }

    [Fact]
    public async Task It_is_taken_at_its_time_and_not_before()
    {
        _queue.Add(One, TimeSpan.FromSeconds(5));

        Assert.Equal(One, await _time.RunAsync(TakeAsync));
        Assert.InRange(_time.Elapsed.TotalSeconds, 5, 5.1);
    }

    [Fact]
    public async Task The_earlier_time_counts()
    {
        _queue.Add(One, TimeSpan.FromMinutes(5));
        _queue.Add(One);
        _queue.Add(One, TimeSpan.FromMinutes(5));
        Assert.Equal(One, await TakeAsync());
        _queue.Done(One);
        _queue.Add(Two, TimeSpan.FromMinutes(6));

        Assert.Equal(Two, await _time.RunAsync(TakeAsync));
    }

    [Fact]
    public async Task Said_for_later_while_it_is_worked_at_it_comes_later()
    {
        _queue.Add(One);
        await TakeAsync();
        _queue.Add(One, TimeSpan.FromSeconds(5));
        _queue.Done(One);

        await _time.RunAsync(TakeAsync);

        Assert.InRange(_time.Elapsed.TotalSeconds, 5, 5.1);
    }

    [Fact]
    public async Task What_is_tried_again_later_is_not_due()
    {
        _queue.Add(One);
        Assert.Equal(1, _queue.Due);
        await TakeAsync();
        Assert.Equal(1, _queue.Due);
        _queue.Add(One, TimeSpan.FromSeconds(5));
        _queue.Done(One);

        Assert.Equal((0, 1), (_queue.Due, _queue.Count));
    }

    [Fact]
    public async Task Many_who_say_and_many_who_take_lose_nothing()
    {
        var queue = new WorkQueue(TimeProvider.System);
        var said = new int[50];
        var seen = new int[50];
        using var end = new CancellationTokenSource();
        var workers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (true)
            {
                var name = await queue.TakeAsync(end.Token);
                var i = int.Parse(name.Name, System.Globalization.CultureInfo.InvariantCulture);
                Volatile.Write(ref seen[i], Volatile.Read(ref said[i]));
                queue.Done(name);
            }
        })).ToArray();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(seed => Task.Run(() =>
        {
            var random = new Random(seed);
            for (var n = 0; n < 20_000; n++)
            {
                var i = random.Next(said.Length);
                Interlocked.Increment(ref said[i]);
                queue.Add(new("team", $"{i}"));
            }
        })));
        Assert.True(SpinWait.SpinUntil(() => queue.Count == 0, TimeSpan.FromSeconds(30)), "not all was taken");
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(workers));

        Assert.Equal(said, seen);
    }

    private Task<SecretName> TakeAsync() => _queue.TakeAsync(CancellationToken.None);
}
