using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using GitHubEmulator.Tests.Support;

namespace GitHubEmulator.Tests;

public sealed class FaultSpecs : GitHubFixture
{
    [Fact]
    public async Task A_fault_happens_as_often_as_wanted_and_then_no_more()
    {
        Add(FaultKind.Answer(503, "unavailable"), times: 2);

        Assert.Equal(503, (await MintAnswerAsync()).Status);
        Assert.Equal(503, (await MintAnswerAsync()).Status);
        Assert.Equal(201, (await MintAnswerAsync()).Status);
    }

    [Fact]
    public async Task A_fault_that_lasts_lasts_until_it_is_cleared()
    {
        Add(FaultKind.Answer(503, "unavailable"), times: int.MaxValue);

        Assert.Equal(503, (await MintAnswerAsync()).Status);
        Assert.Equal(503, (await MintAnswerAsync()).Status);
        Assert.Single(GitHub.Faults.Pending);

        GitHub.Faults.Clear();
        Assert.Equal(201, (await MintAnswerAsync()).Status);
    }

    [Fact]
    public async Task Faults_happen_in_order_and_only_to_their_operation()
    {
        Add(FaultKind.Answer(502, "first"));
        Add(FaultKind.Answer(503, "second"));
        Add(FaultKind.Answer(504, "lookup"), on: Operation.InstallationLookup);

        Assert.Equal(504, (await GetAsAppAsync("/orgs/octo-org/installation")).Status);
        Assert.Equal(200, (await GetAsAppAsync("/app")).Status);
        Assert.Equal("first", (await MintAnswerAsync()).Message);
        Assert.Equal("second", (await MintAnswerAsync()).Message);
    }

    [Fact]
    public async Task A_fault_of_any_operation_happens_to_whatever_comes()
    {
        Add(FaultKind.Answer(503, "unavailable"), on: Operation.Any, times: 3);

        Assert.Equal(503, (await GetAsAppAsync("/app")).Status);
        Assert.Equal(503, (await SendAsync("GET", "/no/such/thing")).Status);
        Assert.Equal((503, "unavailable", "text/plain; charset=utf-8"), await InfoRefsAsync());
    }

    [Theory]
    [InlineData(Operation.RateLimit, "GET", "/rate_limit")]
    [InlineData(Operation.Repositories, "GET", "/installation/repositories")]
    [InlineData(Operation.Repository, "GET", "/repos/octo-org/alpha")]
    [InlineData(Operation.Revoke, "DELETE", "/installation/token")]
    public async Task Every_operation_of_a_token_can_fail(Operation operation, string method, string path)
    {
        var token = await MintAsync();
        Add(FaultKind.Answer(500, "Server Error"), on: operation);

        Assert.Equal(500, (await SendAsync(method, path, "Bearer " + token.Value)).Status);
        Assert.InRange((await SendAsync(method, path, "Bearer " + token.Value)).Status, 200, 204);
    }

    [Fact]
    public async Task A_rate_limit_can_say_how_long_to_wait_in_seconds_as_a_date_or_not_at_all()
    {
        Add(FaultKind.RateLimited(TimeSpan.FromSeconds(7)));
        Add(FaultKind.RateLimited(TimeSpan.FromSeconds(7), asDate: true));
        Add(FaultKind.RateLimited());

        var seconds = await MintAnswerAsync();
        Assert.Equal((429, "7"), (seconds.Status, seconds.Header("Retry-After")));
        Assert.Contains("rate limit", seconds.Message, StringComparison.Ordinal);
        Assert.Equal(Time.GetUtcNow().AddSeconds(7), (await MintAnswerAsync()).Headers.RetryAfter?.Date);
        Assert.Null((await MintAnswerAsync()).Headers.RetryAfter);
    }

