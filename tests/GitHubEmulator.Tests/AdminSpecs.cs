using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using GitHubEmulator.Tests.Support;

namespace GitHubEmulator.Tests;

public sealed class AdminSpecs : GitHubFixture
{
    [Fact]
    public async Task An_app_an_installation_and_a_repository_can_be_added()
    {
        var app = await PostAsync("apps", new { slug = "new-app", public_key = Key.PublicPem, id = 3_000_000_000 });
        var repository = await PostAsync("repositories", new { owner = "new-org", name = "new-repository" });
        var installation = await PostAsync("installations", new { app = "new-app", account = "new-org", permissions = new { contents = "read" } });

        Assert.Equal(3_000_000_000, app.GetProperty("id").GetInt64());
        Assert.StartsWith("Iv23li", app.GetProperty("client_id").GetString(), StringComparison.Ordinal);
        Assert.True(Directory.Exists(repository.GetProperty("path").GetString()));

        var path = $"/app/installations/{installation.GetProperty("id")}/access_tokens";
        var answer = await SendAsync("POST", path, "Bearer " + Key.Sign("3000000000", Time.GetUtcNow()));

        Assert.Equal(201, answer.Status);
        Assert.Equal("""{"contents":"read","metadata":"read"}""", answer.Json.GetProperty("permissions").GetRawText());
    }

    [Fact]
    public async Task An_installation_can_be_changed()
    {
        await ChangeAsync("PATCH", $"installations/{Installation.Id}", """{"suspended":true}""");
        Assert.True(Installation.Suspended);

        await ChangeAsync("PATCH", $"installations/{Installation.Id}", """{"suspended":false,"repositories":["alpha"],"permissions":{"contents":"read"}}""");
        Assert.False(Installation.Suspended);
        Assert.Equal(["alpha"], Installation.Repositories);
        Assert.Equal("read", Installation.Permissions["contents"]);
    }

    [Theory]
    [InlineData("""{"kind":"answer","status":503,"message":"unavailable"}""", 503)]
    [InlineData("""{"kind":"rate_limited","retry_after":3,"retry_after_as_date":true}""", 429)]
    [InlineData("""{"kind":"primary_limit","reset_in":60,"status":429}""", 429)]
    [InlineData("""{"kind":"secondary_limit"}""", 403)]
    [InlineData("""{"kind":"html_error","status":502}""", 502)]
    [InlineData("""{"kind":"late","delay":0.01}""", 201)]
    [InlineData("""{"kind":"slow_drip","delay":0}""", 201)]
    [InlineData("""{"kind":"truncated_json"}""", 201)]
    [InlineData("""{"kind":"hang"}""", 0)]
    [InlineData("""{"kind":"reset"}""", 0)]
    [InlineData("""{"kind":"reset_after","bytes":5}""", 201)]
    [InlineData("""{"kind":"wider_permissions"}""", 201)]
    [InlineData("""{"kind":"narrower_permissions"}""", 201)]
    [InlineData("""{"kind":"all_repositories"}""", 201)]
    [InlineData("""{"kind":"unsupported_version"}""", 400)]
    [InlineData("""{"kind":"retired_version"}""", 410)]
    [InlineData("""{"kind":"redirect_to","location":"http://127.0.0.1:9/"}""", 301)]
    [InlineData("""{"kind":"ip_allow_list","organization":"octo-org"}""", 403)]
    public async Task Every_fault_can_be_asked_for(string fault, int status)
    {
        await ChangeAsync("POST", "faults", fault[..^1] + ""","on":"mint"}""");
        using var request = new HttpRequestMessage(HttpMethod.Post, GitHub.ApiUrl + MintPath);
        request.Headers.Add("Authorization", "Bearer " + Jwt());
        request.Headers.Add("User-Agent", "specs");
        request.Headers.Add("X-GitHub-Api-Version", "2022-11-28");
        using var impatience = new CancellationTokenSource();

        var answer = Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, impatience.Token);

        if (status == 0)
        {
            await GitHub.WaitForRequestAsync(seen => seen.Operation == Operation.Mint);
            await impatience.CancelAsync();
            await Assert.ThrowsAnyAsync<Exception>(() => answer);
        }
        else
        {
            using var response = await answer;
            Assert.Equal(status, (int)response.StatusCode);
        }

