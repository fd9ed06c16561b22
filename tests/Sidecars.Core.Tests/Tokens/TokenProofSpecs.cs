using Sidecars.Cli;
using Sidecars.GitHub;
using Sidecars.Retry;
using Sidecars.Support;

namespace Sidecars.Tokens;

public sealed class TokenProofSpecs : IDisposable
{
    private readonly Workspace _workspace = new();

    private StubGitHub GitHub => _workspace.GitHub;

    private TimeSpan Elapsed => _workspace.Time.Elapsed;

    [Fact]
    public async Task A_token_that_api_and_git_take_is_proven()
    {
        Assert.True(await ProveAsync(_workspace.Token(value: "ghs_new")));

        Assert.Equal(["https://api.github.com/rate_limit", "https://github.com/acme/app.git/info/refs?service=git-upload-pack"], GitHub.Requests.Select(request => request.Url.AbsoluteUri));
        Assert.Equal(["Bearer ghs_new", $"Basic {TokenValue.BasicCredential("x-access-token", "ghs_new")}"], GitHub.Requests.Select(request => request.Authorization));
    }

    [Fact]
    public async Task Git_is_not_asked_about_a_token_without_contents()
    {
        Assert.True(await ProveAsync(_workspace.Token() with { Permissions = Permissions.Parse("issues=write,metadata=read") }));

        Assert.Equal("GET /rate_limit", Assert.Single(GitHub.Requests).Line);
    }

    [Fact]
    public async Task Git_is_not_asked_about_a_token_that_names_no_repository()
    {
        Assert.True(await ProveAsync(_workspace.Token() with { Repositories = null }));
        Assert.True(await ProveAsync(_workspace.Token() with { Repositories = [] }));

        Assert.All(GitHub.Requests, request => Assert.Equal("GET /rate_limit", request.Line));
    }

    [Theory]
    [InlineData(StubGitHub.RateLimit, 401, "Bad credentials")]
    [InlineData(StubGitHub.RateLimit, 403, "Resource not accessible by integration")]
    [InlineData(StubGitHub.RateLimit, 404, "Not Found")]
    [InlineData(StubGitHub.Git, 401, "Invalid username or token.")]
    [InlineData(StubGitHub.Git, 403, "Write access to repository not granted.")]
    [InlineData(StubGitHub.Git, 404, "Repository not found.")]
    public async Task A_fresh_token_that_is_refused_is_tried_again_after_1_2_4_8_and_15_seconds_and_then_dropped(string place, int status, string message)
    {
        GitHub.Always(place, StubAnswer.Refuses(status, message));

        var error = await Assert.ThrowsAsync<GitHubException>(() => ProveAsync(_workspace.Token()));

        Assert.Equal(status, error.Status);
        AssertWaits([1, 2, 4, 8, 15], GitHub.To(place));
    }

    [Fact]
    public async Task It_is_the_same_token_that_is_tried_again()
    {
        GitHub.Next(StubGitHub.RateLimit, StubAnswer.Refuses(401, "Bad credentials"), StubAnswer.Refuses(403, "no"), StubAnswer.Refuses(404, "Not Found"));

        Assert.True(await ProveAsync(_workspace.Token(value: "ghs_slow")));

        Assert.Equal(4, GitHub.To(StubGitHub.RateLimit).Count);
        Assert.All(GitHub.To(StubGitHub.RateLimit), request => Assert.Equal("Bearer ghs_slow", request.Authorization));
        Assert.Equal(3, _workspace.Logger.Count("does not work yet"));
    }

    [Fact]
    public async Task An_older_token_that_is_refused_is_dead_at_once()
    {
        GitHub.Always(StubGitHub.RateLimit, StubAnswer.Refuses(401, "Bad credentials"));

        await Assert.ThrowsAsync<GitHubException>(() => ProveAsync(_workspace.Token(left: TimeSpan.FromMinutes(58))));

        Assert.Single(GitHub.Requests);
        Assert.Equal(TimeSpan.Zero, Elapsed);
    }

    [Fact]
    public async Task An_outage_says_neither_yes_nor_no_until_the_end()
    {
        GitHub.Always("", StubAnswer.Refuses(503, "unavailable"));

        Assert.False(await ProveAsync(_workspace.Token()));

        Assert.InRange(Elapsed.TotalSeconds, 100, 120.1);
        Assert.True(GitHub.Requests.Count > 8);
    }

    [Fact]
    public async Task Silence_says_neither_yes_nor_no_until_the_end()
    {
        GitHub.Always("", StubAnswer.Hangs);

        Assert.False(await ProveAsync(_workspace.Token()));

        // The last attempt has its five seconds even when the end comes before.
        Assert.InRange(Elapsed.TotalSeconds, 100, 125.1);
        Assert.All(GitHub.Requests, request => Assert.Equal("GET /rate_limit", request.Line));
    }

    [Fact]
    public async Task An_outage_that_ends_proves_it_after_all()
    {
        GitHub.Next(StubGitHub.Git, StubAnswer.Refuses(502, ""), StubAnswer.Refuses(500, ""));

        Assert.True(await ProveAsync(_workspace.Token()));

        Assert.Equal(3, GitHub.To(StubGitHub.Git).Count);
    }

