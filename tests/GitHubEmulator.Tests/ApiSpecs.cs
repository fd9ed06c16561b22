using GitHubEmulator.Tests.Support;

namespace GitHubEmulator.Tests;

public sealed class ApiSpecs : GitHubFixture
{
    [Theory]
    [InlineData("/no/such/thing")]
    [InlineData("/app/")]
    [InlineData("/rate_limit/")]
    [InlineData("/graphql")]
    public async Task What_is_not_there_is_not_found(string path)
    {
        var answer = await GetAsAppAsync(path);

        Assert.Equal((404, "Not Found"), (answer.Status, answer.Message));
        Assert.Equal("404", answer.Json.GetProperty("status").GetString());
    }

    [Fact]
    public async Task The_wrong_method_is_not_found()
    {
        Assert.Equal(404, (await SendAsync("POST", "/app", "Bearer " + Jwt())).Status);
        Assert.Equal(404, (await SendAsync("GET", MintPath, "Bearer " + Jwt())).Status);
    }

    [Fact]
    public async Task A_request_that_does_not_say_who_asks_is_forbidden()
    {
        var answer = await SendAsync("GET", "/app", "Bearer " + Jwt(), userAgent: null);

        Assert.Equal(403, answer.Status);
        Assert.StartsWith("Request forbidden by administrative rules. Please make sure your request has a User-Agent header", answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2022-11-28", 200)]
    [InlineData("2026-03-10", 200)]
    [InlineData(null, 200)]
    [InlineData("2021-01-01", 400)]
    public async Task Only_known_versions_are_answered(string? version, int status)
    {
        Assert.Equal(status, (await SendAsync("GET", "/app", "Bearer " + Jwt(), version: version)).Status);
    }

    [Fact]
    public async Task Two_credentials_are_one_too_many()
    {
        using var client = new RawClient(GitHub.ServerUrl);

        var answer = await client.SendAsync("GET /api/v3/app HTTP/1.1\r\nHost: x\r\nUser-Agent: specs\r\nAuthorization: Bearer a\r\nAuthorization: Bearer b\r\nConnection: close\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
        Assert.Contains("Duplicate header: \\\"Authorization\\\"", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_answer_has_a_request_id_a_date_and_says_it_is_JSON()
    {
        foreach (var answer in new[] { await GetAsAppAsync("/app"), await GetAsAppAsync("/nothing"), await SendAsync("GET", "/user") })
        {
            Assert.NotNull(answer.Header("x-github-request-id"));
            Assert.Equal(Time.GetUtcNow(), answer.Headers.Date);
            Assert.Equal("application/json; charset=utf-8", answer.ContentType);
        }
    }

    [Fact]
    public async Task Anybody_may_ask_what_there_is()
    {
        Assert.Equal($"{GitHub.ApiUrl}/rate_limit", (await SendAsync("GET", "/")).Json.GetProperty("rate_limit_url").GetString());
        Assert.Equal(200, (await SendAsync("GET", "")).Status);
        Assert.Equal(200, (await SendAsync("GET", "/meta")).Status);
        Assert.Equal(60, (await SendAsync("GET", "/rate_limit")).Json.GetProperty("rate").GetProperty("limit").GetInt32());
    }

    [Fact]
    public async Task Requests_are_remembered_without_their_credential()
    {
        var token = await MintAsync("""{"repositories":["alpha"]}""");
        await GetAsync("/installation/repositories?per_page=1", token);

        Assert.Collection(
            GitHub.Requests,
            mint =>
            {
                Assert.Equal((Operation.Mint, "POST", "/api/v3" + MintPath, 201), (mint.Operation, mint.Method, mint.PathAndQuery, mint.Status));
                Assert.Equal((CredentialKind.Jwt, (string?)null), (mint.Credential, mint.TokenSha256));
                Assert.Equal(("specs", "2022-11-28", "application/json"), (mint.UserAgent, mint.ApiVersion, mint.ContentType));
                Assert.Equal(GitHub.ServerUrl.Authority, mint.Host);
            },
            list =>
            {
                Assert.Equal("/api/v3/installation/repositories?per_page=1", list.PathAndQuery);
                Assert.Equal((CredentialKind.Token, token.Sha256), (list.Credential, list.TokenSha256));
            });
    }
}
