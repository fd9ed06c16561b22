using System.Text;
using GitHubEmulator.Tests.Support;

namespace GitHubEmulator.Tests;

public sealed class TokenSpecs : GitHubFixture
{
    [Fact]
    public async Task A_token_lists_the_repositories_it_reaches()
    {
        var one = await MintAsync("""{"repositories":["beta"]}""");
        var all = await MintAsync();

        Assert.Equal(["octo-org/beta"], NamesIn(await GetAsync("/installation/repositories", one)));
        Assert.Equal(["octo-org/alpha", "octo-org/beta"], NamesIn(await GetAsync("/installation/repositories", all)));
    }

    [Fact]
    public async Task Lists_come_in_pages_with_links_to_the_others()
    {
        var token = await MintAsync();

        var first = await GetAsync("/installation/repositories?per_page=1", token);
        var second = await GetAsync("/installation/repositories?per_page=1&page=2", token);

        Assert.Equal(["octo-org/alpha"], NamesIn(first));
        Assert.Equal(["octo-org/beta"], NamesIn(second));
        Assert.Equal(2, first.Json.GetProperty("total_count").GetInt32());

        var pages = $"<{GitHub.ApiUrl}/installation/repositories?per_page=1&page=";
        Assert.Equal($"{pages}2>; rel=\"next\", {pages}2>; rel=\"last\"", first.Header("Link"));
        Assert.Equal($"{pages}1>; rel=\"prev\", {pages}1>; rel=\"first\"", second.Header("Link"));
    }

    [Fact]
    public async Task A_token_reads_its_own_repositories_and_finds_no_others()
    {
        var token = await MintAsync("""{"repositories":["beta"]}""");

        var own = await GetAsync("/repos/octo-org/beta", token);
        var other = await GetAsync("/repos/octo-org/alpha", token);

        Assert.Equal((200, "octo-org/beta"), (own.Status, own.Json.GetProperty("full_name").GetString()));
        Assert.Equal((404, "Not Found"), (other.Status, other.Message));
        Assert.Equal(404, (await SendAsync("GET", "/repos/octo-org/beta")).Status);
    }

    [Fact]
    public async Task Everybody_reads_a_public_repository()
    {
        Alpha.IsPrivate = false;

        Assert.Equal(200, (await SendAsync("GET", "/repos/octo-org/alpha")).Status);
    }

    [Fact]
    public async Task A_repository_the_owner_took_back_is_gone_at_once()
    {
        var token = await MintAsync();
        Installation.Repositories = ["beta"];

        Assert.Equal(404, (await GetAsync("/repos/octo-org/alpha", token)).Status);
    }

    [Theory]
    [InlineData("Bearer {0}")]
    [InlineData("bearer {0}")]
    [InlineData("token {0}")]
    public async Task A_token_travels_as_a_bearer_or_as_a_token(string authorization)
    {
        var token = await MintAsync();

        Assert.Equal(200, (await SendAsync("GET", "/rate_limit", authorization.Replace("{0}", token.Value, StringComparison.Ordinal))).Status);
    }

    [Fact]
    public async Task A_token_travels_as_a_password()
    {
        var pair = Convert.ToBase64String(Encoding.UTF8.GetBytes($"x-access-token:{(await MintAsync()).Value}"));

        Assert.Equal(200, (await SendAsync("GET", "/installation/repositories", $"Basic {pair}")).Status);
    }

    [Fact]
    public async Task A_token_is_dead_when_it_expires()
    {
        var token = await MintAsync();

        Time.Advance(TimeSpan.FromMinutes(60) - TimeSpan.FromSeconds(1));
        Assert.Equal(200, (await GetAsync("/installation/repositories", token)).Status);

        Time.Advance(TimeSpan.FromSeconds(1));
        AssertDead(await GetAsync("/installation/repositories", token));
    }

    [Fact]
    public async Task A_token_is_dead_when_it_is_revoked()
    {
        var token = await MintAsync();

        Assert.Equal(204, (await SendAsync("DELETE", "/installation/token", "Bearer " + token.Value)).Status);

        Assert.True(token.IsRevoked);
        AssertDead(await GetAsync("/installation/repositories", token));
        AssertDead(await SendAsync("DELETE", "/installation/token", "Bearer " + token.Value));
    }

    [Fact]
    public async Task The_server_can_revoke_a_token()
    {
        var token = await MintAsync();

        GitHub.Revoke(token.Value);

        AssertDead(await GetAsync("/rate_limit", token));
    }

    [Fact]
    public async Task A_token_is_dead_when_the_app_was_installed_anew()
    {
        var token = await MintAsync();

        Installation.Id++;

        AssertDead(await GetAsync("/rate_limit", token));
    }

    [Fact]
    public async Task A_suspended_installation_is_told_so()
    {
        var token = await MintAsync();
        Installation.Suspended = true;

        var answer = await GetAsync("/installation/repositories", token);

        Assert.Equal((403, "This installation has been suspended"), (answer.Status, answer.Message));
    }

    [Fact]
    public async Task A_token_is_refused_as_often_as_wanted_before_it_works()
    {
        GitHub.RefuseFreshTokens(api: 2);
        var token = await MintAsync();

        AssertDead(await GetAsync("/rate_limit", token));
        AssertDead(await GetAsync("/rate_limit", token));
        Assert.Equal(200, (await GetAsync("/rate_limit", token)).Status);
    }

    [Fact]
    public async Task A_fresh_token_can_be_refused_with_403()
    {
        GitHub.RefuseFreshTokens(api: 1, apiStatus: 403);
        var token = await MintAsync();

        Assert.Equal("Resource not accessible by integration", (await GetAsync("/rate_limit", token)).Message);
        Assert.Equal(200, (await GetAsync("/rate_limit", token)).Status);
    }

    [Fact]
    public async Task Without_a_token_there_is_nothing_to_ask_about()
    {
        var answer = await SendAsync("GET", "/installation/repositories");

        Assert.Equal((401, "Requires authentication"), (answer.Status, answer.Message));
    }

    [Fact]
    public async Task A_JWT_is_no_token()
    {
        AssertDead(await SendAsync("GET", "/installation/repositories", "Bearer " + Jwt()));
    }

    [Fact]
    public async Task An_installation_is_no_user()
    {
        var answer = await GetAsync("/user", await MintAsync());

        Assert.Equal((403, "Resource not accessible by integration"), (answer.Status, answer.Message));
        Assert.Equal(401, (await SendAsync("GET", "/user")).Status);
    }

    [Fact]
    public async Task Requests_are_counted_but_asking_for_the_count_is_free()
    {
        var token = await MintAsync();
        await GetAsync("/installation/repositories", token);

        var before = await GetAsync("/rate_limit", token);
        var after = await GetAsync("/rate_limit", token);
        var current = await SendAsync("GET", "/rate_limit", "Bearer " + token.Value, version: "2026-03-10");

        Assert.Equal(4999, before.Json.GetProperty("rate").GetProperty("remaining").GetInt32());
        Assert.Equal(before.Body, after.Body);
        Assert.Equal("4999", after.Header("x-ratelimit-remaining"));
        Assert.False(current.Json.TryGetProperty("rate", out _));
    }

    private static void AssertDead(ApiAnswer answer) => Assert.Equal((401, "Bad credentials"), (answer.Status, answer.Message));

    private static IEnumerable<string?> NamesIn(ApiAnswer answer) =>
        answer.Json.GetProperty("repositories").EnumerateArray().Select(repository => repository.GetProperty("full_name").GetString());
}