    [Fact]
    public async Task A_GitHub_that_has_no_rate_limits_took_the_token()
    {
        GitHub.Always(StubGitHub.RateLimit, StubAnswer.Refuses(404, "Rate limiting is not enabled."));

        Assert.True(await ProveAsync(_workspace.Token()));

        Assert.Single(GitHub.To(StubGitHub.Git));
        Assert.Equal(TimeSpan.Zero, Elapsed);
    }

    [Fact]
    public async Task A_limit_is_no_refusal_and_is_waited_out()
    {
        GitHub.Next(StubGitHub.RateLimit, StubAnswer.Refuses(403, "You have exceeded a secondary rate limit.").With("Retry-After", "40"));

        Assert.True(await ProveAsync(_workspace.Token()));

        Assert.InRange(Elapsed.TotalSeconds, 40, 45);
    }

    [Fact]
    public async Task A_limit_beyond_the_end_is_obeyed_until_the_end()
    {
        GitHub.Always(StubGitHub.RateLimit, StubAnswer.Refuses(429, "Too many requests").With("Retry-After", "121"));

        Assert.False(await ProveAsync(_workspace.Token()));

        Assert.Single(GitHub.Requests);
        Assert.InRange(Elapsed, TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(2.1));
    }

    [Fact]
    public async Task However_late_it_is_GitHub_is_asked_once()
    {
        Assert.True(await ProveAsync(_workspace.Token(), TimeSpan.FromHours(-1)));

        Assert.Equal(2, GitHub.Requests.Count);
    }

    [Fact]
    public async Task However_late_it_is_GitHub_has_five_seconds_to_answer()
    {
        GitHub.Always("", StubAnswer.Hangs);

        Assert.False(await ProveAsync(_workspace.Token(), TimeSpan.FromHours(-1)));

        Assert.InRange(Elapsed.TotalSeconds, 5, 5.1);
        Assert.Single(GitHub.Requests);
    }

    [Fact]
    public async Task A_refusal_stands_when_the_time_is_over()
    {
        GitHub.Always("", StubAnswer.Refuses(404, "Not Found"));

        await Assert.ThrowsAsync<GitHubException>(() => ProveAsync(_workspace.Token(), TimeSpan.FromSeconds(5)));

        Assert.InRange(Elapsed.TotalSeconds, 3, 5);
    }

    [Fact]
    public async Task A_refusal_is_made_sure_of_however_late_it_is_where_there_is_no_hurry()
    {
        GitHub.Next(StubGitHub.RateLimit, [.. Enumerable.Repeat(StubAnswer.Refuses(404, "Not Found"), 5)]);

        Assert.True(await ProveAsync(_workspace.Token(), TimeSpan.FromHours(-1), mayTakeLonger: true));

        Assert.InRange(Elapsed.TotalSeconds, 30, 33.1);
    }

    [Fact]
    public async Task After_a_refusal_another_token_may_fare_better()
    {
        GitHub.Always(StubGitHub.Git, StubAnswer.Refuses(404, "Repository not found."));

        var error = await Assert.ThrowsAsync<GitHubException>(() => ProveAsync(_workspace.Token()));

        Assert.True(error.IsTransient);
        Assert.Equal((ExitCode.Refused, 404), (error.ExitCode, error.Status));
    }

    [Fact]
    public async Task A_refusal_for_another_reason_is_final()
    {
        GitHub.Always(StubGitHub.Git, StubAnswer.RedirectsTo("https://elsewhere.example/acme/app.git/info/refs"));

        var error = await Assert.ThrowsAsync<GitHubException>(() => ProveAsync(_workspace.Token()));

        Assert.Equal(ExitCode.Refused, error.ExitCode);
        Assert.Equal(TimeSpan.Zero, Elapsed);
    }

    [Fact]
    public async Task Being_asked_to_stop_ends_it()
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(20), _workspace.Time);
        GitHub.Always("", StubAnswer.Refuses(404, "Not Found"));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ProveAsync(_workspace.Token(), cancellationToken: stop.Token));
    }

    public void Dispose() => _workspace.Dispose();

    private Task<bool> ProveAsync(InstallationToken token, TimeSpan? within = null, bool mayTakeLonger = false, CancellationToken cancellationToken = default)
    {
        var end = Moment.Now(_workspace.Time).After(within ?? TimeSpan.FromMinutes(2));
        var proof = new TokenProof(GitHub.Client(_workspace.Logger), _workspace.Metrics, _workspace.Time, _workspace.Logger);
        return _workspace.Time.RunAsync(() => proof.ProveAsync(token, end, mayTakeLonger ? null : end, cancellationToken));
    }

    /// <summary>Never earlier than asked, and at most a tenth later.</summary>
    private static void AssertWaits(int[] seconds, IReadOnlyList<RecordedRequest> requests)
    {
        Assert.Equal(seconds.Length + 1, requests.Count);
        var waits = requests.Zip(requests.Skip(1), (one, next) => (next.At - one.At).TotalSeconds);
        Assert.All(waits.Zip(seconds), wait => Assert.InRange(wait.First, wait.Second, wait.Second * 1.1 + 0.01));
    }
}
