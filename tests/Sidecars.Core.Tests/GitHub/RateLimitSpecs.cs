using System.Globalization;
using System.Net.Http.Headers;

namespace Sidecars.GitHub;

public sealed class RateLimitSpecs
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_429_is_always_one()
    {
        Assert.True(RateLimit.IsHit(429, "", Headers()));
    }

    [Fact]
    public void A_403_is_one_when_something_says_so()
    {
        Assert.True(RateLimit.IsHit(403, "", Headers(("Retry-After", "1"))));
        Assert.True(RateLimit.IsHit(403, "", Headers(("x-ratelimit-remaining", "0"))));
        Assert.True(RateLimit.IsHit(403, "You have exceeded a secondary RATE LIMIT. Please wait.", Headers()));
        Assert.True(RateLimit.IsHit(403, "API rate limit exceeded for installation ID 7.", Headers()));
    }

    [Fact]
    public void A_bare_403_is_none()
    {
        Assert.False(RateLimit.IsHit(403, "This installation has been suspended", Headers()));
        Assert.False(RateLimit.IsHit(403, "", Headers(("x-ratelimit-remaining", "4999"), ("x-ratelimit-reset", "1"))));
    }

    [Theory]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(422)]
    [InlineData(500)]
    public void No_other_status_is_one(int status)
    {
        Assert.False(RateLimit.IsHit(status, "rate limit", Headers(("Retry-After", "1"), ("x-ratelimit-remaining", "0"))));
    }

    [Fact]
    public void Retry_after_counts_in_seconds()
    {
        Assert.Equal(TimeSpan.FromSeconds(17), Wait(("Retry-After", "17")));
    }

    [Fact]
    public void Retry_after_as_a_date_is_by_the_servers_clock()
    {
        var serverTime = Now.AddHours(3);

        Assert.Equal(TimeSpan.FromSeconds(40), Wait(("Date", $"{serverTime:R}"), ("Retry-After", $"{serverTime.AddSeconds(40):R}")));
        Assert.Equal(TimeSpan.FromSeconds(40), Wait(("Retry-After", $"{Now.AddSeconds(40):R}")));
    }

    [Fact]
    public void The_reset_is_by_the_servers_clock_and_a_second_later()
    {
        var serverTime = Now.AddHours(-3);
        var reset = serverTime.AddSeconds(90).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

        Assert.Equal(TimeSpan.FromSeconds(91), Wait(("Date", $"{serverTime:R}"), ("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", reset)));
    }

    [Fact]
    public void The_reset_says_nothing_while_requests_remain()
    {
        Assert.Null(Wait(("x-ratelimit-remaining", "12"), ("x-ratelimit-reset", $"{Now.AddHours(1).ToUnixTimeSeconds()}")));
    }

    [Fact]
    public void Retry_after_comes_before_the_reset()
    {
        Assert.Equal(TimeSpan.FromSeconds(5), Wait(("Retry-After", "5"), ("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", $"{Now.AddHours(1).ToUnixTimeSeconds()}")));
    }

    [Fact]
    public void Without_a_sign_it_is_unsaid()
    {
        Assert.Null(Wait());
    }

    [Theory]
    [InlineData("Retry-After", "Fri, 20 Nov 2020 12:00:00 GMT")]
    [InlineData("x-ratelimit-reset", "1")]
    [InlineData("x-ratelimit-reset", "-99999999999999")]
    public void It_is_never_negative(string header, string value)
    {
        Assert.Equal(TimeSpan.Zero, Wait(("x-ratelimit-remaining", "0"), (header, value)));
    }

    private static TimeSpan? Wait(params (string Name, string Value)[] headers) => RateLimit.Wait(Headers(headers), Now);

    private static HttpResponseHeaders Headers(params (string Name, string Value)[] headers)
    {
        var response = new HttpResponseMessage();
        foreach (var (name, value) in headers)
        {
            Assert.True(response.Headers.TryAddWithoutValidation(name, value));
        }

        return response.Headers;
    }
}
