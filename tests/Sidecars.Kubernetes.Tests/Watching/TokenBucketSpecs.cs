namespace Sidecars.Kubernetes.Watching;

/// <summary>A few at once, and then so many a second.</summary>
public sealed class TokenBucketSpecs
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task A_few_need_not_wait_and_the_others_come_one_by_one()
    {
        var bucket = new TokenBucket(5, 10, _time);
        for (var i = 0; i < 10; i++)
        {
            Assert.True(bucket.TakeAsync(CancellationToken.None).IsCompleted);
        }

        await _time.RunAsync(async () =>
        {
            for (var i = 0; i < 50; i++)
            {
                await bucket.TakeAsync(CancellationToken.None);
            }
        });

        Assert.InRange(_time.Elapsed.TotalSeconds, 9.9, 10.5);
    }

    [Fact]
    public void Nobody_saves_up_for_more_than_a_few()
    {
        var bucket = new TokenBucket(5, 2, _time);
        _time.Advance(TimeSpan.FromHours(1));

        Assert.Equal([true, true, false], Enumerable.Range(0, 3).Select(_ => bucket.TakeAsync(CancellationToken.None).IsCompleted).ToArray());
    }
}