        Assert.Empty(GitHub.Faults.Pending);
    }

    [Fact]
    public async Task Faults_can_last_and_be_cleared()
    {
        await ChangeAsync("POST", "faults", """{"kind":"html_error","until_cleared":true}""");
        await ChangeAsync("POST", "faults", """{"kind":"reset","on":"git_info_refs","times":3}""");

        Assert.Equal([(Operation.Any, int.MaxValue), (Operation.GitInfoRefs, 3)], GitHub.Faults.Pending.Select(fault => (fault.On, fault.Times)));

        await ChangeAsync("DELETE", "faults", "");
        Assert.Empty(GitHub.Faults.Pending);
    }

    [Fact]
    public async Task The_clock_and_the_tokens_to_come_can_be_changed()
    {
        await ChangeAsync("PUT", "clock-skew", """{"seconds":-90}""");
        await ChangeAsync("PUT", "token-life", """{"seconds":2.5}""");
        await ChangeAsync("PUT", "token-format", """{"format":"classic"}""");
        await ChangeAsync("PUT", "fresh-token-refusals", """{"api":1,"api_status":403,"git":2}""");

        Assert.Equal(TimeSpan.FromSeconds(-90), GitHub.ClockSkew);
        Assert.Equal(TimeSpan.FromSeconds(2.5), GitHub.TokenLife);
        Assert.Equal(TokenFormat.Classic, GitHub.TokenFormat);
        Assert.Equal(403, (await GetAsync("/rate_limit", await MintAsync())).Status);
    }

    [Fact]
    public async Task Requests_and_tokens_can_be_read_but_no_credentials()
    {
        var token = await MintAsync("""{"repositories":["alpha"]}""");
        await GetAsync("/installation/repositories", token);

        var requests = await Http.GetStringAsync(AdminUrl("requests"));
        var tokens = await Http.GetStringAsync(AdminUrl("tokens"));

        var seen = JsonElement.Parse(requests).EnumerateArray().ToList();
        Assert.Equal(["mint", "repositories"], seen.Select(request => request.GetProperty("operation").GetString()));
        Assert.Equal(token.Sha256, seen[1].GetProperty("token_sha256").GetString());

        var minted = JsonElement.Parse(tokens)[0];
        Assert.Equal(token.Sha256, minted.GetProperty("sha256").GetString());
        Assert.Equal("""["octo-org/alpha"]""", minted.GetProperty("repositories").GetRawText());
        Assert.DoesNotContain("ghs_", requests + tokens, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST", "apps", """{"slug":"x"}""", "App x needs a public_key or a public_key_file.")]
    [InlineData("POST", "apps", """{"slug":"x","public_key":"nonsense"}""", "The public key of app x could not be read")]
    [InlineData("POST", "apps", """{"slug":"x","public_key_file":"/no/such/file"}""", "The public key of app x could not be read")]
    [InlineData("POST", "installations", """{"app":"nobody","account":"octo-org"}""", "There is no app nobody.")]
    [InlineData("POST", "faults", """{"kind":"answer"}""", "This fault needs status.")]
    [InlineData("POST", "faults", """{"kind":"reset","times":0}""", "This fault needs times above 0.")]
    [InlineData("POST", "faults", """{"kind":"meteorite"}""", "")]
    [InlineData("POST", "faults", """{"kind":"reset","of":"mint"}""", "")]
    [InlineData("PUT", "clock-skew", """{"minutes":1}""", "")]
    public async Task What_is_not_understood_is_refused(string method, string path, string body, string message)
    {
        using var response = await ChangeRawAsync(method, path, body);

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Contains(message, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_installation_cannot_be_changed()
    {
        using var response = await ChangeRawAsync("PATCH", "installations/1", "{}");

        Assert.Equal(404, (int)response.StatusCode);
    }

    [Fact]
    public async Task Faults_and_the_log_leave_it_alone()
    {
        GitHub.Faults.Add(new Fault { Kind = FaultKind.Reset() });

        Assert.Equal("[]", await Http.GetStringAsync(AdminUrl("requests")));
        Assert.Single(GitHub.Faults.Pending);
    }

    private Uri AdminUrl(string path) => new(GitHub.ServerUrl, $"/_emulator/{path}");

    private async Task<JsonElement> PostAsync(string path, object body)
    {
        using var response = await Http.PostAsJsonAsync(AdminUrl(path), body);
        Assert.Equal(201, (int)response.StatusCode);

        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    private async Task ChangeAsync(string method, string path, string body)
    {
        using var response = await ChangeRawAsync(method, path, body);

        Assert.Equal(204, (int)response.StatusCode);
    }

    private async Task<HttpResponseMessage> ChangeRawAsync(string method, string path, string body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), AdminUrl(path));
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");

        return await Http.SendAsync(request);
    }
}
