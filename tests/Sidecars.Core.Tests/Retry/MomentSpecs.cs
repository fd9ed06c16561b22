using Sidecars.Support;

namespace Sidecars.Retry;

public sealed class MomentSpecs
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void It_has_not_come_before_either_clock_says_so()
    {
        var moment = Moment.Now(_time).After(TimeSpan.FromMinutes(10));

        _time.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromTicks(1));

        Assert.False(moment.HasCome(_time));
        Assert.Equal(TimeSpan.FromTicks(1), moment.Left(_time));
    }

    [Fact]
    public void It_has_come_when_its_time_is_there_to_the_tick()
    {
        var moment = Moment.Now(_time).After(TimeSpan.FromMinutes(10));

        _time.Advance(TimeSpan.FromMinutes(10));

        Assert.True(moment.HasCome(_time));
    }

    [Fact]
    public void It_comes_with_a_wall_clock_that_is_set_forward()
    {
        var moment = Moment.Now(_time).After(TimeSpan.FromMinutes(10));

        _time.StepWall(TimeSpan.FromMinutes(11));

        Assert.True(moment.HasCome(_time));
        Assert.Equal(TimeSpan.FromMinutes(-1), moment.Left(_time));
    }

    [Fact]
    public void It_comes_by_the_machines_clock_when_the_wall_clock_is_set_back()
    {
        var moment = Moment.Now(_time).After(TimeSpan.FromMinutes(10));

        _time.StepWall(TimeSpan.FromDays(-1));
        _time.Advance(TimeSpan.FromMinutes(10));

        Assert.True(moment.HasCome(_time));
    }

    [Fact]
    public void It_comes_during_suspend()
    {
        var moment = Moment.Now(_time).After(TimeSpan.FromMinutes(10));

        _time.Suspend(TimeSpan.FromMinutes(10));

        Assert.True(moment.HasCome(_time));
    }
}
