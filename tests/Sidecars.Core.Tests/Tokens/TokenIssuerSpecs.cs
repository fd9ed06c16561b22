using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Sidecars.Cli;
using Sidecars.GitHub;
using Sidecars.Support;

namespace Sidecars.Tokens;

public sealed class TokenIssuerSpecs : IDisposable
{
    private readonly Workspace _workspace = new();

    private StubGitHub GitHub => _workspace.GitHub;

    private TimeSpan Elapsed => _workspace.Time.Elapsed;

    private IReadOnlyList<RecordedRequest> Mints => GitHub.To(StubGitHub.Mint);

    [Fact]
    public async Task A_token_is_minted_for_what_was_asked_and_proven()
    {
        var token = await _workspace.FirstAsync();

        Assert.Equal(["GET /app", "POST /app/installations/7/access_tokens", "GET /rate_limit", "GET /acme/app.git/info/refs?service=git-upload-pack"], GitHub.Requests.Select(request => request.Line));
        Assert.Equal("""{"repositories":["app"],"permissions":{"contents":"read"}}""", Mints[0].Body);
        Assert.Equal("ghs_minted_1", token.Token.Reveal());
        Assert.Equal((7L, "acme", "42"), (token.InstallationId, token.Owner, token.AppId));
        Assert.Equal("contents: read, metadata: read", token.Permissions.ToString());
        Assert.Equal(["acme/app"], token.Repositories!);
    }

    [Fact]
    public async Task The_app_proves_itself_by_a_jwt_to_the_api_and_to_nobody_else()
    {
        await _workspace.FirstAsync();

        var parts = Mints[0].Authorization!["Bearer ".Length..].Split('.');
        Assert.True(TestKey.Signed($"{parts[0]}.{parts[1]}", Base64Url.DecodeFromChars(parts[2])));
        Assert.Equal("42", JsonElement.Parse(Base64Url.DecodeFromChars(parts[1])).GetProperty("iss").GetString());
        Assert.All(GitHub.Requests.Where(request => request.Authorization!.Contains("Bearer eyJ", StringComparison.Ordinal)), request => Assert.Equal("api.github.com", request.Url.Host));
    }

    [Fact]
    public async Task An_installation_that_is_not_configured_is_looked_up_from_the_owner()
    {
        _workspace.InstallationId = null;

        var token = await _workspace.FirstAsync();

        Assert.Equal("GET /users/acme/installation", GitHub.Requests[0].Line);
        Assert.Equal(7, token.InstallationId);
    }

    [Fact]
    public async Task An_installation_that_was_looked_up_is_not_looked_up_again()
    {
        _workspace.InstallationId = null;
        await _workspace.FirstAsync();
        GitHub.Next(StubGitHub.Mint, StubAnswer.Refuses(503, "unavailable"));

        await _workspace.NextAsync();

        Assert.Single(GitHub.To(StubGitHub.Lookup));
        Assert.Equal(3, Mints.Count);
    }

    [Fact]
    public async Task After_a_refusal_it_is_looked_up_again_as_it_may_be_somebody_elses()
    {
        _workspace.InstallationId = null;
        await _workspace.FirstAsync();
        GitHub.Next(StubGitHub.Mint, StubAnswer.Refuses(422, "The permissions requested are not granted to this installation."));
        await Assert.ThrowsAsync<GitHubException>(() => _workspace.NextAsync());

        await _workspace.NextAsync();

        Assert.Equal(2, GitHub.To(StubGitHub.Lookup).Count);
    }

