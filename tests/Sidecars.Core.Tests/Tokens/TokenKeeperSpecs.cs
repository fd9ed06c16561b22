using Microsoft.Extensions.Logging;
using Sidecars.Cli;
using Sidecars.Retry;
using Sidecars.Support;

namespace Sidecars.Tokens;

public sealed class TokenKeeperSpecs : IAsyncLifetime, IDisposable
{
    /// <summary>The same failure is no news, until there is little left of the token.</summary>
    private void AssertToldOnceAndAgainWhenTheTokenRunsOut()
    {
        Assert.Equal(2, Errors.Count());
        Assert.DoesNotContain("has 4 minutes left", Errors.First());
        Assert.Matches("the published token has -?[0-5] minutes left", Errors.Last());
    }

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(45);

    private readonly Workspace _workspace = new();
    private readonly Signal _refreshNow = new();
    private readonly CancellationTokenSource _stop = new();
    private Task _keeping = Task.CompletedTask;

    public static TheoryData<string, string> StrangeAnswers => new()
    {
        { "a page", "<html></html>" },
        { "nothing", "" },
        { "null", "null" },
        { "no repository", """{"token":"ghs_x","expires_at":"2026-11-20T14:00:00Z","repositories":[null]}""" },
        { "no permission", """{"token":"ghs_x","expires_at":"2026-11-20T14:00:00Z","permissions":{"contents":null}}""" },
        { "a token for ever", """{"token":"ghs_x","expires_at":"9999-12-31T23:59:59Z"}""" },
        { "a token from the beginning of time", """{"token":"ghs_x","expires_at":"0001-01-01T00:00:00Z"}""" },
        { "a token that has expired", """{"token":"ghs_x","expires_at":"2026-11-20T11:00:00Z"}""" },
        { "a token of 5 KB", $$"""{"token":"{{new string('x', 5000)}}","expires_at":"2026-11-20T14:00:00Z"}""" },
    };

    private ManualTimeProvider Time => _workspace.Time;

    private StubGitHub GitHub => _workspace.GitHub;

    private IReadOnlyList<RecordedRequest> Mints => GitHub.To(StubGitHub.Mint);

    private IEnumerable<string> Errors => _workspace.Logger.Of(LogLevel.Error);

    [Fact]
    public async Task The_first_token_is_published()
    {
        await _workspace.PublishFirstAsync();

        Assert.Equal("ghs_minted_1", _workspace.PublishedToken);
        Assert.Contains("Published a token for acme, valid until 2026-11-20T13:00:00Z", _workspace.Logger.Of(LogLevel.Information));
    }

    [Fact]
    public async Task Nothing_is_minted_for_a_directory_that_cannot_be_written()
    {
        using var elsewhere = new TestDirectory();
        var keeper = new TokenKeeper(
            _workspace.Issuer, new(new(elsewhere.Write("file", ""), UnixFileMode.UserRead, Time, _workspace.Logger), new([], "", []), null, _workspace.Health, _workspace.Metrics, Time, _workspace.Logger),
            _workspace.State, _workspace.Revocation, _workspace.Watch, _workspace.Health, _workspace.Metrics, null, Time, _workspace.Logger);

        var error = await Assert.ThrowsAsync<SidecarException>(() => keeper.PublishFirstAsync(CancellationToken.None));

        Assert.Equal(ExitCode.CannotWrite, error.ExitCode);
        Assert.Empty(GitHub.Requests);
    }

    [Fact]
    public async Task The_token_of_an_earlier_run_is_published_instead_of_a_new_one()
    {
        await _workspace.FirstAsync();

        await _workspace.PublishFirstAsync();

        Assert.Equal("ghs_minted_1", _workspace.PublishedToken);
        Assert.Single(Mints);
    }

    [Fact]
    public async Task A_token_of_an_earlier_run_that_is_dead_is_replaced()
    {
        await _workspace.FirstAsync();
        Time.Advance(TimeSpan.FromMinutes(2));
        GitHub.Next(StubGitHub.RateLimit, StubAnswer.Refuses(401, "Bad credentials"));

        await _workspace.PublishFirstAsync();

        Assert.Equal("ghs_minted_2", _workspace.PublishedToken);
    }

