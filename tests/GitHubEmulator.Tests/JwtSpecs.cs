using System.Text.Json.Nodes;
using GitHubEmulator.Tests.Support;

namespace GitHubEmulator.Tests;

public sealed class JwtSpecs : GitHubFixture
{
    private const string Undecodable = "A JSON web token could not be decoded";
    private const string ExpiryNotInFuture = "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires";
    private const string ExpiryTooFar = "'Expiration time' claim ('exp') is too far in the future";
    private const string IssuedAtNotInPast = "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued";

    private long Now => Time.GetUtcNow().ToUnixTimeSeconds();

    [Fact]
    public async Task The_issuer_may_be_the_client_id_or_the_app_id_as_a_string_or_as_a_number()
    {
        foreach (var issuer in new JsonNode[] { App.ClientId, $"{App.Id}", App.Id })
        {
            var answer = await AskAsync(new JsonObject { ["iss"] = issuer.DeepClone(), ["iat"] = Now, ["exp"] = Now + 600 });

            Assert.Equal(200, answer.Status);
            Assert.Equal(App.Id, answer.Json.GetProperty("id").GetInt64());
        }
    }

    [Fact]
    public async Task An_issuer_that_is_no_app_is_not_found()
    {
        var answer = await AskAsync(Key.Sign("Iv23liUnknownUnknown", Time.GetUtcNow()));

        AssertRefused(answer, 404, "Integration not found");
    }

    [Fact]
    public async Task A_key_of_somebody_else_is_no_key()
    {
        using var other = new AppKey();

        AssertRefused(await AskAsync(other.Sign(App.ClientId, Time.GetUtcNow())), 401, Undecodable);
    }

    [Fact]
    public async Task An_app_can_have_two_keys_and_lose_one()
    {
        using var second = new AppKey();
        App.AddKey(second.PublicPem);

        Assert.Equal(200, (await AskAsync(Jwt())).Status);
        Assert.Equal(200, (await AskAsync(second.Sign(App.ClientId, Time.GetUtcNow()))).Status);

        App.RemoveKey(Key.PublicPem);

        AssertRefused(await AskAsync(Jwt()), 401, Undecodable);
        Assert.Equal(200, (await AskAsync(second.Sign(App.ClientId, Time.GetUtcNow()))).Status);
    }

    [Fact]
    public async Task An_app_without_a_key_is_told_to_generate_one()
    {
        App.RemoveKey(Key.PublicPem);

        AssertRefused(await AskAsync(Jwt()), 401, "Integration must generate a public key");
    }

    [Theory]
    [InlineData("token {0}")]
    [InlineData("Bearer {0}x")]
    [InlineData("Bearer a.b.c")]
    [InlineData("Bearer {0}==")]
    [InlineData("Bearer abc")]
    [InlineData("Bearer ghs_012345678901234567890123456789012345")]
    [InlineData("Basic eC1hY2Nlc3MtdG9rZW46eA==")]
    [InlineData(null)]
    public async Task Anything_but_a_JWT_sent_as_a_bearer_cannot_be_decoded(string? authorization)
    {
        var answer = await SendAsync("GET", "/app", authorization?.Replace("{0}", Jwt(), StringComparison.Ordinal));

        AssertRefused(answer, 401, Undecodable);
    }

    [Fact]
    public async Task Only_RS256_is_decoded()
    {
        var claims = new JsonObject { ["iss"] = App.ClientId, ["iat"] = Now, ["exp"] = Now + 60 };

        AssertRefused(await AskAsync(Key.Sign(claims, "none")), 401, Undecodable);
        AssertRefused(await AskAsync(Key.Sign(claims, "RS512")), 401, Undecodable);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(0, false)]
    [InlineData(-1, false)]
    public async Task The_expiry_is_in_the_future(int secondsFromNow, bool isGood)
    {
        var answer = await AskAsync(new JsonObject { ["iss"] = App.ClientId, ["iat"] = Now - 60, ["exp"] = Now + secondsFromNow });

        AssertJudged(answer, isGood, ExpiryNotInFuture);
    }

    [Theory]
    [InlineData(600, true)]
    [InlineData(601, false)]
    public async Task The_expiry_is_ten_minutes_away_at_most(int secondsFromNow, bool isGood)
    {
        var answer = await AskAsync(new JsonObject { ["iss"] = App.ClientId, ["iat"] = Now, ["exp"] = Now + secondsFromNow });

        AssertJudged(answer, isGood, ExpiryTooFar);
    }

    [Theory]
    [InlineData(-3600, true)]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public async Task The_issue_is_not_in_the_future(int secondsFromNow, bool isGood)
    {
        var answer = await AskAsync(new JsonObject { ["iss"] = App.ClientId, ["iat"] = Now + secondsFromNow, ["exp"] = Now + 60 });

        AssertJudged(answer, isGood, IssuedAtNotInPast);
    }

    [Fact]
    public async Task Times_are_whole_numbers()
    {
        foreach (var expiry in new JsonNode?[] { null, Now + 60.5, $"{Now + 60}" })
        {
            AssertRefused(await AskAsync(new JsonObject { ["iss"] = App.ClientId, ["iat"] = Now, ["exp"] = expiry?.DeepClone() }), 401, ExpiryNotInFuture);
        }

        foreach (var issued in new JsonNode?[] { null, Now - 60.5, $"{Now - 60}" })
        {
            AssertRefused(await AskAsync(new JsonObject { ["iss"] = App.ClientId, ["iat"] = issued?.DeepClone(), ["exp"] = Now + 60 }), 401, IssuedAtNotInPast);
        }
    }

    [Fact]
    public async Task Times_are_judged_by_the_servers_clock_which_every_answer_tells()
    {
        var onTime = Key.Sign(App.ClientId, Time.GetUtcNow());
        GitHub.ClockSkew = TimeSpan.FromMinutes(-20);

        var answer = await AskAsync(onTime);

        AssertRefused(answer, 401, ExpiryTooFar);
        Assert.Equal(Time.GetUtcNow() - TimeSpan.FromMinutes(20), answer.Headers.Date);
        Assert.Equal(200, (await AskAsync(Jwt())).Status);
    }

    private Task<ApiAnswer> AskAsync(JsonObject claims) => AskAsync(Key.Sign(claims));

    private Task<ApiAnswer> AskAsync(string jwt) => SendAsync("GET", "/app", "Bearer " + jwt);

    private static void AssertJudged(ApiAnswer answer, bool isGood, string message)
    {
        if (isGood)
        {
            Assert.Equal(200, answer.Status);
        }
        else
        {
            AssertRefused(answer, 401, message);
        }
    }

    private static void AssertRefused(ApiAnswer answer, int status, string message)
    {
        Assert.Equal((status, message), (answer.Status, answer.Message));
        Assert.Equal($"{status}", answer.Json.GetProperty("status").GetString());
        Assert.StartsWith("https://docs.github.com/rest", answer.Json.GetProperty("documentation_url").GetString(), StringComparison.Ordinal);
    }
}