    [Fact]
    public async Task An_installation_that_was_installed_anew_is_looked_up_again_at_once()
    {
        _workspace.InstallationId = null;
        await _workspace.FirstAsync();
        GitHub.Always("/installations/7/", StubAnswer.Refuses(404, "Not Found"));
        GitHub.Always(StubGitHub.Lookup, new StubAnswer(200, """{"id":8,"account":{"login":"acme"}}"""));
        var before = _workspace.Time.Elapsed;

        var token = await _workspace.NextAsync();

        Assert.Equal(8, token.InstallationId);
        Assert.InRange(_workspace.Time.Elapsed - before, TimeSpan.Zero, TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task An_App_that_was_taken_off_is_refused_as_before()
    {
        _workspace.InstallationId = null;
        await _workspace.FirstAsync();
        GitHub.Always("/installations/7/", StubAnswer.Refuses(404, "Not Found"));
        GitHub.Always(StubGitHub.Lookup, StubAnswer.Refuses(404, "Not Found"));

        var error = await Assert.ThrowsAsync<GitHubException>(() => _workspace.NextAsync());

        Assert.Equal(ExitCode.Refused, error.ExitCode);
        Assert.False(error.IsTransient);
        Assert.Contains("find the installation", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_mint_without_an_answer_a_lookup_finds_out_whether_GitHub_is_back()
    {
        _workspace.InstallationId = null;
        await _workspace.FirstAsync();
        GitHub.Next(StubGitHub.Mint, StubAnswer.Hangs);

        await _workspace.NextAsync();

        Assert.Equal(2, GitHub.To(StubGitHub.Lookup).Count);
    }

    [Fact]
    public async Task Where_the_scope_follows_what_the_installation_may_do_it_is_asked_for_each_token()
    {
        _workspace.Asked = _workspace.Asked with { Permissions = Permissions.Write, PullRequestsIfGranted = true };
        var token = await _workspace.FirstAsync();
        GitHub.InstallationPermissions = """{"contents":"write","pull_requests":"write"}""";

        var next = await _workspace.NextAsync(token);

        Assert.False(token.Permissions.Allows("pull_requests", "write"));
        Assert.True(next.Permissions.Allows("pull_requests", "write"));
    }

    [Fact]
    public async Task The_owner_of_a_whole_installation_is_looked_up()
    {
        _workspace.Asked = _workspace.Asked with { Owner = null, Repositories = null };

        var token = await _workspace.FirstAsync();

        Assert.Equal("GET /app/installations/7", GitHub.Requests[0].Line);
        Assert.Equal("""{"permissions":{"contents":"read"}}""", Mints[0].Body);
        Assert.Equal("acme", token.Owner);
        Assert.Null(token.Repositories);
    }

    [Fact]
    public async Task The_whole_of_an_installation_that_nobody_named_cannot_be_found()
    {
        _workspace.InstallationId = null;
        _workspace.Asked = _workspace.Asked with { Owner = null, Repositories = null };

        var error = await Assert.ThrowsAsync<SidecarException>(_workspace.FirstAsync);

        Assert.Equal(ExitCode.Configuration, error.ExitCode);
        Assert.Contains("give --installation-id, GITHUB_INSTALLATION_ID, file installation-id", error.Message);
        Assert.Empty(GitHub.Requests);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("""{"slug":"an-enterprise"}""")]
    [InlineData("""{"login":"../.."}""")]
    public async Task An_owner_whose_name_is_none_is_refused(string account)
    {
        _workspace.Asked = _workspace.Asked with { Owner = null, Repositories = null };
        GitHub.Always(StubGitHub.Installation, new StubAnswer(200, $$"""{"id":7,"account":{{account}}}"""));

        var error = await Assert.ThrowsAsync<GitHubException>(_workspace.FirstAsync);

        Assert.Equal(ExitCode.Refused, error.ExitCode);
        Assert.Empty(Mints);
    }

    [Theory]
    [InlineData("""{"contents":"write","pull_requests":"write"}""", """{"contents":"write","pull_requests":"write"}""")]
    [InlineData("""{"contents":"write","pull_requests":"read"}""", """{"contents":"write"}""")]
    [InlineData("""{"contents":"write"}""", """{"contents":"write"}""")]
    public async Task Pull_requests_are_asked_for_only_where_the_installation_has_them(string installation, string asked)
    {
        _workspace.Asked = _workspace.Asked with { Permissions = Permissions.Write, PullRequestsIfGranted = true };
        GitHub.InstallationPermissions = installation;

        var token = await _workspace.FirstAsync();

        Assert.Equal($$"""{"repositories":["app"],"permissions":{{asked}}}""", Mints[0].Body);
        Assert.Equal(asked.Contains("pull", StringComparison.Ordinal), token.Permissions.Allows("pull_requests", "write"));
    }

    [Theory]
    [InlineData("permissions", """{"contents":"write"}""", "contents: write")]
    [InlineData("permissions", """{"contents":"read","administration":"read"}""", "administration: read")]
    [InlineData("repositories", """[{"full_name":"acme/app"},{"full_name":"acme/payroll"}]""", "acme/payroll")]
    [InlineData("repositories", """[{"full_name":"other/app"}]""", "other/app")]
    public async Task A_token_that_can_do_more_than_was_asked_is_revoked_and_refused(string member, string granted, string wider)
    {
        GitHub.Always(StubGitHub.Mint, request => GitHub.Minted(request, minted => minted[member] = JsonNode.Parse(granted)));

        var error = await Assert.ThrowsAsync<GitHubException>(_workspace.FirstAsync);

        Assert.Equal(ExitCode.Refused, error.ExitCode);
        Assert.Contains(wider, error.Message);
        Assert.Equal("Bearer ghs_minted_1", Assert.Single(GitHub.To(StubGitHub.Revoke)).Authorization);
        Assert.Single(Mints);
        Assert.Equal(1, _workspace.Audit.Count($"Audit: revoked for acme, request , hashed_token {new TokenValue("ghs_minted_1").Hashed}"));
        Assert.Null(Remembered());
    }

    [Fact]
    public async Task A_token_that_can_do_more_is_refused_also_when_it_cannot_be_revoked()
    {
        GitHub.Always(StubGitHub.Mint, request => GitHub.Minted(request, minted => minted["permissions"]!["contents"] = "admin"));
        GitHub.Always(StubGitHub.Revoke, StubAnswer.Refuses(503, "unavailable"));

        var error = await Assert.ThrowsAsync<GitHubException>(_workspace.FirstAsync);

        Assert.Equal(ExitCode.Refused, error.ExitCode);
        Assert.Contains("could not revoke", Assert.Single(_workspace.Audit.Of(LogLevel.Error)));
    }

    [Fact]
    public async Task A_token_that_can_do_less_is_told_and_used()
    {
        GitHub.Always(StubGitHub.Mint, request => GitHub.Minted(request, minted => minted["permissions"] = new JsonObject { ["metadata"] = "read" }));

        var token = await _workspace.FirstAsync();

        Assert.Equal("metadata: read", token.Permissions.ToString());
        Assert.Equal("Got less than was asked for acme; missing: contents: read", Assert.Single(_workspace.Logger.Of(LogLevel.Warning)));
    }

    [Fact]
    public async Task Each_mint_leaves_one_audit_line()
    {
        await _workspace.FirstAsync();

        var hashed = new TokenValue("ghs_minted_1").Hashed;
        Assert.Contains($"Audit: minted for acme, asked acme/app (contents: read), granted acme/app (contents: read, metadata: read), request MINT:1, hashed_token {hashed}, expires 2026-11-20T13:00:00Z", Assert.Single(_workspace.Audit.Lines).Text);
        Assert.Equal(0, _workspace.Logger.Count("hashed_token"));
    }

    [Fact]
    public async Task No_line_has_the_token_or_the_jwt_in_it()
    {
        GitHub.Next(StubGitHub.RateLimit, StubAnswer.Refuses(401, "Bad credentials"));
        GitHub.Next(StubGitHub.Mint, StubAnswer.Refuses(503, "unavailable"));

        await _workspace.FirstAsync();

        Assert.NotEmpty(_workspace.Logger.Lines);
        Assert.All(_workspace.Logger.Lines.Concat(_workspace.Audit.Lines), line =>
        {
            Assert.DoesNotContain("ghs_", line.Text);
            Assert.DoesNotContain("eyJ", line.Text);
        });
    }

    [Fact]
    public async Task A_permission_that_is_not_granted_is_named()
    {
        _workspace.Asked = _workspace.Asked with { Permissions = Permissions.Parse("contents=write,issues=write,checks=read") };
        GitHub.Always(StubGitHub.Mint, StubAnswer.Refuses(422, "The permissions requested are not granted to this installation."));

        var error = await Assert.ThrowsAsync<GitHubException>(_workspace.FirstAsync);

        Assert.Equal(ExitCode.Refused, error.ExitCode);
        Assert.EndsWith("Not granted to the installation: checks: read, issues: write. It has: contents: write, metadata: read.", error.Message);
        Assert.Single(Mints);
    }

    [Fact]
    public async Task A_repository_that_the_app_cannot_see_is_named()
    {
        _workspace.Asked = _workspace.Asked with { Repositories = ["app", "gone", "lib"] };
        GitHub.Always(StubGitHub.Mint, StubAnswer.Refuses(422, "There is at least one repository that does not exist or is not accessible to the parent installation."));
        GitHub.Always("/repos/acme/gone/installation", StubAnswer.Refuses(404, "Not Found"));

        var error = await Assert.ThrowsAsync<GitHubException>(_workspace.FirstAsync);

        Assert.Equal(ExitCode.Refused, error.ExitCode);
        Assert.EndsWith("The App cannot see: acme/gone.", error.Message);
        Assert.Equal(["app", "gone", "lib"], GitHub.To("/repos/").Select(request => request.Url.Segments[3].Trim('/')));
    }

    [Fact]
    public async Task Not_every_repository_of_a_long_list_is_asked_about()
    {
        _workspace.Asked = _workspace.Asked with { Repositories = [.. Enumerable.Range(1, 200).Select(number => $"r{number}")] };
        GitHub.Always(StubGitHub.Mint, StubAnswer.Refuses(422, "There is at least one repository that does not exist."));

        await Assert.ThrowsAsync<GitHubException>(_workspace.FirstAsync);

        Assert.Equal(20, GitHub.To("/repos/").Count);
    }

    [Fact]
    public async Task When_nothing_more_can_be_found_out_GitHubs_own_words_stand()
    {
        GitHub.Always(StubGitHub.Mint, StubAnswer.Refuses(422, "There is at least one repository that does not exist."));
        GitHub.Always(StubGitHub.Installation, StubAnswer.Refuses(503, "unavailable"));

        var error = await Assert.ThrowsAsync<GitHubException>(_workspace.FirstAsync);

        Assert.Equal(422, error.Status);
        Assert.Contains("There is at least one repository", error.Message);
    }

    [Theory]
    [InlineData(401, "A JSON web token could not be decoded", ExitCode.Key)]
    [InlineData(404, "Integration not found", ExitCode.Configuration)]
    [InlineData(404, "Not Found", ExitCode.Refused)]
    [InlineData(403, "This installation has been suspended", ExitCode.Refused)]
    [InlineData(400, "Problems parsing JSON", ExitCode.Bug)]
    public async Task What_only_a_person_can_change_is_not_tried_again(int status, string message, ExitCode exitCode)
    {
        GitHub.Always(StubGitHub.Mint, StubAnswer.Refuses(status, message));

        var error = await Assert.ThrowsAsync<GitHubException>(_workspace.FirstAsync);

        Assert.Equal(exitCode, error.ExitCode);
        Assert.Single(Mints);
        Assert.Equal(TimeSpan.Zero, Elapsed);
    }

    [Fact]
    public async Task What_may_pass_by_itself_is_tried_again()
    {
        GitHub.Next(
            StubGitHub.Mint,
            StubAnswer.Refuses(500, ""), StubAnswer.Refuses(502, ""), StubAnswer.Refuses(408, ""),
            StubAnswer.Fails(new HttpRequestException("Connection refused")), new StubAnswer(201, "{\"token\":\"ghs_cut"), new StubAnswer(201, "{}"));

        var token = await _workspace.FirstAsync();

        Assert.Equal("ghs_minted_1", token.Token.Reveal());
        Assert.Equal(7, Mints.Count);
        Assert.Equal(6, _workspace.Logger.Count("Trying again in"));
        Assert.InRange(Elapsed.TotalSeconds, (1 + 2 + 4 + 8 + 16 + 30) / 2, 61.1);
    }

    [Theory]
    [InlineData("""{"token":"","expires_at":"2026-11-20T13:00:00Z"}""")]
    [InlineData("""{"token":"has a blank","expires_at":"2026-11-20T13:00:00Z"}""")]
    [InlineData("""{"expires_at":"2026-11-20T13:00:00Z"}""")]
    [InlineData("""{"token":"ghs_x"}""")]
    [InlineData("""{"token":"ghs_x","expires_at":"tomorrow"}""")]
    [InlineData("""{"token":"ghs_x","expires_at":"2026-11-20T11:59:59Z"}""")]
    [InlineData("""{"token":"ghs_x","expires_at":"2026-11-21T12:00:01Z"}""")]
    [InlineData("""{"token":"ghs_x","expires_at":"9999-12-31T23:59:59Z"}""")]
    public async Task An_answer_that_makes_no_sense_is_no_token(string body)
    {
        GitHub.Next(StubGitHub.Mint, new StubAnswer(201, body));

        Assert.Equal("ghs_minted_1", (await _workspace.FirstAsync()).Token.Reveal());
        Assert.Equal(2, Mints.Count);
    }

    [Fact]
    public async Task After_two_minutes_the_last_failure_is_what_is_told()
    {
        GitHub.Always(StubGitHub.Mint, StubAnswer.Refuses(503, "unavailable"));

        var error = await Assert.ThrowsAsync<GitHubException>(_workspace.FirstAsync);

        Assert.Equal(ExitCode.Unavailable, error.ExitCode);
        Assert.Equal(503, error.Status);
        Assert.InRange(Elapsed.TotalSeconds, 119, 120.1);
        Assert.InRange(Mints.Count, 7, 12);
    }

    [Fact]
    public async Task A_mint_that_hangs_is_given_up_and_tried_again()
    {
        GitHub.Next(StubGitHub.Mint, StubAnswer.Hangs);

        await _workspace.FirstAsync();

        Assert.InRange(Elapsed.TotalSeconds, 15.5, 16.1);
        Assert.Equal(2, Mints.Count);
    }

    [Fact]
    public async Task A_GitHub_that_only_hangs_is_given_up_after_two_minutes()
    {
        GitHub.Always("", StubAnswer.Hangs);

        var error = await Assert.ThrowsAsync<GitHubException>(_workspace.FirstAsync);

        Assert.Contains("did not answer within 15 seconds", error.Message);
        Assert.InRange(Elapsed.TotalSeconds, 119, 120.1);
    }

    [Fact]
    public async Task GitHub_may_ask_for_more_time_than_two_minutes()
    {
        GitHub.Next(StubGitHub.Mint, StubAnswer.Refuses(403, "You have exceeded a secondary rate limit.").With("Retry-After", "300"));

        await _workspace.FirstAsync();

        Assert.InRange(Elapsed.TotalSeconds, 300, 330.1);
        Assert.Equal(2, Mints.Count);
    }

    [Fact]
    public async Task GitHub_may_not_ask_for_more_than_fifteen_minutes()
    {
        GitHub.Always(StubGitHub.Mint, StubAnswer.Refuses(429, "Too many requests").With("Retry-After", "60"));

        var error = await Assert.ThrowsAsync<GitHubException>(_workspace.FirstAsync);

        Assert.Equal(429, error.Status);
        Assert.InRange(Elapsed.TotalMinutes, 13, 15.01);
    }

    [Fact]
    public async Task A_wait_that_is_too_long_is_not_begun()
    {
        GitHub.Always(StubGitHub.Mint, StubAnswer.Refuses(429, "Too many requests").With("Retry-After", "3600"));

        var error = await Assert.ThrowsAsync<GitHubException>(_workspace.FirstAsync);

        Assert.Equal(TimeSpan.FromHours(1), error.RetryAfter);
        Assert.Equal(TimeSpan.Zero, Elapsed);
    }

    [Fact]
    public async Task A_wait_until_the_end_of_all_time_is_a_failure_like_others()
    {
        GitHub.Always(StubGitHub.Mint, StubAnswer.Refuses(429, "Too many requests").With("Retry-After", "Fri, 31 Dec 9999 23:59:59 GMT"));

        var error = await Assert.ThrowsAsync<GitHubException>(_workspace.FirstAsync);

        Assert.Equal(ExitCode.Unavailable, error.ExitCode);
    }

    [Fact]
    public async Task Key_and_ids_are_read_again_for_each_attempt()
    {
        var reads = 0;
        _workspace.ReadKey = () =>
        {
            _workspace.InstallationId = ++reads == 2 ? 8 : 7;
            return TestKey.Read();
        };
        GitHub.Next(StubGitHub.Mint, StubAnswer.Refuses(503, ""), StubAnswer.Refuses(503, ""));

        await _workspace.NextAsync();

        Assert.Equal(3, reads);
        Assert.Equal(["POST /app/installations/7/access_tokens", "POST /app/installations/7/access_tokens", "POST /app/installations/8/access_tokens"], Mints.Select(mint => mint.Line));
        Assert.Equal(1, _workspace.Logger.Count("Read the key SHA256:"));
    }

    [Fact]
    public async Task A_key_that_cannot_be_read_is_told_at_once()
    {
        _workspace.ReadKey = () => AppPrivateKey.Read("", "the Secret");

        var error = await Assert.ThrowsAsync<SidecarException>(_workspace.FirstAsync);

        Assert.Equal(ExitCode.Key, error.ExitCode);
        Assert.Empty(GitHub.Requests);
    }

    [Fact]
    public async Task A_wrong_clock_costs_one_more_request_and_no_waiting()
    {
        GitHub.ClockAhead = TimeSpan.FromHours(-2);
        GitHub.Next(StubGitHub.Mint, StubAnswer.Refuses(401, "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued"));

        await _workspace.FirstAsync();

        Assert.Equal(TimeSpan.Zero, Elapsed);
        var claims = JsonElement.Parse(Base64Url.DecodeFromChars(Mints[1].Authorization!.Split('.')[1]));
        Assert.Equal(_workspace.Time.GetUtcNow().AddHours(-2).ToUnixTimeSeconds() - 60, claims.GetProperty("iat").GetInt64());
    }

    [Theory]
    [InlineData(-3)]
    [InlineData(3)]
    public async Task A_tokens_life_is_by_GitHubs_clock_whatever_ours_says(int hours)
    {
        GitHub.ClockAhead = TimeSpan.FromHours(hours);

        var token = await _workspace.FirstAsync();

        Assert.Equal(TimeSpan.FromHours(1), token.Life);
        Assert.Equal(TimeSpan.FromHours(1), token.Expires.Left(_workspace.Time));
        Assert.Equal(_workspace.Time.GetUtcNow().AddHours(hours + 1), token.ExpiresAt);
    }

    [Fact]
    public async Task Beyond_the_mint_limit_a_mint_waits()
    {
        _workspace.Limit = new(2, TimeSpan.FromMinutes(1));
        await _workspace.FirstAsync();
        await _workspace.NextAsync();
        Assert.Equal(TimeSpan.Zero, Elapsed);

        await _workspace.NextAsync();

        Assert.InRange(Mints[2].At.TotalSeconds, 60, 66.1);
        Assert.Equal(1, _workspace.Logger.Count("seconds for the mint limit"));
    }

    [Fact]
    public async Task Only_mints_that_succeed_count_for_the_limit()
    {
        _workspace.Limit = new(1, TimeSpan.FromMinutes(1));
        GitHub.Next(StubGitHub.Mint, [.. Enumerable.Repeat(StubAnswer.Refuses(503, ""), 4)]);

        await _workspace.FirstAsync();

        Assert.InRange(Elapsed.TotalSeconds, 7, 16);
        Assert.Equal(0, _workspace.Logger.Count("mint limit"));
    }

    [Fact]
    public async Task A_mint_whose_token_is_refused_counts_for_the_limit()
    {
        _workspace.Limit = new(1, TimeSpan.FromMinutes(1));
        GitHub.Next(StubGitHub.RateLimit, [.. Enumerable.Repeat(StubAnswer.Refuses(401, "Bad credentials"), 6)]);

        await _workspace.FirstAsync();

        Assert.Equal(2, Mints.Count);
        Assert.True(Mints[1].At - Mints[0].At >= TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_mint_whose_answer_was_lost_counts_for_the_limit()
    {
        _workspace.Limit = new(1, TimeSpan.FromMinutes(1));
        GitHub.Next(StubGitHub.Mint, StubAnswer.Hangs);

        await _workspace.FirstAsync();

        Assert.Equal(2, Mints.Count);
        Assert.True(Mints[1].At - Mints[0].At >= TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_mint_counts_for_the_limit_before_GitHub_is_asked_so_that_a_kill_cannot_hide_it()
    {
        _workspace.Limit = new(1, TimeSpan.FromMinutes(1));
        var whileAsked = TimeSpan.Zero;
        GitHub.Always(StubGitHub.Mint, request =>
        {
            whileAsked = Account().Wait;
            return GitHub.Minted(request);
        });

        await _workspace.FirstAsync();

        // However late it is minted.
        Assert.True(whileAsked >= TimeSpan.FromMinutes(1), $"{whileAsked}");
        Assert.InRange(Account().Wait, TimeSpan.FromSeconds(55), TimeSpan.FromSeconds(60));

        MintAccount Account() => new("acme", _workspace.Limit, _workspace.State, _workspace.Time);
    }

    [Fact]
    public async Task A_mint_limit_longer_than_two_minutes_is_told()
    {
        _workspace.Limit = new(1, TimeSpan.FromMinutes(10));
        await _workspace.FirstAsync();

        var error = await Assert.ThrowsAsync<GitHubException>(() => _workspace.NextAsync());

        Assert.Equal(ExitCode.Unavailable, error.ExitCode);
        Assert.Contains("mint limit", error.Message);
        Assert.Equal(TimeSpan.Zero, Elapsed);
        Assert.InRange(error.RetryAfter!.Value.TotalMinutes, 10, 11);
        Assert.Single(Mints);
    }

    [Fact]
    public async Task A_token_that_is_refused_for_good_gives_way_to_another_as_long_as_there_is_time()
    {
        GitHub.Always(StubGitHub.Git, StubAnswer.Refuses(404, "Repository not found."));

        var error = await Assert.ThrowsAsync<GitHubException>(_workspace.FirstAsync);

        Assert.Equal((ExitCode.Refused, 404), (error.ExitCode, error.Status));
        Assert.InRange(Mints.Count, 3, 6);
        Assert.InRange(Elapsed.TotalSeconds, 90, 125);
        Assert.Null(Remembered());
    }

    [Fact]
    public async Task A_first_token_that_cannot_be_proven_is_used_after_two_minutes_with_a_warning()
    {
        GitHub.Always(StubGitHub.RateLimit, StubAnswer.Refuses(503, "unavailable"));

        var token = await _workspace.FirstAsync();

        Assert.Equal("ghs_minted_1", token.Token.Reveal());
        Assert.InRange(Elapsed.TotalSeconds, 100, 120.1);
        Assert.Equal(1, _workspace.Logger.Count("without proof"));
    }

    [Fact]
    public async Task A_later_token_that_cannot_be_proven_is_used_when_the_old_one_has_five_minutes_left()
    {
        var current = _workspace.Token(left: TimeSpan.FromMinutes(15));
        GitHub.Always(StubGitHub.RateLimit, StubAnswer.Refuses(503, "unavailable"));

        await _workspace.NextAsync(current);

        Assert.InRange(Elapsed.TotalMinutes, 9.7, 10.01);
        Assert.Single(Mints);
        Assert.Equal(1, _workspace.Logger.Count("without proof"));
    }

    [Fact]
    public async Task A_later_token_is_proven_however_long_it_takes_while_the_old_one_lives()
    {
        GitHub.Next(StubGitHub.RateLimit, StubAnswer.Hangs, StubAnswer.Hangs, StubAnswer.Hangs, StubAnswer.Hangs, StubAnswer.Hangs, StubAnswer.Hangs, StubAnswer.Hangs, StubAnswer.Hangs);

        await _workspace.NextAsync(_workspace.Token(left: TimeSpan.FromMinutes(15)));

        Assert.True(Elapsed > TimeSpan.FromMinutes(2));
        Assert.Equal(0, _workspace.Logger.Count("without proof"));
        Assert.Single(Mints);
    }

    [Fact]
    public async Task Being_asked_to_stop_is_no_failure()
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(30), _workspace.Time);
        GitHub.Always(StubGitHub.Mint, StubAnswer.Refuses(503, "unavailable"));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _workspace.Time.RunAsync(() => _workspace.Issuer.FirstAsync(_workspace.Asked, stop.Token)));

        Assert.InRange(Elapsed.TotalSeconds, 30, 30.1);
    }

    [Fact]
    public async Task A_remembered_token_that_GitHub_takes_is_taken_over()
    {
        var issued = await _workspace.FirstAsync();
        _workspace.Time.Advance(TimeSpan.FromMinutes(44));

        var adopted = await _workspace.FirstAsync();

        Assert.Equal(issued.Token.Reveal(), adopted.Token.Reveal());
        Assert.Equal(TimeSpan.FromMinutes(16), adopted.Expires.Left(_workspace.Time));
        Assert.Single(Mints);
        Assert.Equal(2, GitHub.To(StubGitHub.RateLimit).Count);
    }

    [Fact]
    public async Task A_remembered_token_in_the_last_quarter_of_its_life_is_left()
    {
        await _workspace.FirstAsync();
        _workspace.Time.Advance(TimeSpan.FromMinutes(46));

        await _workspace.FirstAsync();

        Assert.Equal(["Bearer ghs_minted_1", "Bearer ghs_minted_2"], GitHub.To(StubGitHub.RateLimit).Select(request => request.Authorization));
    }

    [Fact]
    public async Task A_remembered_token_that_GitHub_refuses_is_replaced_at_once()
    {
        await _workspace.FirstAsync();
        _workspace.Time.Advance(TimeSpan.FromMinutes(10));
        var before = Elapsed;
        GitHub.Next(StubGitHub.RateLimit, StubAnswer.Refuses(401, "Bad credentials"));

        var token = await _workspace.FirstAsync();

        Assert.Equal("ghs_minted_2", token.Token.Reveal());
        Assert.Equal(before, Elapsed);
        Assert.Contains("Left the token of an earlier run", Assert.Single(_workspace.Logger.Of(LogLevel.Warning)));
    }

    [Fact]
    public async Task A_remembered_token_that_GitHub_is_silent_about_is_replaced_after_half_a_minute()
    {
        await _workspace.FirstAsync();
        var before = Elapsed;
        GitHub.Next(StubGitHub.RateLimit, StubAnswer.Hangs, StubAnswer.Hangs);

        var token = await _workspace.FirstAsync();

        Assert.Equal("ghs_minted_2", token.Token.Reveal());
        Assert.InRange((Elapsed - before).TotalSeconds, 30, 35.1);
        Assert.Equal(1, _workspace.Logger.Count("Left the token of an earlier run"));
    }

    [Fact]
    public async Task With_a_remembered_token_and_a_GitHub_that_is_down_it_is_two_minutes_all_the_same()
    {
        await _workspace.FirstAsync();
        var before = Elapsed;
        GitHub.Always("", StubAnswer.Refuses(503, "unavailable"));

        await Assert.ThrowsAsync<GitHubException>(_workspace.FirstAsync);

        Assert.InRange((Elapsed - before).TotalSeconds, 115, 120.1);
    }

    [Fact]
    public async Task A_remembered_token_is_not_what_comes_next()
    {
        var first = await _workspace.FirstAsync();

        Assert.Equal("ghs_minted_2", (await _workspace.NextAsync(first)).Token.Reveal());
    }

    public void Dispose() => _workspace.Dispose();

    private InstallationToken? Remembered()
    {
        using var app = _workspace.ReadCredentials();
        return _workspace.State.FindToken(app, _workspace.Asked);
    }
}
