namespace Sidecars.Tokens;

public sealed class MintLimitSpecs
{
    [Theory]
    [InlineData("3/1", 3, 60)]
    [InlineData("1/0.5", 1, 30)]
    [InlineData("1000000/1440", 1_000_000, 86_400)]
    public void It_is_a_burst_and_minutes(string text, int burst, int seconds)
    {
        Assert.Equal(new MintLimit(burst, TimeSpan.FromSeconds(seconds)), MintLimit.Parse(text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("3")]
    [InlineData("3/")]
    [InlineData("/1")]
    [InlineData("0/1")]
    [InlineData("-1/1")]
    [InlineData("3/0")]
    [InlineData("3/-1")]
    [InlineData("3/1/1")]
    [InlineData("3/NaN")]
    [InlineData("3/1441")]
    [InlineData("1000001/1")]
    [InlineData("1.5/1")]
    [InlineData("3/1,5")]
    public void Anything_else_is_refused_with_an_example(string text)
    {
        Assert.Contains("3/1", Assert.Throws<FormatException>(() => MintLimit.Parse(text)).Message);
    }

    [Fact]
    public void The_burst_is_free_and_then_it_is_one_each_minute()
    {
        var limit = new MintLimit(3, TimeSpan.FromMinutes(1));
        var now = TimeSpan.FromHours(5);
        var paidUntil = TimeSpan.Zero;
        var mints = new List<TimeSpan>();

        for (var i = 0; i < 6; i++)
        {
            now += limit.Wait(paidUntil, now);
            paidUntil = limit.Pay(paidUntil, now);
            mints.Add(now - TimeSpan.FromHours(5));
        }

        Assert.Equal([0, 0, 0, 1, 2, 3], mints.Select(mint => mint.TotalMinutes));
    }

    [Fact]
    public void Silence_gives_the_burst_back_and_no_more()
    {
        var limit = new MintLimit(2, TimeSpan.FromMinutes(1));
        var paidUntil = limit.Pay(limit.Pay(TimeSpan.Zero, TimeSpan.Zero), TimeSpan.Zero);
        var later = TimeSpan.FromDays(10);

        paidUntil = limit.Pay(limit.Pay(paidUntil, later), later);

        Assert.Equal(TimeSpan.FromMinutes(1), limit.Wait(paidUntil, later));
    }

    [Fact]
    public void A_burst_of_one_waits_the_whole_time()
    {
        var limit = new MintLimit(1, TimeSpan.FromMinutes(10));

        Assert.Equal(TimeSpan.FromMinutes(7), limit.Wait(limit.Pay(TimeSpan.Zero, TimeSpan.FromMinutes(20)), TimeSpan.FromMinutes(23)));
    }
}
