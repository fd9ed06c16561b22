using Sidecars.Support;

namespace Sidecars.Retry;

public sealed class BoundSpecs : IDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Bound _bound;

    public BoundSpecs() => _bound = new(_time, _stop.Token);

    [Fact]
    public void It_is_two_minutes()
    {
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.False(_bound.Token.IsCancellationRequested);

        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.True(_bound.Token.IsCancellationRequested);
        Assert.True(_bound.End.HasCome(_time));
    }

    [Fact]
    public void Being_asked_to_stop_ends_it_at_once()
    {
        _stop.Cancel();

        Assert.True(_bound.Token.IsCancellationRequested);
    }

    [Fact]
    public void A_wait_that_GitHub_asks_for_makes_room_for_an_attempt_after_it()
    {
        Assert.True(_bound.TryExtend(TimeSpan.FromMinutes(5)));

        _time.Advance(TimeSpan.FromMinutes(7));
        Assert.False(_bound.Token.IsCancellationRequested);

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(_bound.Token.IsCancellationRequested);
    }

    [Fact]
    public void A_short_wait_does_not_make_it_shorter()
    {
        Assert.True(_bound.TryExtend(TimeSpan.FromMinutes(8)));
        Assert.True(_bound.TryExtend(TimeSpan.Zero));

        Assert.Equal(TimeSpan.FromMinutes(10), _bound.End.Left(_time));
    }

    [Fact]
    public void It_is_never_over_fifteen_minutes()
    {
        for (var minute = 0; minute < 15; minute++)
        {
            Assert.False(_bound.Token.IsCancellationRequested);
            _bound.TryExtend(TimeSpan.FromMinutes(1));
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.True(_bound.Token.IsCancellationRequested);
        Assert.False(_bound.TryExtend(TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void A_wait_of_fifteen_minutes_is_not_waited_for()
    {
        Assert.False(_bound.TryExtend(TimeSpan.FromMinutes(15)));
        Assert.True(_bound.TryExtend(TimeSpan.FromMinutes(14)));
    }

    public void Dispose()
    {
        _bound.Dispose();
        _stop.Dispose();
    }
}
