using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Sidecars.Cli;
using Sidecars.Support;

namespace Sidecars.GitHub;

public sealed class AppJwtProviderSpecs : IDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly RecordingLogger _logger = new();
    private readonly AppPrivateKey _key = TestKey.Read();
    private readonly ServerClock _clock;

    public AppJwtProviderSpecs() => _clock = new(_time);

    [Fact]
    public async Task Its_header_is_that_of_RS256()
    {
        Assert.Equal("""{"alg":"RS256","typ":"JWT"}""", Decoded((await JwtAsync(Provider())).Split('.')[0]));
    }

    [Fact]
    public async Task Its_claims_are_whole_numbers_dated_back_a_minute_and_good_for_five_and_the_issuer_as_a_string()
    {
        var now = _time.GetUtcNow().ToUnixTimeSeconds();
        _time.Advance(TimeSpan.FromMilliseconds(750));

        var claims = await ClaimsAsync(Provider("123"));

        Assert.Equal($$"""{"iat":{{now - 60}},"exp":{{now + 300}},"iss":"123"}""", claims.GetRawText());
    }

    [Fact]
    public async Task Its_signature_is_that_of_the_key()
    {
        var jwt = await JwtAsync(Provider());
        var parts = jwt.Split('.');

        Assert.Equal(3, parts.Length);
        Assert.DoesNotContain('=', jwt);
        Assert.True(TestKey.Signed($"{parts[0]}.{parts[1]}", Base64Url.DecodeFromChars(parts[2])));
    }

    [Fact]
    public async Task It_goes_as_a_bearer()
    {
        Assert.Equal("Bearer", (await Provider().GetAsync(CancellationToken.None)).Scheme);
    }

    [Fact]
    public async Task It_is_signed_anew_each_time()
    {
        var provider = Provider();
        var first = await ClaimsAsync(provider);
        _time.Advance(TimeSpan.FromSeconds(10));

        var second = await ClaimsAsync(provider);

        Assert.Equal(10, second.GetProperty("iat").GetInt64() - first.GetProperty("iat").GetInt64());
    }

    [Theory]
    [InlineData(-3600)]
    [InlineData(86_400)]
    public async Task A_wrong_clock_is_corrected_from_the_answer(int seconds)
    {
        var provider = Provider();
        var serverTime = _time.GetUtcNow().AddSeconds(seconds);

        Assert.True(provider.Corrects(AboutTheClock(serverTime)));

        Assert.Equal(serverTime.ToUnixTimeSeconds() - 60, (await ClaimsAsync(provider)).GetProperty("iat").GetInt64());
        Assert.Contains($"{seconds} seconds", Assert.Single(_logger.Of(LogLevel.Warning)));
    }

    [Fact]
    public void A_clock_is_corrected_once()
    {
        var provider = Provider();
        Assert.True(provider.Corrects(AboutTheClock(_time.GetUtcNow().AddHours(1))));

        Assert.False(provider.Corrects(AboutTheClock(_time.GetUtcNow().AddHours(2))));
    }

    [Fact]
    public void A_clock_is_not_corrected_from_an_answer_without_date()
    {
        var provider = Provider();

        Assert.False(provider.Corrects(AboutTheClock(null)));

        // And that did not use up the one correction.
        Assert.True(provider.Corrects(AboutTheClock(_time.GetUtcNow().AddHours(1))));
    }

    [Fact]
    public void Another_refusal_corrects_nothing()
    {
        Assert.False(Provider().Corrects(new GitHubException(ExitCode.Key, "no") { ServerTime = _time.GetUtcNow().AddHours(1) }));
    }

    [Fact]
    public async Task A_correction_is_kept_for_the_next_provider_and_goes_with_the_clock()
    {
        Provider().Corrects(AboutTheClock(_time.GetUtcNow().AddHours(1)));
        _time.Advance(TimeSpan.FromMinutes(10));

        var claims = await ClaimsAsync(Provider());

        Assert.Equal(_time.GetUtcNow().AddHours(1).ToUnixTimeSeconds() - 60, claims.GetProperty("iat").GetInt64());
    }

    public void Dispose() => _key.Dispose();

    private AppJwtProvider Provider(string appId = "42") => new(appId, [_key], _clock, _logger);

    private static GitHubException AboutTheClock(DateTimeOffset? serverTime) => new(ExitCode.Unavailable, "clock") { IsAboutTheClock = true, ServerTime = serverTime };

    private static async Task<string> JwtAsync(AppJwtProvider provider) => (await provider.GetAsync(CancellationToken.None)).Parameter!;

    private static async Task<JsonElement> ClaimsAsync(AppJwtProvider provider) => JsonElement.Parse(Decoded((await JwtAsync(provider)).Split('.')[1]));

    private static string Decoded(string part) => Encoding.UTF8.GetString(Base64Url.DecodeFromChars(part));
}
