using GitHubEmulator;
using Sidecars.Apps.Support;

namespace Sidecars.Apps;

/// <summary>What GitHub may answer to a mint, how a program ends then, and what it says. One test for each row of the README's table.</summary>
public sealed class RefusalSpecs
{
    [Fact]
    public async Task A_key_of_another_App_is_reported_with_where_to_compare_it()
    {
        await using var pod = await Pod.StartAsync();
        pod.Secret("private-key", TestKey.Other.Pem);

        var run = await pod.GenerateInitialTokenAsync();

        AssertEnds(pod, run, 4, "\"A JSON web token could not be decoded\"", "request ", "compare the logged fingerprint");
        Assert.Contains(run.Messages, message => message.Contains(TestKey.Other.Fingerprint, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_App_without_any_key_is_reported()
    {
        await using var pod = await Pod.StartAsync();
        pod.App.RemoveKey(TestKey.Shared.PublicPem);

        var run = await pod.GenerateInitialTokenAsync();

        AssertEnds(pod, run, 4, "\"Integration must generate a public key\"", "generate one on its settings page");
    }

    [Fact]
    public async Task An_App_that_this_GitHub_does_not_have_is_reported()
    {
        await using var pod = await Pod.StartAsync();
        pod.Secret("app-id", "4712");

        var run = await pod.GenerateInitialTokenAsync();

        AssertEnds(pod, run, 3, "\"Integration not found\"", "check app-id and api-url");
    }

    [Theory]
    [InlineData(-3600)] // Our clock is fast: GitHub finds our exp too far in the future.
    [InlineData(-90)] // By a little: it finds our iat in its future.
    [InlineData(3600)] // Our clock is slow: it finds our exp in the past.
    public async Task A_wrong_clock_is_corrected_by_GitHubs(int skew)
    {
        await using var pod = await Pod.StartAsync();
        pod.GitHub.ClockSkew = TimeSpan.FromSeconds(skew);

        var run = await pod.GenerateInitialTokenAsync();

        Assert.True(run.ExitCode == 0, run.Error);
        var correction = Assert.Single(run.Messages, message => message.StartsWith("Corrected this machine's clock by ", StringComparison.Ordinal));
        Assert.InRange(int.Parse(correction.Split(' ')[5]), skew - 2, skew + 2);
        Assert.Equal(1, pod.Count(Operation.Mint));
    }

    [Theory]
    [InlineData("'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires")]
    [InlineData("'Expiration time' claim ('exp') is too far in the future")]
    [InlineData("'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued")]
    public async Task A_clock_message_of_any_kind_leads_to_one_new_signature(string message)
    {
        await using var pod = await Pod.StartAsync();
        pod.Fault(Operation.Mint, FaultKind.Answer(401, message));

        var run = await pod.GenerateInitialTokenAsync();

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains(run.Messages, line => line.StartsWith("Corrected this machine's clock by ", StringComparison.Ordinal));
        Assert.Equal(2, pod.Count(Operation.Mint));
    }

    [Fact]
    public async Task An_installation_that_is_not_there_is_reported()
    {
        await using var pod = await Pod.StartAsync();
        pod.Secret("installation-id", "99");

        var run = await pod.GenerateInitialTokenAsync();

        AssertEnds(pod, run, 5, "404 \"Not Found\"", "installation 99", "check installation-id (or leave it out)");
    }

    [Fact]
    public async Task An_owner_without_an_installation_is_reported()
    {
        await using var pod = await Pod.StartAsync();
        pod.Environment["WORKSPACE_REPOS"] = "elsewhere/web";

        var run = await pod.GenerateInitialTokenAsync();

        AssertEnds(pod, run, 5, "find the installation of App 4711 on elsewhere", "where the App is installed");
    }

    [Fact]
    public async Task A_suspended_installation_is_reported()
    {
        await using var pod = await Pod.StartAsync();
        pod.Installation.Suspended = true;

        var run = await pod.GenerateInitialTokenAsync();

        AssertEnds(pod, run, 5, "\"This installation has been suspended\"", "its owner can lift that");
    }

    [Fact]
    public async Task An_IP_allow_list_is_reported()
    {
        await using var pod = await Pod.StartAsync();
        pod.Fault(Operation.Mint, FaultKind.IpAllowList("acme"), int.MaxValue);

        AssertEnds(pod, await pod.GenerateInitialTokenAsync(), 5, "IP allow list", "add its egress address");
    }

    [Fact]
    public async Task A_repository_outside_of_the_installation_is_named_although_GitHub_does_not()
    {
        await using var pod = await Pod.StartAsync();
        pod.Environment["WORKSPACE_REPOS"] = "acme/web acme/missing";

        var run = await pod.GenerateInitialTokenAsync();

        AssertEnds(pod, run, 5, "422 \"There is at least one repository", "The App cannot see: acme/missing.");
    }

    [Fact]
    public async Task A_permission_that_is_not_granted_is_named_although_GitHub_does_not()
    {
        await using var pod = await Pod.StartAsync();

        var run = await pod.GenerateInitialTokenAsync("--permissions", "contents=read,issues=write");

        AssertEnds(pod, run, 5, "422 \"The permissions requested are not granted", "Not granted to the installation: issues: write. It has: contents: write, metadata: read, pull_requests: write.");
    }

    [Fact]
    public async Task A_request_that_GitHub_cannot_parse_is_called_our_bug()
    {
        await using var pod = await Pod.StartAsync();
        pod.Fault(Operation.Mint, FaultKind.Answer(400, "Problems parsing JSON"));

        AssertEnds(pod, await pod.GenerateInitialTokenAsync(), 1, "\"Problems parsing JSON\"", "please report it");
    }

    [Fact]
    public async Task An_API_version_that_this_GitHub_does_not_know_is_not_asked_for_again()
    {
        await using var pod = await Pod.StartAsync();
        pod.Fault(Operation.Any, FaultKind.UnsupportedVersion(), int.MaxValue);

        var run = await pod.GenerateInitialTokenAsync();

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Single(run.Messages, message => message.StartsWith("Went on without asking for API version 2022-11-28", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_API_version_past_its_end_is_not_asked_for_again()
    {
        await using var pod = await Pod.StartAsync();
        pod.Fault(Operation.Any, FaultKind.RetiredVersion(), int.MaxValue);

        var run = await pod.GenerateInitialTokenAsync();

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains(run.Messages, message => message.StartsWith("Went on without asking for API version", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_API_that_is_gone_asks_for_an_update()
    {
        await using var pod = await Pod.StartAsync();
        pod.Fault(Operation.Mint, FaultKind.Answer(410, "Gone"), int.MaxValue);

        AssertEnds(pod, await pod.GenerateInitialTokenAsync(), 5, "410 \"Gone\"", "update this program");
    }

    [Fact]
    public async Task A_request_that_arrives_without_a_user_agent_is_called_our_bug()
    {
        await using var pod = await Pod.StartAsync();
        pod.Fault(Operation.Mint, FaultKind.Answer(403, "Request forbidden by administrative rules. Please make sure your request has a User-Agent header"));

        AssertEnds(pod, await pod.GenerateInitialTokenAsync(), 1, "administrative rules", "a proxy?");
    }

    public static TheoryData<string> Limits => ["429", "429 as a date", "primary 403", "primary 429", "secondary 403", "secondary 429"];

    [Theory]
    [MemberData(nameof(Limits))]
    public async Task A_rate_limit_is_waited_out(string limit)
    {
        var second = TimeSpan.FromSeconds(1);
        await using var pod = await Pod.StartAsync();
        pod.Fault(Operation.Mint, limit switch
        {
            "429" => FaultKind.RateLimited(second),
            "429 as a date" => FaultKind.RateLimited(second, asDate: true),
            "primary 403" => FaultKind.PrimaryLimit(second),
            "primary 429" => FaultKind.PrimaryLimit(second, 429),
            "secondary 403" => FaultKind.SecondaryLimit(403, second),
            _ => FaultKind.SecondaryLimit(429, second),
        });

        var run = await pod.GenerateInitialTokenAsync();

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains(run.Messages, message => message.StartsWith("Trying again in ", StringComparison.Ordinal) && message.Contains("GitHub limits us", StringComparison.Ordinal));
        var mints = pod.GitHub.Requests.Where(request => request.Operation == Operation.Mint).ToList();
        Assert.Equal(2, mints.Count);

        // A date has no fractions of a second.
        Assert.True(mints[1].At - mints[0].At >= (limit == "429 as a date" ? TimeSpan.Zero : TimeSpan.FromSeconds(0.9)));
    }

    [Fact]
    public async Task A_limit_that_lasts_longer_than_anybody_waits_is_reported()
    {
        await using var pod = await Pod.StartAsync();
        pod.Fault(Operation.Mint, FaultKind.SecondaryLimit(403, TimeSpan.FromHours(1)));

        AssertEnds(pod, await pod.GenerateInitialTokenAsync(), 6, "secondary rate limit", "3600 seconds of silence");
    }

    [Fact]
    public async Task A_token_that_its_own_GitHub_calls_bad_credentials_is_tried_again()
    {
        await using var pod = await Pod.StartAsync();
        pod.Fault(Operation.RateLimit, FaultKind.Answer(401, "Bad credentials"));

        var run = await pod.GenerateInitialTokenAsync();

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains(run.Messages, message => message.StartsWith("The token does not work yet", StringComparison.Ordinal) && message.Contains("\"Bad credentials\"", StringComparison.Ordinal));
        Assert.Single(pod.GitHub.IssuedTokens);
    }

    [Fact]
    public async Task A_call_that_the_App_may_not_make_is_reported()
    {
        await using var pod = await Pod.StartAsync();
        pod.Fault(Operation.Mint, FaultKind.Answer(403, "Resource not accessible by integration"));

        AssertEnds(pod, await pod.GenerateInitialTokenAsync(), 5, "\"Resource not accessible by integration\"", "lacks the permission");
    }

    public static TheoryData<string> Outages => ["503", "502", "reset", "truncated", "cut off"];

    [Theory]
    [MemberData(nameof(Outages))]
    public async Task An_outage_is_tried_through(string outage)
    {
        await using var pod = await Pod.StartAsync();
        pod.Fault(Operation.Mint, outage switch
        {
            "503" => FaultKind.Answer(503, "unavailable"),
            "502" => FaultKind.HtmlError(502),
            "reset" => FaultKind.Reset(),
            "truncated" => FaultKind.TruncatedJson(),
            _ => FaultKind.ResetAfter(40),
        });

        var run = await pod.GenerateInitialTokenAsync();

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Single(run.Messages, message => message.StartsWith("Trying again in ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task More_permissions_than_asked_are_revoked_and_refused()
    {
        await using var pod = await Pod.StartAsync();
        pod.Fault(Operation.Mint, FaultKind.WiderPermissions());

        var run = await pod.GenerateInitialTokenAsync();

        AssertEnds(pod, run, 5, "GitHub granted more than was asked", "administration: write");
        Assert.True(pod.GitHub.IssuedTokens.Single().IsRevoked);
        Assert.Contains(run.Messages, message => message.StartsWith("Audit: revoked for acme", StringComparison.Ordinal));
    }

    [Fact]
    public async Task More_repositories_than_asked_are_revoked_and_refused()
    {
        await using var pod = await Pod.StartAsync();
        pod.Fault(Operation.Mint, FaultKind.AllRepositories());

        AssertEnds(pod, await pod.GenerateInitialTokenAsync(), 5, "GitHub granted more than was asked");
        Assert.True(pod.GitHub.IssuedTokens.Single().IsRevoked);
    }

    [Fact]
    public async Task The_same_repository_name_on_another_account_is_no_substitute()
    {
        await using var pod = await Pod.StartAsync();
        pod.GitHub.AddRepository("evil", "web");
        var other = pod.GitHub.AddInstallation(pod.App, "evil");
        pod.Secret("installation-id", $"{other.Id}");

        AssertEnds(pod, await pod.GenerateInitialTokenAsync(), 5, "evil/web", "Check that installation-id belongs to acme");
        Assert.True(pod.GitHub.IssuedTokens.Single().IsRevoked);
    }

    [Fact]
    public async Task Less_than_asked_is_logged_and_used()
    {
        await using var pod = await Pod.StartAsync();
        pod.Fault(Operation.Mint, FaultKind.NarrowerPermissions());

        var run = await pod.GenerateInitialTokenAsync();

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("Got less than was asked for acme; missing: contents: read", run.Messages);
    }

    [Fact]
    public async Task A_redirect_to_another_host_does_not_take_the_credential_along()
    {
        await using var pod = await Pod.StartAsync();
        await using var elsewhere = await GitHubServer.StartAsync();
        pod.Fault(Operation.InstallationLookup, FaultKind.RedirectTo(new Uri(elsewhere.ServerUrl, "/api/v3/app")));

        AssertEnds(pod, await pod.GenerateInitialTokenAsync(), 5, "it redirects to", "credentials go nowhere but to");
        Assert.Empty(elsewhere.Requests);
    }

    [Fact]
    public async Task A_directory_that_cannot_be_written_is_reported_before_anything_is_minted()
    {
        await using var pod = await Pod.StartAsync();
        pod.Environment["GITHUB_TOKEN_DIR"] = "/proc/sys";

        AssertEnds(pod, await pod.GenerateInitialTokenAsync(), 7, "/proc/sys cannot be written", "mount a tmpfs");
        Assert.Empty(pod.GitHub.Requests);
    }

    private static void AssertEnds(Pod pod, Run run, int exitCode, params string[] words)
    {
        Assert.True(run.ExitCode == exitCode, $"{run.ExitCode}: {run.Error}");
        Assert.EndsWith($"(exit code {exitCode})", run.LastMessage, StringComparison.Ordinal);
        Assert.All(words, word => Assert.Contains(word, run.LastMessage, StringComparison.Ordinal));
        Assert.StartsWith(File.ReadAllText(pod.TerminationLog), run.LastMessage, StringComparison.Ordinal);
        Assert.NotEmpty(File.ReadAllText(pod.TerminationLog));
        Assert.False(File.Exists(Path.Combine(pod.Output, "token")));
    }
}
