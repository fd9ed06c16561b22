using System.Text.Json;
using GitHubEmulator;
using Sidecars.Apps.Support;

namespace Sidecars.Apps;

/// <summary>generate-initial-token, from an App's key to a published token.</summary>
public sealed class FirstTokenSpecs
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    [Theory]
    [InlineData(TokenFormat.Classic)]
    [InlineData(TokenFormat.Stateless)]
    public async Task A_token_of_either_format_is_published_as_GitHub_gave_it(TokenFormat format)
    {
        await using var pod = await Pod.StartAsync(new GitHubServerOptions { TokenFormat = format });

        var run = await pod.GenerateInitialTokenAsync();

        Assert.True(run.ExitCode == 0, run.Error);
        var minted = Assert.Single(pod.GitHub.IssuedTokens);
        Assert.Equal(minted.Value, pod.Token);
        Assert.Equal(minted.Value, File.ReadAllText(Path.Combine(pod.Output, "tokens", "acme")));
        Assert.Equal($"machine 127.0.0.1\nlogin x-access-token\npassword {minted.Value}\n", File.ReadAllText(Path.Combine(pod.Output, ".netrc")));
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(Path.Combine(pod.Output, "token")));
    }

    [Fact]
    public async Task The_token_is_scoped_to_the_repositories_and_to_reading()
    {
        await using var pod = await Pod.StartAsync();
        pod.Environment["WORKSPACE_REPOS"] = """["https://127.0.0.1/acme/web.git", "acme/api@main=backend"]""".Replace("https://127.0.0.1", pod.GitHub.ServerUrl.AbsoluteUri.TrimEnd('/'), StringComparison.Ordinal);

        var run = await pod.GenerateInitialTokenAsync();

        Assert.True(run.ExitCode == 0, run.Error);
        var minted = Assert.Single(pod.GitHub.IssuedTokens);
        Assert.Equal(["acme/api", "acme/web"], minted.Repositories!.Order());
        Assert.Equal(["contents=read", "metadata=read"], minted.Permissions.Select(permission => $"{permission.Key}={permission.Value}").Order());
    }

    [Fact]
    public async Task Write_access_includes_pull_requests_where_the_installation_has_them()
    {
        await using var pod = await Pod.StartAsync();

        var run = await pod.GenerateInitialTokenAsync("--access", "write");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal("write", pod.GitHub.IssuedTokens.Single().Permissions["pull_requests"]);
    }

    [Fact]
    public async Task Write_access_goes_without_pull_requests_where_the_installation_has_none()
    {
        await using var pod = await Pod.StartAsync();
        pod.Installation.Permissions = new Dictionary<string, string> { ["contents"] = "write", ["metadata"] = "read" };

        var run = await pod.GenerateInitialTokenAsync("--access", "write");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.False(pod.GitHub.IssuedTokens.Single().Permissions.ContainsKey("pull_requests"));
    }

    [Fact]
    public async Task Named_permissions_replace_the_access()
    {
        await using var pod = await Pod.StartAsync();

        var run = await pod.GenerateInitialTokenAsync("--permissions", "pull-requests=read");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(["metadata", "pull_requests"], pod.GitHub.IssuedTokens.Single().Permissions.Keys.Order());
        Assert.Equal(0, pod.Count(Operation.GitInfoRefs));
    }

    [Fact]
    public async Task The_whole_installation_is_a_choice_that_is_warned_about()
    {
        await using var pod = await Pod.StartAsync();
        pod.Secret("installation-id", $"\"{pod.Installation.Id}\"\n");

        var run = await pod.GenerateInitialTokenAsync("--repos", "*");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Null(pod.GitHub.IssuedTokens.Single().Repositories);
        Assert.Contains(run.Messages, message => message.Contains("whole installation", StringComparison.Ordinal));
        Assert.True(File.Exists(Path.Combine(pod.Output, "tokens", "acme")));
    }

    [Fact]
    public async Task A_configured_installation_costs_no_look_up()
    {
        await using var pod = await Pod.StartAsync();
        pod.Secret("installation-id", $"{pod.Installation.Id}");

        var run = await pod.GenerateInitialTokenAsync();

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(0, pod.Count(Operation.InstallationLookup));
    }

    [Fact]
    public async Task A_client_ID_does_as_well_as_an_App_ID()
    {
        await using var pod = await Pod.StartAsync();
        pod.Secret("app-id", pod.App.ClientId);

        Assert.Equal(0, (await pod.GenerateInitialTokenAsync()).ExitCode);
    }

    [Fact]
    public async Task Token_json_tells_all_but_the_token()
    {
        await using var pod = await Pod.StartAsync();

        await pod.GenerateInitialTokenAsync();

        var minted = pod.GitHub.IssuedTokens.Single();
        var text = File.ReadAllText(Path.Combine(pod.Output, "token.json"));
        pod.AssertNoSecretIn(text);
        using var json = JsonDocument.Parse(text);
        var root = json.RootElement;
        Assert.Equal(1, root.GetProperty("version").GetInt32());
        Assert.Equal(pod.GitHub.ApiUrl.AbsoluteUri.TrimEnd('/'), root.GetProperty("api_url").GetString());
        Assert.Equal("4711", root.GetProperty("app_id").GetString());
        var token = Assert.Single(root.GetProperty("tokens").EnumerateArray());
        Assert.Equal("acme", token.GetProperty("owner").GetString());
        Assert.Equal("tokens/acme", token.GetProperty("file").GetString());
        Assert.Equal(pod.Installation.Id, token.GetProperty("installation_id").GetInt64());
        Assert.Equal(minted.ExpiresAt.ToUnixTimeSeconds(), token.GetProperty("expires_at").GetDateTimeOffset().ToUnixTimeSeconds());
        Assert.InRange(token.GetProperty("minted_at").GetDateTimeOffset(), minted.MintedAt.AddSeconds(-2), minted.MintedAt.AddSeconds(2));
        Assert.Equal("read", token.GetProperty("permissions").GetProperty("contents").GetString());
        Assert.Equal("acme/web", token.GetProperty("repositories")[0].GetString());
        Assert.Equal(minted.Sha256, token.GetProperty("token_sha256").GetString());
        Assert.Equal(JsonValueKind.Null, token.GetProperty("error").ValueKind);
    }

    [Fact]
    public async Task The_log_has_the_keys_fingerprint_and_one_audit_line_by_which_GitHub_can_be_asked()
    {
        await using var pod = await Pod.StartAsync();

        var run = await pod.GenerateInitialTokenAsync();

        Assert.Contains(run.Messages, message => message.Contains(TestKey.Shared.Fingerprint, StringComparison.Ordinal));
        var audit = Assert.Single(run.Messages, message => message.StartsWith("Audit: minted for acme", StringComparison.Ordinal));
        var hashed = Convert.ToBase64String(Convert.FromHexString(pod.GitHub.IssuedTokens.Single().Sha256));
        Assert.Contains($"hashed_token {hashed}", audit, StringComparison.Ordinal);
        Assert.Contains("request ", audit, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("warning")]
    [InlineData("none")]
    public async Task The_audit_line_is_there_at_every_log_level(string level)
    {
        await using var pod = await Pod.StartAsync();

        var run = await pod.GenerateInitialTokenAsync("--log-level", level, "--file-mode", "0640");

        Assert.StartsWith("Audit: minted for acme", Assert.Single(run.Messages), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not JSON")]
    [InlineData("""{"version":1,"boot_id":"BOOT","owners":{"acme":{"token":null,"paid_until_seconds":1e300}}}""")]
    [InlineData("""{"version":1,"boot_id":"BOOT","owners":{"acme":{"token":{"value":""},"paid_until_seconds":0}}}""")]
    public async Task A_damaged_state_is_left_aside(string state)
    {
        await using var pod = await Pod.StartAsync();
        pod.KeepState();
        File.WriteAllText(Path.Combine(pod.State, "state.json"), state.Replace("BOOT", File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim(), StringComparison.Ordinal));

        var run = await pod.GenerateInitialTokenAsync();

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(Path.Combine(pod.State, "state.json")));
    }

    [Fact]
    public async Task Every_request_says_who_asks_and_in_which_API_version()
    {
        await using var pod = await Pod.StartAsync();

        await pod.GenerateInitialTokenAsync();

        Assert.All(pod.GitHub.Requests, request => Assert.StartsWith("generate-initial-token/", request.UserAgent, StringComparison.Ordinal));
        Assert.All(pod.GitHub.Requests.Where(request => request.Operation != Operation.GitInfoRefs), request => Assert.Equal("2022-11-28", request.ApiVersion));
    }

    [Fact]
    public async Task A_second_run_takes_over_the_token_of_the_first()
    {
        await using var pod = await Pod.StartAsync();
        pod.KeepState();
        await pod.GenerateInitialTokenAsync();
        Directory.Delete(pod.Output, recursive: true);

        var run = await pod.GenerateInitialTokenAsync();

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(pod.GitHub.IssuedTokens.Single().Value, pod.Token);
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(Path.Combine(pod.State, "state.json")));
    }

    [Fact]
    public async Task A_token_that_was_revoked_meanwhile_is_not_taken_over()
    {
        await using var pod = await Pod.StartAsync();
        pod.KeepState();
        await pod.GenerateInitialTokenAsync();
        pod.GitHub.Faults.Clear();
        pod.GitHub.Revoke(pod.Token);

        var run = await pod.GenerateInitialTokenAsync();

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(2, pod.GitHub.IssuedTokens.Count);
    }

    [Fact]
    public async Task A_token_of_another_scope_is_not_taken_over()
    {
        await using var pod = await Pod.StartAsync();
        pod.KeepState();
        await pod.GenerateInitialTokenAsync();

        await pod.GenerateInitialTokenAsync("--repos", "acme/web acme/api");

        Assert.Equal(2, pod.GitHub.IssuedTokens.Count);
    }

    [Fact]
    public async Task The_output_directory_is_never_read_back()
    {
        await using var pod = await Pod.StartAsync();
        await pod.GenerateInitialTokenAsync();

        await pod.GenerateInitialTokenAsync();

        Assert.Equal(2, pod.GitHub.IssuedTokens.Count);
    }

    [Fact]
    public async Task The_group_can_read_when_the_mode_says_so()
    {
        await using var pod = await Pod.StartAsync();

        await pod.GenerateInitialTokenAsync("--file-mode", "0640");

        Assert.Equal(OwnerOnly | UnixFileMode.GroupRead, File.GetUnixFileMode(Path.Combine(pod.Output, "token")));
        var generation = Path.Combine(pod.Output, Directory.ResolveLinkTarget(Path.Combine(pod.Output, "..data"), false)!.Name);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute, File.GetUnixFileMode(generation));
    }

    [Fact]
    public async Task A_fresh_token_that_GitHub_does_not_know_yet_is_waited_for_and_not_replaced()
    {
        await using var pod = await Pod.StartAsync();
        pod.GitHub.RefuseFreshTokens(api: 1, git: 1);

        var run = await pod.GenerateInitialTokenAsync();

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Single(pod.GitHub.IssuedTokens);
        Assert.Equal(2, run.Messages.Count(message => message.StartsWith("The token does not work yet", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_directory_on_a_disk_is_warned_about()
    {
        await using var pod = await Pod.StartAsync();
        var onDisk = Directory.CreateTempSubdirectory("sidecars-on-disk-");
        pod.Environment["GITHUB_TOKEN_DIR"] = onDisk.FullName;

        var run = await pod.GenerateInitialTokenAsync();
        onDisk.Delete(recursive: true);

        Assert.Contains(run.Messages, message => message.Contains("not in memory", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_GitHub_Enterprise_Server_without_rate_limits_is_no_obstacle()
    {
        await using var pod = await Pod.StartAsync();
        pod.Fault(Operation.RateLimit, FaultKind.Answer(404, "Rate limiting is not enabled."), int.MaxValue);

        var run = await pod.GenerateInitialTokenAsync();

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(1, pod.Count(Operation.RateLimit));
    }
}