    [Fact]
    public async Task The_next_token_comes_after_the_interval_at_the_latest_and_a_tenth_earlier_at_the_earliest()
    {
        await StartAsync();

        await PassAsync(minutes: 40.4);
        Assert.Equal("ghs_minted_1", _workspace.PublishedToken);

        await PassAsync(minutes: 4.7);
        Assert.Equal("ghs_minted_2", _workspace.PublishedToken);
        Assert.Equal(2, Mints.Count);
    }

    [Fact]
    public async Task The_next_token_comes_when_a_quarter_of_the_life_is_left_if_that_is_earlier()
    {
        GitHub.TokenLife = TimeSpan.FromMinutes(20);
        await StartAsync();

        await PassAsync(minutes: 14.9);
        Assert.Single(Mints);

        await PassAsync(minutes: 0.2);
        Assert.Equal(2, Mints.Count);
    }

    [Fact]
    public async Task It_goes_on()
    {
        await StartAsync();

        await PassAsync(minutes: 24 * 60);

        Assert.InRange(Mints.Count, 33, 37);
        Assert.Equal($"ghs_minted_{Mints.Count}", _workspace.PublishedToken);
    }

    [Fact]
    public async Task A_wall_clock_that_is_set_forward_is_noticed_within_half_a_minute()
    {
        await StartAsync();
        await PassAsync(minutes: 5);

        Time.StepWall(TimeSpan.FromMinutes(45));
        await PassAsync(minutes: 0.51);

        Assert.Equal("ghs_minted_2", _workspace.PublishedToken);
    }

    [Fact]
    public async Task A_wall_clock_that_is_set_back_puts_nothing_off()
    {
        await StartAsync();

        Time.StepWall(TimeSpan.FromDays(-1));
        await PassAsync(minutes: 45.1);

        Assert.Equal(2, Mints.Count);
    }

    [Fact]
    public async Task Waking_from_suspend_is_noticed_within_half_a_minute()
    {
        await StartAsync();

        Time.Suspend(TimeSpan.FromHours(8));
        await PassAsync(minutes: 0.51);

        Assert.Equal("ghs_minted_2", _workspace.PublishedToken);
    }

    [Fact]
    public async Task A_signal_brings_the_next_token_at_once()
    {
        await StartAsync();
        await PassAsync(minutes: 1);
        var before = Time.Elapsed;

        _refreshNow.Raise();
        await _workspace.Logger.UntilAsync("Published a token", count: 2);

        Assert.Equal("ghs_minted_2", _workspace.PublishedToken);
        Assert.Equal(before, Time.Elapsed);
        Assert.Equal(1, _workspace.Logger.Count("Refreshing now, as asked"));
    }

    [Fact]
    public async Task A_signal_during_a_refresh_is_kept_for_after_it()
    {
        await StartAsync();
        GitHub.Next(StubGitHub.RateLimit, StubAnswer.Hangs);
        await PassUntilMintedAsync(2);
        Assert.Equal("ghs_minted_1", _workspace.PublishedToken);

        _refreshNow.Raise();
        await PassAsync(minutes: 1);
        await _workspace.Logger.UntilAsync("Published a token", count: 3);

        Assert.Equal("ghs_minted_3", _workspace.PublishedToken);
    }

    [Fact]
    public async Task A_signal_after_failures_follows_the_backoff()
    {
        await StartAsync();
        GitHub.Always(StubGitHub.Mint, StubAnswer.Refuses(403, "This installation has been suspended"));
        await PassUntilMintedAsync(9);
        var before = Mints.Count;

        _refreshNow.Raise();
        await _workspace.Logger.UntilAsync("Refreshing now, as asked");
        await PassAsync(minutes: 1.1);

        Assert.Equal(before + 1, Mints.Count);
        Assert.InRange((Mints[^1].At - Mints[^2].At).TotalSeconds, 30, 61);
    }

    [Fact]
    public async Task A_bug_of_ours_ends_nothing_and_is_told_as_one()
    {
        await StartAsync();
        _workspace.ReadKey = () => throw new InvalidOperationException("something secret");
        await PassAsync(minutes: 46);
        Assert.Contains("This is a bug: InvalidOperationException", Assert.Single(Errors));
        Assert.DoesNotContain("something secret", Assert.Single(Errors));

        _workspace.ReadKey = TestKey.Read;
        await PassAsync(minutes: 5.6);

        Assert.Equal("ghs_minted_2", _workspace.PublishedToken);
    }