    [Fact]
    public async Task A_primary_limit_says_when_it_resets()
    {
        Add(FaultKind.PrimaryLimit(TimeSpan.FromMinutes(5)));

        var answer = await MintAnswerAsync();

        Assert.Equal((403, "0"), (answer.Status, answer.Header("x-ratelimit-remaining")));
        Assert.Equal(Time.GetUtcNow().AddMinutes(5).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), answer.Header("x-ratelimit-reset"));
    }

    [Fact]
    public async Task A_secondary_limit_is_told_in_words()
    {
        Add(FaultKind.SecondaryLimit());
        Add(FaultKind.SecondaryLimit(429, TimeSpan.FromSeconds(60)));

        var silent = await MintAnswerAsync();
        var patient = await MintAnswerAsync();

        Assert.Equal((403, null), (silent.Status, silent.Headers.RetryAfter));
        Assert.Equal("You have exceeded a secondary rate limit. Please wait a few minutes before you try again.", silent.Message);
        Assert.Equal((429, "60"), (patient.Status, patient.Header("Retry-After")));
    }

    [Fact]
    public async Task The_front_end_answers_in_HTML()
    {
        Add(FaultKind.HtmlError());

        var answer = await MintAnswerAsync();

        Assert.Equal((502, "text/html; charset=utf-8"), (answer.Status, answer.ContentType));
        Assert.StartsWith("<!DOCTYPE html>", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_that_hangs_is_seen_but_never_answered()
    {
        Add(FaultKind.Hang(), on: Operation.App);
        using var impatience = new CancellationTokenSource();

        var answer = SendAsync("GET", "/app", "Bearer " + Jwt(), cancellationToken: impatience.Token);
        await GitHub.WaitForRequestAsync(request => request.Operation == Operation.App);
        await impatience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        Assert.Equal(0, Assert.Single(GitHub.Requests).Status);
    }

    [Fact]
    public async Task A_request_that_hangs_does_not_keep_the_server()
    {
        var server = await GitHubServer.StartAsync();
        server.Faults.Add(new Fault { Kind = FaultKind.Hang() });
        var answer = Http.GetAsync(server.ApiUrl);
        await server.WaitForRequestAsync(request => true);

        await server.DisposeAsync();

        await Assert.ThrowsAsync<HttpRequestException>(() => answer);
    }

    [Fact]
    public async Task A_slow_drip_arrives_in_full()
    {
        Add(FaultKind.SlowDrip(TimeSpan.FromMilliseconds(1)), on: Operation.Other);

        Assert.Equal(403, (await SendAsync("GET", "/user", "Bearer " + (await MintAsync()).Value)).Status);
    }

    [Fact]
    public async Task A_late_answer_is_the_right_one()
    {
        Add(FaultKind.Late(TimeSpan.FromMilliseconds(50)));
        var since = Stopwatch.GetTimestamp();

        Assert.Equal(201, (await MintAnswerAsync()).Status);
        Assert.True(Stopwatch.GetElapsedTime(since) >= TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public async Task Truncated_JSON_is_no_JSON()
    {
        Add(FaultKind.TruncatedJson());
        using var request = MintRequest();

        var answer = await SendAsync(request);

        Assert.Equal(201, answer.Status);
        Assert.ThrowsAny<JsonException>(() => answer.Json);
    }

    [Fact]
    public async Task A_reset_connection_answers_nothing()
    {
        Add(FaultKind.Reset());

        await Assert.ThrowsAsync<HttpRequestException>(MintAnswerAsync);
        Assert.Equal(0, Assert.Single(GitHub.Requests).Status);
    }

    [Fact]
    public async Task A_connection_can_be_reset_within_the_body()
    {
        Add(FaultKind.ResetAfter(10));
        using var request = MintRequest();

        using var response = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var body = await response.Content.ReadAsStreamAsync();
        var start = new byte[10];
        await body.ReadExactlyAsync(start);

        Assert.Equal("""{"token":""", System.Text.Encoding.UTF8.GetString(start)[..9]);
        await Assert.ThrowsAnyAsync<IOException>(() => body.ReadExactlyAsync(start).AsTask());
    }

    [Fact]
    public async Task A_token_can_be_able_to_do_more_than_was_asked_for()
    {
        Add(FaultKind.WiderPermissions());

        var token = await MintAsync("""{"permissions":{"contents":"read"}}""");

        Assert.Equal("write", token.Permissions["contents"]);
        Assert.Equal("write", token.Permissions["administration"]);
    }

    [Fact]
    public async Task A_token_can_be_able_to_do_less_than_was_asked_for()
    {
        Add(FaultKind.NarrowerPermissions());

        var token = await MintAsync("""{"permissions":{"contents":"read"}}""");

        Assert.Equal("metadata", Assert.Single(token.Permissions).Key);
    }

    [Fact]
    public async Task A_token_can_reach_more_than_was_asked_for()
    {
        Add(FaultKind.AllRepositories());

        var token = await MintAsync("""{"repositories":["alpha"]}""");

        Assert.Null(token.Repositories);
        Assert.Equal(200, (await GetAsync("/repos/octo-org/beta", token)).Status);
    }

    [Fact]
    public async Task A_version_nobody_supports_yet_is_refused_and_naming_none_is_not()
    {
        Add(FaultKind.UnsupportedVersion(), on: Operation.Any, times: int.MaxValue);

        Assert.Equal(400, (await GetAsAppAsync("/app")).Status);
        Assert.Equal(200, (await SendAsync("GET", "/app", "Bearer " + Jwt(), version: null)).Status);
    }

    [Fact]
    public async Task A_version_nobody_supports_any_more_is_gone()
    {
        Add(FaultKind.RetiredVersion());

        Assert.Equal(201, (await SendAsync("POST", MintPath, "Bearer " + Jwt(), version: null)).Status);
        Assert.Equal(410, (await MintAnswerAsync()).Status);
        Assert.Equal(201, (await MintAnswerAsync()).Status);
    }

    [Fact]
    public async Task A_request_can_be_sent_elsewhere()
    {
        Add(FaultKind.RedirectTo(new Uri("http://127.0.0.1:9/elsewhere"), 307));
        using var request = MintRequest();

        var answer = await SendAsync(request);

        Assert.Equal((307, "http://127.0.0.1:9/elsewhere"), (answer.Status, answer.Headers.Location?.AbsoluteUri));
    }

    [Fact]
    public async Task An_organization_can_refuse_an_address()
    {
        Add(FaultKind.IpAllowList("octo-org"));

        var answer = await MintAnswerAsync();

        Assert.Equal(403, answer.Status);
        Assert.Equal("Although you appear to have the correct authorization credentials, the `octo-org` organization has an IP allow list enabled, and your IP address is not permitted to access this resource.", answer.Message);
    }

    [Theory]
    [InlineData(Operation.GitInfoRefs)]
    [InlineData(Operation.GitUploadPack)]
    [InlineData(Operation.GitReceivePack)]
    public async Task Each_step_of_git_can_fail(Operation operation)
    {
        using var git = new GitClient();
        var token = (await MintAsync()).Value;
        var url = $"{GitHub.ServerUrl}octo-org/alpha.git";
        await git.RunWithTokenAsync(token, "clone", "--quiet", url, "work");
        await git.RunAsync("-C", "work", "commit", "--quiet", "--allow-empty", "--message", "Nothing");
        Add(FaultKind.Answer(503, "unavailable"), on: operation);

        string[] arguments = operation == Operation.GitReceivePack ? ["-C", "work", "push", "origin", "HEAD"] : ["clone", url, "again"];
        var (exitCode, output) = await git.RunWithTokenAsync(token, arguments);

        Assert.NotEqual(0, exitCode);
        Assert.Contains("503", output, StringComparison.Ordinal);
    }

    private void Add(FaultKind kind, Operation on = Operation.Mint, int times = 1) =>
        GitHub.Faults.Add(new Fault { Kind = kind, On = on, Times = times });

    private Task<ApiAnswer> MintAnswerAsync() => SendAsync("POST", MintPath, "Bearer " + Jwt());

    private HttpRequestMessage MintRequest()
    {
        var request = new HttpRequestMessage(HttpMethod.Post, GitHub.ApiUrl + MintPath);
        request.Headers.Add("Authorization", "Bearer " + Jwt());
        request.Headers.Add("User-Agent", "specs");

        return request;
    }

    private async Task<(int Status, string Body, string? ContentType)> InfoRefsAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{GitHub.ServerUrl}octo-org/alpha.git/info/refs?service=git-upload-pack");
        var answer = await SendAsync(request);

        return (answer.Status, answer.Body, answer.ContentType);
    }
}
