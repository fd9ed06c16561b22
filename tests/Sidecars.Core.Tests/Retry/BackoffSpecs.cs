namespace Sidecars.Retry;

public sealed class BackoffSpecs
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    [InlineData(4, 16)]
    [InlineData(5, 30)]
    [InlineData(6, 30)]
    [InlineData(100_000, 30)]
    public void It_doubles_from_a_second_up_to_the_longest_and_never_below_half(int attempt, int seconds)
    {
        foreach (var wait in Enumerable.Range(0, 1000).Select(_ => Backoff.Wait(attempt, TimeSpan.FromSeconds(30))))
        {
            Assert.InRange(wait, TimeSpan.FromSeconds(seconds) / 2, TimeSpan.FromSeconds(seconds));
        }
    }

    [Fact]
    public void A_fleet_does_not_come_back_in_step()
    {
        Assert.True(Enumerable.Range(0, 100).Select(_ => Backoff.Wait(5, TimeSpan.FromSeconds(30))).Distinct().Count() > 50);
    }

    [Fact]
    public void What_somebody_else_asks_for_is_never_cut_short_and_at_most_a_tenth_longer()
    {
        foreach (var wait in Enumerable.Range(0, 1000).Select(_ => Backoff.AtLeast(TimeSpan.FromSeconds(100))))
        {
            Assert.InRange(wait, TimeSpan.FromSeconds(100), TimeSpan.FromSeconds(110));
        }
    }

    [Fact]
    public void What_may_not_come_late_comes_at_most_a_tenth_earlier()
    {
        foreach (var wait in Enumerable.Range(0, 1000).Select(_ => Backoff.AtMost(TimeSpan.FromSeconds(100))))
        {
            Assert.InRange(wait, TimeSpan.FromSeconds(90), TimeSpan.FromSeconds(100));
        }
    }
}