    [Fact]
    public async Task A_token_that_could_not_be_written_is_written_later_and_not_minted_again()
    {
        await StartAsync();
        File.Delete(_workspace.Output["token"]);
        Directory.CreateDirectory(_workspace.Output["token"]);
        await PassAsync(minutes: 46);
        Assert.Contains("cannot be written", Assert.Single(Errors));
        Assert.Equal("ghs_minted_1", _workspace.Output.Read("..data/token"));

        Directory.Delete(_workspace.Output["token"]);
        await PassAsync(minutes: 1.1);

        Assert.Equal("ghs_minted_2", _workspace.PublishedToken);
        Assert.Equal(2, Mints.Count);
    }

    [Fact]
    public async Task A_token_that_gets_old_before_it_can_be_written_is_replaced()
    {
        await StartAsync();
        File.Delete(_workspace.Output["token"]);
        Directory.CreateDirectory(_workspace.Output["token"]);

        await PassAsync(minutes: 45 + 47);

        Assert.Equal(3, Mints.Count);
        AssertToldOnceAndAgainWhenTheTokenRunsOut();
    }

    [Theory]
    [InlineData(403, "This installation has been suspended")]
    [InlineData(403, "the `acme` organization has an IP allow list enabled")]
    public async Task What_only_a_person_can_change_is_asked_about_every_five_minutes_and_once_more_before_the_token_ends(int status, string message)
    {
        await StartAsync();
        GitHub.Always(StubGitHub.Mint, StubAnswer.Refuses(status, message));

        await PassAsync(minutes: 75);

        var asked = Mints.Skip(1).Select(mint => mint.At.TotalMinutes).ToList();
        var waits = asked.Zip(asked.Skip(1), (one, next) => (Wait: next - one, End: next)).ToList();
        Assert.InRange(waits.Count, 4, 8);
        Assert.Contains(asked, at => at is > 57.9 and < 59.1);
        Assert.All(waits, wait => Assert.True(wait.Wait is >= 5 and < 5.51 || (wait.Wait is >= 1 and < 5 && wait.End is > 58.9 and < 59.1), $"{wait}"));
        AssertToldOnceAndAgainWhenTheTokenRunsOut();
    }

    [Theory]
    [InlineData(404, "Not Found")]
    [InlineData(401, "A JSON web token could not be decoded")]
    public async Task What_GitHub_granted_before_and_refuses_now_may_be_its_mistake_and_is_asked_for_each_minute(int status, string message)
    {
        await StartAsync();
        GitHub.Always(StubGitHub.Mint, StubAnswer.Refuses(status, message));
        await PassAsync(minutes: 75);
        Assert.All(Mints.Skip(1).Zip(Mints.Skip(2), (one, next) => next.At - one.At), wait => Assert.InRange(wait.TotalSeconds, 0.5, 61));

        GitHub.Always(StubGitHub.Mint, request => GitHub.Minted(request));
        await PassAsync(minutes: 1.1);

        Assert.Equal("ghs_minted_2", _workspace.PublishedToken);
        AssertToldOnceAndAgainWhenTheTokenRunsOut();
    }

    [Fact]
    public async Task What_GitHub_refuses_for_longer_than_any_mistake_is_asked_for_every_five_minutes()
    {
        await StartAsync();
        GitHub.Always(StubGitHub.Mint, StubAnswer.Refuses(404, "Not Found"));
        await PassAsync(minutes: 45 + 125);
        var before = Mints.Count;

        await PassAsync(minutes: 60);

        Assert.InRange(Mints.Count - before, 10, 12);
    }

    [Fact]
    public async Task A_file_that_is_missing_while_secrets_are_swapped_ends_nothing()
    {
        await StartAsync();
        _workspace.ReadKey = () => throw new SidecarException(ExitCode.Configuration, "There is no private key.");
        await PassAsync(minutes: 46);
        Assert.Contains("There is no private key.", Assert.Single(Errors));

        _workspace.ReadKey = TestKey.Read;
        await PassAsync(minutes: 5.6);

        Assert.Equal("ghs_minted_2", _workspace.PublishedToken);
    }

