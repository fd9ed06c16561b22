using System.Text.Json;
using GitHubEmulator.Tests.Support;

namespace GitHubEmulator.Tests;

public sealed class MintSpecs : GitHubFixture
{
    private const string NotAccessible = "There is at least one repository that does not exist or is not accessible to the parent installation.";
    private const string NotGranted = "The permissions requested are not granted to this installation.";

    [Fact]
    public async Task Without_limits_a_token_can_do_what_the_installation_can()
    {
        var answer = await AskAsync("");

        Assert.Equal(201, answer.Status);
        Assert.Equal("all", answer.Json.GetProperty("repository_selection").GetString());
        Assert.Equal("""{"contents":"write","pull_requests":"write","metadata":"read"}""", answer.Json.GetProperty("permissions").GetRawText());
        Assert.False(answer.Json.TryGetProperty("repositories", out _));
        Assert.Null(answer.Header("x-ratelimit-remaining"));

        var token = Assert.Single(GitHub.IssuedTokens);
        Assert.Equal(answer.Json.GetProperty("token").GetString(), token.Value);
        Assert.Equal("octo-org", token.Owner);
        Assert.Null(token.Repositories);
    }

    [Fact]
    public async Task A_token_lives_an_hour_or_as_long_as_it_is_told_to()
    {
        Assert.Equal("2026-11-20T13:00:00Z", (await AskAsync("")).Json.GetProperty("expires_at").GetString());

        GitHub.TokenLife = TimeSpan.FromSeconds(90);
        GitHub.ClockSkew = TimeSpan.FromSeconds(5);

        Assert.Equal("2026-11-20T12:01:35Z", (await AskAsync("")).Json.GetProperty("expires_at").GetString());
    }

    [Fact]
    public async Task A_stateless_token_is_long_and_has_the_characters_that_clients_stumble_over()
    {
        var token = await MintAsync();

        Assert.Matches($@"^ghs_{App.Id}_[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$", token.Value);
        Assert.InRange(token.Value.Length, 480, 560);
        Assert.Contains('-', token.Value);
    }

    [Fact]
    public async Task A_classic_token_has_forty_characters()
    {
        GitHub.TokenFormat = TokenFormat.Classic;

        Assert.Matches("^ghs_[A-Za-z0-9]{36}$", (await MintAsync()).Value);
    }

    [Fact]
    public async Task A_token_can_be_limited_to_repositories_by_name_and_by_id()
    {
        var byName = await AskAsync("""{"repositories":["alpha"]}""");
        var byId = await AskAsync($$"""{"repository_ids":[{{Beta.Id}}]}""");

        Assert.Equal(["octo-org/alpha"], NamesIn(byName));
        Assert.Equal(["octo-org/beta"], NamesIn(byId));
        Assert.Equal("selected", byName.Json.GetProperty("repository_selection").GetString());
        Assert.Equal(["octo-org/alpha"], GitHub.IssuedTokens[0].Repositories);
    }

    [Theory]
    [InlineData("""{"repositories":["alpha","gamma"]}""")]
    [InlineData("""{"repositories":["octo-org/alpha"]}""")]
    [InlineData("""{"repository_ids":[1]}""")]
    public async Task One_repository_out_of_reach_fails_the_whole_request(string body)
    {
        AssertRefused(await AskAsync(body), 422, NotAccessible);
        Assert.Empty(GitHub.IssuedTokens);
    }

    [Fact]
    public async Task Repositories_the_owner_did_not_select_are_out_of_reach()
    {
        Installation.Repositories = ["beta"];

        AssertRefused(await AskAsync("""{"repositories":["alpha"]}"""), 422, NotAccessible);

        var answer = await AskAsync("");
        Assert.Equal("selected", answer.Json.GetProperty("repository_selection").GetString());
    }

    [Fact]
    public async Task No_more_than_500_repositories_can_be_named()
    {
        var names = JsonSerializer.Serialize(new { repositories = Enumerable.Repeat("alpha", 501) });

        Assert.Equal(422, (await AskAsync(names)).Status);
    }

    [Theory]
    [InlineData("""{"permissions":{"contents":"read"}}""", """{"contents":"read","metadata":"read"}""")]
    [InlineData("""{"permissions":{"contents":"write"}}""", """{"contents":"write","metadata":"read"}""")]
    [InlineData("""{"permissions":{}}""", """{"contents":"write","pull_requests":"write","metadata":"read"}""")]
    public async Task A_token_can_be_limited_to_permissions(string body, string permissions)
    {
        Assert.Equal(permissions, (await AskAsync(body)).Json.GetProperty("permissions").GetRawText());
    }

    [Theory]
    [InlineData("""{"permissions":{"issues":"read"}}""")]
    [InlineData("""{"permissions":{"contents":"admin"}}""")]
    [InlineData("""{"permissions":{"pull-requests":"read"}}""")]
    [InlineData("""{"permissions":{"no_such_thing":"read"}}""")]
    [InlineData("""{"permissions":{"contents":"some"}}""")]
    [InlineData("""{"permissions":{"metadata":"write"}}""")]
    public async Task What_was_not_granted_cannot_be_had(string body)
    {
        AssertRefused(await AskAsync(body), 422, NotGranted);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"repositories":"alpha"}""")]
    [InlineData("""{"repositories":[1]}""")]
    [InlineData("""{"repository_ids":["1"]}""")]
    [InlineData("""{"permissions":["contents"]}""")]
    [InlineData("""{"permissions":{"contents":1}}""")]
    public async Task A_body_of_the_wrong_shape_cannot_be_parsed(string body)
    {
        AssertRefused(await AskAsync(body), 400, "Problems parsing JSON");
    }

    [Fact]
    public async Task An_unknown_installation_is_not_found_and_neither_is_that_of_another_app()
    {
        var other = GitHub.AddInstallation(GitHub.AddApp("other-app", Key.PublicPem), "octo-org");

        AssertRefused(await SendAsync("POST", "/app/installations/1/access_tokens", "Bearer " + Jwt()), 404, "Not Found");
        AssertRefused(await SendAsync("POST", "/app/installations/Iv23li/access_tokens", "Bearer " + Jwt()), 404, "Not Found");
        AssertRefused(await SendAsync("POST", $"/app/installations/{other.Id}/access_tokens", "Bearer " + Jwt()), 404, "Not Found");
    }

    [Fact]
    public async Task A_suspended_installation_gets_no_token_until_it_is_unsuspended()
    {
        Installation.Suspended = true;
        AssertRefused(await AskAsync(""), 403, "This installation has been suspended");

        Installation.Suspended = false;
        Assert.Equal(201, (await AskAsync("")).Status);
    }

    private Task<ApiAnswer> AskAsync(string body) => SendAsync("POST", MintPath, "Bearer " + Jwt(), body);

    private static IEnumerable<string?> NamesIn(ApiAnswer answer) =>
        answer.Json.GetProperty("repositories").EnumerateArray().Select(repository => repository.GetProperty("full_name").GetString());

    private static void AssertRefused(ApiAnswer answer, int status, string message) =>
        Assert.Equal((status, message), (answer.Status, answer.Message));
}
