using Microsoft.Extensions.Logging;
using Sidecars.Cli;
using Sidecars.Support;

namespace Sidecars.GitHub;

public sealed class GitHubClientSpecs : IDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly RecordingLogger _logger = new();
    private readonly StubGitHub _gitHub;
    private readonly GitHubClient _client;

    public GitHubClientSpecs()
    {
        _gitHub = new(_time);
        _client = _gitHub.Client(_logger);
    }

    [Fact]
    public async Task A_request_says_who_asks_and_which_answer_is_wanted()
    {
        await SendAsync();

        var request = Assert.Single(_gitHub.Requests);
        Assert.Equal("GET /app", request.Line);
        Assert.Equal("Bearer ghs_test", request.Authorization);
        Assert.Equal("application/vnd.github+json", request.Header("Accept"));
        Assert.Equal("2022-11-28", request.Header("X-GitHub-Api-Version"));
        Assert.Null(request.Header("Content-Type"));
    }

    [Fact]
    public async Task A_body_is_json()
    {
        await SendAsync(Request with { Method = HttpMethod.Post, Json = "{}"u8.ToArray() });

        var request = Assert.Single(_gitHub.Requests);
        Assert.Equal("application/json", request.Header("Content-Type"));
        Assert.Equal("{}", request.Body);
    }

    [Fact]
    public async Task Git_is_asked_as_git_asks()
    {
        await SendAsync(Git);

        var request = Assert.Single(_gitHub.Requests);
        Assert.Equal("version=2", request.Header("Git-Protocol"));
        Assert.Null(request.Header("X-GitHub-Api-Version"));
        Assert.Null(request.Header("Accept"));
    }

    [Fact]
    public async Task Of_gits_answer_only_the_status_counts()
    {
        _gitHub.Next("", StubAnswer.HangsInBody);

        await SendAsync(Git);

        Assert.Equal(TimeSpan.Zero, _time.Elapsed);
    }

    [Fact]
    public async Task An_answer_has_the_request_id_and_the_servers_time()
    {
        _gitHub.ClockAhead = TimeSpan.FromHours(2);
        _gitHub.Next("", new StubAnswer(200, "{}").With("x-github-request-id", "ABCD:1234"));

        var answer = await SendAsync();

        Assert.Equal("ABCD:1234", answer.RequestId);
        Assert.Equal(_time.GetUtcNow().AddHours(2), answer.ServerTime);
    }

    [Fact]
    public async Task An_answer_without_date_is_of_our_time()
    {
        _gitHub.Next("", new StubAnswer(200, "{}").WithoutDate());

        Assert.Equal(_time.GetUtcNow(), (await SendAsync()).ServerTime);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_on_the_same_origin_is_followed_with_everything_that_was_sent(int status)
    {
        _gitHub.Next("/app", StubAnswer.RedirectsTo("https://api.github.com/repositories/1", status));

        await SendAsync(Request with { Method = HttpMethod.Post, Json = "{}"u8.ToArray() });

        var request = _gitHub.Requests[1];
        Assert.Equal("POST /repositories/1", request.Line);
        Assert.Equal("Bearer ghs_test", request.Authorization);
        Assert.Equal("2022-11-28", request.Header("X-GitHub-Api-Version"));
        Assert.Equal("{}", request.Body);
        Assert.Contains("/repositories/1", Assert.Single(_logger.Of(LogLevel.Warning)));
    }

    [Fact]
    public async Task A_redirect_may_be_relative()
    {
        _gitHub.Next("/app", StubAnswer.RedirectsTo("/repositories/1?x=y"));

        await SendAsync();

        Assert.Equal("https://api.github.com/repositories/1?x=y", _gitHub.Requests[1].Url.AbsoluteUri);
    }

    [Fact]
    public async Task Three_redirects_are_followed_and_a_fourth_is_not()
    {
        _gitHub.Next("", [.. Enumerable.Range(1, 3).Select(hop => StubAnswer.RedirectsTo($"/hop/{hop}"))]);
        await SendAsync();
        Assert.Equal("GET /hop/3", _gitHub.Requests[^1].Line);

        _gitHub.Always("", StubAnswer.RedirectsTo("/round/and/round"));
        var error = await FailAsync();

        Assert.Equal(ExitCode.Refused, error.ExitCode);
        Assert.False(error.IsTransient);
        Assert.Equal(8, _gitHub.Requests.Count);
    }

    [Theory]
    [InlineData("https://evil.example/app")]
    [InlineData("https://github.com/app")]
    [InlineData("https://api.github.com:8443/app")]
    [InlineData("http://api.github.com/app")]
    [InlineData("//evil.example/app")]
    [InlineData("https://api.github.com@evil.example/app")]
    public async Task A_redirect_to_another_origin_is_refused(string location)
    {
        _gitHub.Next("", StubAnswer.RedirectsTo(location));

        var error = await FailAsync();

        Assert.Equal(ExitCode.Refused, error.ExitCode);
        Assert.Contains("credentials go nowhere but to https://api.github.com", error.Message);
        Assert.Single(_gitHub.Requests);
    }

    [Fact]
    public async Task A_redirect_to_nowhere_is_a_refusal()
    {
        _gitHub.Next("", new StubAnswer(302));

        Assert.Equal(302, (await FailAsync()).Status);
    }

    [Theory]
    [InlineData(400, "API version 2022-11-28 is not supported")]
    [InlineData(410, "This API version is no longer supported")]
    public async Task An_api_version_that_GitHub_does_not_know_is_left_out_from_then_on(int status, string message)
    {
        _gitHub.Next("", StubAnswer.Refuses(status, message));

        await SendAsync();
        await SendAsync();

        Assert.Equal(["2022-11-28", null, null], _gitHub.Requests.Select(request => request.Header("X-GitHub-Api-Version")));
        Assert.Contains(message, Assert.Single(_logger.Of(LogLevel.Warning)));
    }

    [Theory]
    [InlineData(400, "API version 2022-11-28 is not supported")]
    [InlineData(410, "Gone")]
    public async Task Without_the_version_a_second_refusal_stands(int status, string message)
    {
        _gitHub.Always("", StubAnswer.Refuses(status, message));

        var error = await FailAsync();

        Assert.Equal(ExitCode.Refused, error.ExitCode);
        Assert.Equal(2, _gitHub.Requests.Count);
    }

    [Fact]
    public async Task A_credential_that_learns_from_a_refusal_is_asked_once_more()
    {
        using var key = TestKey.Read();
        var jwt = new AppJwtProvider("42", [key], new ServerClock(_time), _logger);
        _gitHub.ClockAhead = TimeSpan.FromHours(-1);
        _gitHub.Next("", StubAnswer.Refuses(401, "'Expiration time' claim ('exp') is too far in the future"));

        await SendAsync(Request with { Credential = jwt });

        Assert.Equal(2, _gitHub.Requests.Count);
        Assert.NotEqual(_gitHub.Requests[0].Authorization, _gitHub.Requests[1].Authorization);
    }

    [Theory]
    [InlineData("'Expiration time' claim ('exp') is too far in the future")]
    [InlineData("'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued")]
    public async Task A_clock_that_stays_wrong_is_told(string message)
    {
        using var key = TestKey.Read();
        _gitHub.Always("", StubAnswer.Refuses(401, message));

        var error = await FailAsync(Request with { Credential = new AppJwtProvider("42", [key], new ServerClock(_time), _logger) });

        Assert.Equal(ExitCode.Unavailable, error.ExitCode);
        Assert.Contains("NTP", error.Message);
        Assert.Equal(2, _gitHub.Requests.Count);
    }

    [Fact]
    public async Task Silence_is_waited_for_fifteen_seconds()
    {
        _gitHub.Next("", StubAnswer.Hangs);

        var error = await FailAsync();

        AssertUnavailable(error, "did not answer within 15 seconds");
        Assert.InRange(_time.Elapsed.TotalSeconds, 15, 15.1);
    }

    [Fact]
    public async Task Silence_in_the_middle_of_an_answer_is_waited_for_no_longer()
    {
        _gitHub.Next("", StubAnswer.HangsInBody);

        AssertUnavailable(await FailAsync(), "did not answer within 15 seconds");
        Assert.InRange(_time.Elapsed.TotalSeconds, 15, 15.1);
    }

    [Fact]
    public async Task Redirects_do_not_make_it_longer()
    {
        _gitHub.Always("", StubAnswer.RedirectsTo("/slow").LateBy(TimeSpan.FromSeconds(6)));

        AssertUnavailable(await FailAsync(), "did not answer within 15 seconds");
        Assert.InRange(_time.Elapsed.TotalSeconds, 15, 15.1);
    }

    [Fact]
    public async Task A_slow_answer_is_an_answer()
    {
        _gitHub.Next("", new StubAnswer(200, "{}").LateBy(TimeSpan.FromSeconds(14)));

        await SendAsync();
    }

    [Fact]
    public async Task Being_asked_to_stop_is_not_GitHubs_silence()
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(3), _time);
        _gitHub.Next("", StubAnswer.Hangs);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _time.RunAsync(() => _client.SendAsync(Request, stop.Token)));

        Assert.InRange(_time.Elapsed.TotalSeconds, 3, 3.1);
    }

    [Fact]
    public async Task A_connection_that_fails_is_told_with_its_reason()
    {
        _gitHub.Next("", StubAnswer.Fails(new HttpRequestException("An error occurred while sending the request.", new IOException("Connection reset by peer"))));

        AssertUnavailable(await FailAsync(), "An error occurred while sending the request. Connection reset by peer");
    }

    [Fact]
    public async Task A_connection_that_breaks_is_told_with_its_reason()
    {
        _gitHub.Next("", StubAnswer.Fails(new IOException("Broken pipe")));

        AssertUnavailable(await FailAsync(), "Broken pipe");
    }

    [Fact]
    public async Task A_proxys_page_is_no_explanation()
    {
        _gitHub.Next("", new StubAnswer(502, "<html><body>Bad Gateway</body></html>", "text/html"));

        var error = await FailAsync();

        Assert.Equal(ExitCode.Unavailable, error.ExitCode);
        Assert.True(error.IsTransient);
        Assert.Contains("(502)", error.Message);
        Assert.DoesNotContain("html", error.Message);
    }

    [Theory]
    [InlineData("", "application/json")]
    [InlineData("<html>", "application/json")]
    [InlineData("[]", "application/json")]
    [InlineData("null", "application/json")]
    [InlineData("{\"message\":17}", "application/json")]
    [InlineData("{\"message\":null}", "application/json")]
    [InlineData("{\"message\":\"cut", "application/json; charset=utf-8")]
    [InlineData("\u0001\u0002", "application/octet-stream")]
    [InlineData("<html>", "")]
    public async Task An_explanation_that_cannot_be_read_is_none(string body, string contentType)
    {
        _gitHub.Next("", new StubAnswer(503, body, contentType));

        Assert.Contains("(503)", (await FailAsync()).Message);
    }

    [Fact]
    public async Task Gits_side_explains_in_plain_text()
    {
        _gitHub.Next("", new StubAnswer(403, "Write access to repository not granted.\n", "text/plain; charset=utf-8"));

        Assert.Contains("(403 \"Write access to repository not granted.\")", (await FailAsync(Git)).Message);
    }

    [Fact]
    public async Task A_sentence_has_the_purpose_GitHubs_words_the_request_id_and_an_advice()
    {
        _gitHub.Next("", StubAnswer.Refuses(404, "Integration not found").With("x-github-request-id", "ABCD:1234"));

        Assert.Equal(
            "GitHub refused to show the App (404 \"Integration not found\", request ABCD:1234). There is no such App on this GitHub: check app-id and api-url.",
            (await FailAsync()).Message);
    }

    [Fact]
    public async Task Words_from_outside_are_made_fit_for_a_log()
    {
        _gitHub.Next("", StubAnswer.Refuses(404, $"no\n{{}}\u001b[31m ghs_{new string('a', 36)}").With("x-github-request-id", "A\tB"));

        var error = await FailAsync();

        Assert.DoesNotContain(error.Message, char.IsControl);
        Assert.DoesNotContain("ghs_", error.Message);
    }

    [Theory]
    [InlineData("{\"token\":\"ghs_cut")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("<html></html>")]
    public async Task An_answer_that_was_cut_short_may_be_whole_the_next_time(string body)
    {
        _gitHub.Next("", new StubAnswer(200, body).With("x-github-request-id", "ABCD:1234"));
        var answer = await SendAsync();

        var error = Assert.Throws<GitHubException>(() => answer.Read(GitHubJson.Default.AccessToken));

        Assert.Equal(ExitCode.Unavailable, error.ExitCode);
        Assert.True(error.IsTransient);
        Assert.Contains($"({body.Length} bytes, request ABCD:1234)", error.Message);
        Assert.DoesNotContain("ghs_", error.Message);
    }

    [Fact]
    public async Task What_is_new_in_an_answer_does_no_harm()
    {
        _gitHub.Next("", new StubAnswer(200, """{"token":"t","new":{"deep":[1]},"permissions":{"contents":"read"},"repositories":[{"id":1,"full_name":"acme/app","owner":{"login":"acme"}}]}"""));

        var token = (await SendAsync()).Read(GitHubJson.Default.AccessToken);

        Assert.Equal("t", token.Token);
        Assert.Equal("acme/app", Assert.Single(token.Repositories!)!.FullName);
        Assert.Null(token.ExpiresAt);
    }

    [Fact]
    public async Task An_answer_without_end_is_none()
    {
        _gitHub.Next("", new StubAnswer(200, new string(' ', 17 * 1024 * 1024)));

        AssertUnavailable(await FailAsync(), "cannot be reached");
    }

    public void Dispose() => _gitHub.Dispose();

    private static GitHubRequest Request { get; } = new(HttpMethod.Get, new("https://api.github.com/app"), "show the App", new TokenValue("ghs_test").Bearer);

    private static GitHubRequest Git { get; } = new(HttpMethod.Get, new("https://github.com/acme/app.git/info/refs"), "let git read acme/app", new TokenValue("ghs_test").Basic) { IsGit = true };

    private Task<GitHubAnswer> SendAsync(GitHubRequest? request = null) => _time.RunAsync(() => _client.SendAsync(request ?? Request, CancellationToken.None));

    private Task<GitHubException> FailAsync(GitHubRequest? request = null) => Assert.ThrowsAsync<GitHubException>(() => SendAsync(request));

    private static void AssertUnavailable(GitHubException error, string words)
    {
        Assert.Equal(ExitCode.Unavailable, error.ExitCode);
        Assert.True(error.IsTransient);
        Assert.Null(error.Status);
        Assert.Contains(words, error.Message);
    }
}