    [Fact]
    public async Task An_outage_is_got_over_within_two_minutes_of_its_end()
    {
        await StartAsync();
        GitHub.Always(StubGitHub.Mint, StubAnswer.Refuses(503, "unavailable"));
        await PassAsync(minutes: 59);
        Assert.Equal("ghs_minted_1", _workspace.PublishedToken);

        GitHub.Always(StubGitHub.Mint, request => GitHub.Minted(request));
        await PassAsync(minutes: 2);

        Assert.Equal("ghs_minted_2", _workspace.PublishedToken);
        AssertToldOnceAndAgainWhenTheTokenRunsOut();
    }

    [Fact]
    public async Task During_an_outage_GitHub_is_asked_at_most_five_times_a_minute_and_at_least_once()
    {
        await StartAsync();
        GitHub.Always(StubGitHub.Mint, StubAnswer.Refuses(503, "unavailable"));

        await PassAsync(minutes: 45 + 60);

        Assert.InRange(Mints.Count, 60, 300);
    }

    [Fact]
    public async Task Tokens_that_GitHub_refuses_each_time_are_minted_less_and_less_often()
    {
        await StartAsync();
        GitHub.Always(StubGitHub.Git, StubAnswer.Refuses(404, "Repository not found."));

        await PassAsync(minutes: 45 + 120);

        var waits = Mints.Skip(1).Zip(Mints.Skip(2), (one, next) => (next.At - one.At).TotalMinutes).ToList();
        Assert.InRange(waits.Max(), 2.5, 6);
        Assert.All(waits, wait => Assert.True(wait >= 0.5));
        Assert.Equal("ghs_minted_1", _workspace.PublishedToken);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(840)]
    public async Task GitHub_is_not_asked_before_it_wants_to_be(int seconds)
    {
        await StartAsync();
        GitHub.Next(StubGitHub.Mint, StubAnswer.Refuses(429, "Too many requests").With("Retry-After", $"{seconds}"));

        await PassAsync(minutes: 45 + (seconds * 1.1 / 60) + 1);

        Assert.Equal(3, Mints.Count);
        Assert.InRange((Mints[2].At - Mints[1].At).TotalSeconds, seconds, seconds * 1.1 + 1);
    }

    [Fact]
    public async Task A_wait_that_GitHub_asks_for_is_at_most_fifteen_minutes()
    {
        await StartAsync();
        GitHub.Always(StubGitHub.Mint, StubAnswer.Refuses(429, "Too many requests").With("Retry-After", "7200"));

        await PassAsync(minutes: 45 + 60);

        var waits = Mints.Skip(1).Zip(Mints.Skip(2), (one, next) => (next.At - one.At).TotalMinutes).ToList();
        Assert.InRange(waits.Count, 3, 4);
        Assert.All(waits, wait => Assert.InRange(wait, 15, 16.51));
    }

    [Fact]
    public async Task A_failure_is_told_again_when_its_cause_changes_and_after_a_success()
    {
        await StartAsync();
        GitHub.Next(
            StubGitHub.Mint,
            StubAnswer.Refuses(404, "Not Found"), StubAnswer.Refuses(404, "Not Found"), StubAnswer.Refuses(401, "A JSON web token could not be decoded"));
        await PassAsync(minutes: 45 + 5);
        Assert.Equal(2, Errors.Count());
        Assert.Equal(1, _workspace.Logger.Of(LogLevel.Debug).Count(line => line.StartsWith("Still could not refresh", StringComparison.Ordinal)));
        Assert.Equal("ghs_minted_2", _workspace.PublishedToken);

        GitHub.Next(StubGitHub.Mint, StubAnswer.Refuses(401, "A JSON web token could not be decoded"));
        await PassAsync(minutes: 46);

        Assert.Equal(3, Errors.Count());
    }

    [Fact]
    public async Task Another_cause_behind_the_same_status_is_told_too()
    {
        await StartAsync();
        GitHub.Next(StubGitHub.Mint, StubAnswer.Refuses(403, "This installation has been suspended"), StubAnswer.Refuses(403, "the `acme` organization has an IP allow list enabled"));

        await PassAsync(minutes: 45 + 12);

        Assert.Collection(Errors, first => Assert.Contains("suspended", first), second => Assert.Contains("IP allow list", second));
    }

