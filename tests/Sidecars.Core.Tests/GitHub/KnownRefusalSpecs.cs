using Sidecars.Cli;
using Sidecars.Support;

namespace Sidecars.GitHub;

public sealed class KnownRefusalSpecs : IDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly StubGitHub _gitHub;

    public KnownRefusalSpecs() => _gitHub = new(_time);

    [Theory]
    [InlineData(401, "A JSON web token could not be decoded", ExitCode.Key, false, "fingerprint")]
    [InlineData(401, "Integration must generate a public key", ExitCode.Key, false, "generate one")]
    [InlineData(404, "Integration not found", ExitCode.Configuration, false, "app-id and api-url")]
    [InlineData(401, "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires", ExitCode.Unavailable, true, "NTP")]
    [InlineData(401, "'Expiration time' claim ('exp') is too far in the future", ExitCode.Unavailable, true, "NTP")]
    [InlineData(401, "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued", ExitCode.Unavailable, true, "NTP")]
    [InlineData(404, "Not Found", ExitCode.Refused, false, "installation-id")]
    [InlineData(403, "This installation has been suspended", ExitCode.Refused, false, "suspended")]
    [InlineData(403, "Although you appear to have the correct authorization credentials, the `acme` organization has an IP allow list enabled, and your IP address is not permitted to access this resource.", ExitCode.Refused, false, "egress")]
    [InlineData(422, "There is at least one repository that does not exist or is not accessible to the parent installation.", ExitCode.Refused, false, "Add the repository")]
    [InlineData(422, "The permissions requested are not granted to this installation.", ExitCode.Refused, false, "Grant the permissions")]
    [InlineData(400, "Problems parsing JSON", ExitCode.Bug, false, "report")]
    [InlineData(400, "Version 2022-11-28 is not supported by this API", ExitCode.Refused, false, "version")]
    [InlineData(410, "Gone", ExitCode.Refused, false, "update this program")]
    [InlineData(403, "Request forbidden by administrative rules. Please make sure your request has a User-Agent header", ExitCode.Bug, false, "report")]
    [InlineData(403, "API rate limit exceeded for installation ID 7.", ExitCode.Unavailable, true, "does not say for how long")]
    [InlineData(403, "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.", ExitCode.Unavailable, true, "does not say for how long")]
    [InlineData(429, "Too many requests", ExitCode.Unavailable, true, "does not say for how long")]
    [InlineData(401, "Bad credentials", ExitCode.Unavailable, true, "revoked")]
    [InlineData(403, "Resource not accessible by integration", ExitCode.Refused, false, "permission")]
    [InlineData(503, "unavailable", ExitCode.Unavailable, true, "githubstatus.com")]
    [InlineData(500, "", ExitCode.Unavailable, true, "githubstatus.com")]
    [InlineData(502, "Server Error", ExitCode.Unavailable, true, "githubstatus.com")]
    [InlineData(504, "", ExitCode.Unavailable, true, "githubstatus.com")]
    [InlineData(408, "", ExitCode.Unavailable, true, "later")]
    [InlineData(401, "Requires authentication", ExitCode.Refused, false, "belong together")]
    [InlineData(403, "Something new", ExitCode.Refused, false, "what the App may do")]
    [InlineData(422, "Validation Failed", ExitCode.Refused, false, "new to us")]
    [InlineData(418, "I'm a teapot", ExitCode.Refused, false, "new to us")]
    public async Task Each_answer_of_GitHubs_has_its_code_its_advice_and_is_tried_again_only_where_that_may_help(
        int status, string message, ExitCode exitCode, bool isTransient, string advice)
    {
        _gitHub.Always("", StubAnswer.Refuses(status, message.ToUpperInvariant()));

        var error = await FailAsync();

        Assert.Equal(exitCode, error.ExitCode);
        Assert.Equal(isTransient, error.IsTransient);
        Assert.Equal(status, error.Status);
        Assert.Contains(advice, error.Message);
    }

    [Theory]
    [InlineData(401, "'Expiration time' claim ('exp') must be a numeric value", true, false)]
    [InlineData(401, "'Issued at' claim ('iat') must be an Integer", true, false)]
    [InlineData(401, "A JSON web token could not be decoded", false, false)]
    [InlineData(410, "Gone", false, true)]
    [InlineData(400, "Problems parsing JSON", false, false)]
    public async Task What_clock_and_version_can_cure_is_marked(int status, string message, bool isAboutTheClock, bool isAboutTheVersion)
    {
        _gitHub.Always("", StubAnswer.Refuses(status, message));

        var error = await FailAsync();

        Assert.Equal((isAboutTheClock, isAboutTheVersion), (error.IsAboutTheClock, error.IsAboutTheVersion));
        Assert.Equal(_time.GetUtcNow(), error.ServerTime);
    }

    [Fact]
    public async Task A_limit_is_waited_out_as_long_as_it_says()
    {
        _gitHub.Always("", StubAnswer.Refuses(403, "You have exceeded a secondary rate limit.").With("Retry-After", "240"));

        var error = await FailAsync();

        Assert.Equal(TimeSpan.FromMinutes(4), error.RetryAfter);
        Assert.Contains("240 seconds", error.Message);
        Assert.True(error.IsLimit);
    }

    [Fact]
    public async Task A_limit_that_does_not_say_how_long_it_lasts_is_one_all_the_same()
    {
        _gitHub.Always("", StubAnswer.Refuses(429, "Too many requests"));

        var error = await FailAsync();

        Assert.Null(error.RetryAfter);
        Assert.True(error.IsLimit);
    }

    [Fact]
    public async Task An_outage_may_say_when_to_come_back_and_a_refusal_may_not()
    {
        _gitHub.Next("", StubAnswer.Refuses(503, "unavailable").With("Retry-After", "17"), StubAnswer.Refuses(404, "Not Found").With("Retry-After", "17"), StubAnswer.Refuses(503, "unavailable"));

        Assert.Equal(TimeSpan.FromSeconds(17), (await FailAsync()).RetryAfter);
        Assert.Null((await FailAsync()).RetryAfter);
        Assert.Null((await FailAsync()).RetryAfter);
    }

    [Fact]
    public void A_failure_with_a_finding_is_still_the_same_failure()
    {
        var failure = new GitHubException(ExitCode.Refused, "No.") { Status = 422, IsTransient = true, IsAboutTheClock = true, IsAboutTheVersion = true, IsLimit = true, Answer = "no", RetryAfter = TimeSpan.FromSeconds(1), ServerTime = DateTimeOffset.UnixEpoch };

        var told = failure.With("Because.");

        Assert.Equal("No. Because.", told.Message);
        Assert.Equal(
            (failure.ExitCode, failure.Status, failure.IsTransient, failure.IsAboutTheClock, failure.IsAboutTheVersion, failure.IsLimit, failure.Answer, failure.RetryAfter, failure.ServerTime),
            (told.ExitCode, told.Status, told.IsTransient, told.IsAboutTheClock, told.IsAboutTheVersion, told.IsLimit, told.Answer, told.RetryAfter, told.ServerTime));
    }

    public void Dispose() => _gitHub.Dispose();

    private Task<GitHubException> FailAsync() => Assert.ThrowsAsync<GitHubException>(() => _time.RunAsync(() => _gitHub.Client(new RecordingLogger()).SendAsync(
        new(HttpMethod.Get, new("https://api.github.com/app"), "show the App", new TokenValue("ghs_test").Bearer), CancellationToken.None)));
}