    [Fact]
    public async Task An_error_says_how_long_the_published_token_lives()
    {
        await StartAsync();
        GitHub.Always(StubGitHub.Mint, StubAnswer.Refuses(403, "This installation has been suspended"));

        await PassAsync(minutes: 45.1);

        Assert.Matches("Trying again in 3[0-3][0-9] seconds; the published token has (15|16|17|18|19|20) minutes left$", Assert.Single(Errors));
    }

    [Theory]
    [InlineData("acme/app")]
    [InlineData("*")]
    public async Task When_the_token_has_expired_token_json_says_why_there_is_no_other(string repositories)
    {
        _workspace.Watch = _workspace.WatchFor(repositories);
        await StartAsync();
        GitHub.Always(StubGitHub.Mint, StubAnswer.Refuses(403, "This installation has been suspended"));

        await PassAsync(minutes: 75);

        Assert.Contains("This installation has been suspended", _workspace.Output.Read("token.json"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_json_says_so_when_the_token_expires_and_not_only_at_the_next_attempt()
    {
        await StartAsync();
        GitHub.Always(StubGitHub.Mint, StubAnswer.Refuses(429, "Too many requests").With("Retry-After", "3600"));
        await PassAsync(minutes: 59);
        Assert.DoesNotContain("Too many requests", _workspace.Output.Read("token.json"), StringComparison.Ordinal);

        await PassAsync(minutes: 2);

        Assert.Contains("Too many requests", _workspace.Output.Read("token.json"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_old_generation_is_gone_a_minute_later()
    {
        await StartAsync();
        await PassUntilMintedAsync(2);
        await PassAsync(minutes: 0.9);
        Assert.Equal(2, _workspace.Output.Generations.Count);

        await PassAsync(minutes: 0.7);

        Assert.Single(_workspace.Output.Generations);
        Assert.Equal("ghs_minted_2", _workspace.PublishedToken);
    }

    [Theory]
    [InlineData("token")]
    [InlineData("..data")]
    [InlineData("..data/token.json")]
    public async Task What_somebody_deletes_is_published_again_within_half_a_minute(string name)
    {
        await StartAsync();
        var path = Path.Combine(_workspace.Output.Path, name);
        var before = _workspace.PublishedToken;

        File.Delete(path);
        await PassAsync(minutes: 0.51);

        Assert.True(Path.Exists(path));
        Assert.Equal(before, _workspace.PublishedToken);
        Assert.Single(Mints);
        Assert.Equal(1, _workspace.Logger.Count("published again"));
    }

    [Fact]
    public async Task A_directory_that_is_gone_is_told_once_and_filled_when_it_is_back()
    {
        await StartAsync();
        var before = _workspace.PublishedToken;

        Directory.Delete(_workspace.Output.Path, recursive: true);
        await PassAsync(minutes: 5);
        Assert.Equal(1, _workspace.Logger.Count("cannot be published again"));

        Directory.CreateDirectory(_workspace.Output.Path);
        await PassAsync(minutes: 0.51);

        Assert.Equal(before, _workspace.PublishedToken);
    }

    [Fact]
    public async Task At_the_end_tokens_are_revoked_also_when_the_files_cannot_be_taken_away()
    {
        await _workspace.PublishFirstAsync();
        Directory.Delete(_workspace.Output.Path, recursive: true);

        await _workspace.Keeper.RevokeAllAsync();

        Directory.CreateDirectory(_workspace.Output.Path);
        Assert.Single(GitHub.To(StubGitHub.Revoke));
        Assert.Contains("The files were not taken away", Assert.Single(Errors));
        Assert.Empty(_workspace.State.AllTokens);
    }

    [Theory]
    [InlineData(StubGitHub.RateLimit)]
    [InlineData(StubGitHub.Git)]
    public async Task At_the_end_a_token_that_was_being_proven_is_revoked(string place)
    {
        GitHub.Always(place, StubAnswer.Hangs);
        var starting = _workspace.Keeper.PublishFirstAsync(_stop.Token);
        while (GitHub.To(place).Count == 0)
        {
            await Task.Delay(1);
        }

        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => starting);
        await _workspace.Keeper.RevokeAllAsync();

        Assert.Single(GitHub.To(StubGitHub.Revoke));
        Assert.Single(_workspace.Audit.Of(LogLevel.Information), line => line.StartsWith("Audit: revoked for acme", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_nothing_is_wanted_yet_what_an_earlier_run_published_is_taken_away_and_revoked()
    {
        _workspace.State.SaveToken(_workspace.Asked, _workspace.Token());
        _workspace.Directory.Publish([new("token", "ghs_current"u8.ToArray())]);
        _workspace.Watch = _workspace.WatchFor("none");

        await _workspace.PublishFirstAsync();

        Assert.Empty(_workspace.Output.Names);
        Assert.Single(GitHub.To(StubGitHub.Revoke));
        Assert.Empty(_workspace.State.AllTokens);
    }

    [Fact]
    public async Task At_the_end_a_whole_installations_token_is_forgotten_too()
    {
        _workspace.State.SaveToken(_workspace.Asked with { Owner = null, Repositories = null }, _workspace.Token());

        await _workspace.Keeper.RevokeAllAsync();

        Assert.Empty(_workspace.State.AllTokens);
    }

    [Fact]
    public void Of_a_whole_installation_what_failed_and_what_comes_next_is_published_whatever_the_accounts_name()
    {
        _workspace.Publication.Replace([new("acme", _workspace.Token(TimeSpan.FromMinutes(1)), null)]);
        Time.Advance(TimeSpan.FromMinutes(2));

        _workspace.Publication.Fail(null, "suspended");
        Assert.Contains("suspended", _workspace.Output.Read("token.json"));

        _workspace.Publication.Set(null, new("acme-inc", _workspace.Token(value: "ghs_next") with { Owner = "acme-inc" }, null));
        Assert.Equal("ghs_next", _workspace.PublishedToken);
    }

    [Fact]
    public async Task Being_asked_to_stop_ends_it_at_once()
    {
        await StartAsync();

        await _stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _keeping);
        _keeping = Task.CompletedTask;
    }

    [Theory]
    [MemberData(nameof(StrangeAnswers))]
    public async Task No_answer_to_a_mint_ends_it(string name, string body)
    {
        _workspace.Limit = new(3, TimeSpan.FromMinutes(1));
        await StartAsync();
        GitHub.Always(StubGitHub.Mint, new StubAnswer(201, body));

        await PassAsync(minutes: 120);

        Assert.False(_keeping.IsCompleted, $"{name}: {_keeping.Exception}");
    }

    [Theory]
    [InlineData("Retry-After", "Fri, 31 Dec 9999 23:59:59 GMT")]
    [InlineData("Retry-After", "2147483647")]
    [InlineData("x-ratelimit-reset", "99999999999999")]
    public async Task No_wait_that_GitHub_asks_for_ends_it(string header, string value)
    {
        await StartAsync();
        GitHub.Always(StubGitHub.Mint, StubAnswer.Refuses(429, "Too many requests").With("x-ratelimit-remaining", "0").With(header, value));

        await PassAsync(minutes: 60);

        Assert.False(_keeping.IsCompleted, $"{_keeping.Exception}");
    }

    public Task InitializeAsync() => Task.CompletedTask;

    /// <summary>Whatever a test does, the loop is there until it is asked to stop.</summary>
    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        if (!_keeping.IsCompletedSuccessfully && !_keeping.IsFaulted)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _keeping);
        }
    }

    public void Dispose()
    {
        _workspace.Dispose();
        _stop.Dispose();
    }

    private async Task StartAsync()
    {
        await _workspace.PublishFirstAsync();
        _keeping = Task.Run(() => _workspace.Keeper.KeepFreshAsync(Interval, _refreshNow, _stop.Token));
        await PassAsync(minutes: 0);
    }

    /// <summary>To the second, which chance decides.</summary>
    private async Task PassUntilMintedAsync(int count)
    {
        while (Mints.Count < count)
        {
            await Time.PassAsync(_keeping, TimeSpan.FromSeconds(1));
        }
    }

    private Task PassAsync(double minutes) => Time.PassAsync(_keeping, TimeSpan.FromMinutes(minutes));
}
