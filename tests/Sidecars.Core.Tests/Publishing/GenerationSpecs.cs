using System.Text;
using System.Text.Json;
using Sidecars.GitHub;
using Sidecars.Support;

namespace Sidecars.Publishing;

public sealed class GenerationSpecs : IDisposable
{
    private readonly Workspace _workspace = new();

    public static TheoryData<string> Values => new(
        "ghs_0123456789abcdefghijABCDEFGHIJ012345", $"ghs_42_{new string('a', 200)}.{new string('B', 200)}.{new string('-', 100)}", new string('x', 4000),
        "a\"b", "\"quoted\"", "a\\b", "\"a\\b", "#hash", "a#b", "'single'", "$HOME`x`", "password");

    [Fact]
    public void The_token_is_published_without_a_newline_also_under_its_owners_name()
    {
        var files = Of(_workspace.Token(value: "ghs_x"));

        Assert.Equal("ghs_x", files["token"]);
        Assert.Equal("ghs_x", files["tokens/acme"]);
    }

    [Fact]
    public void The_netrc_has_one_machine_by_its_host_alone_with_line_feeds_only()
    {
        var token = _workspace.Token(value: "ghs_x");

        Assert.Equal("machine github.com\nlogin x-access-token\npassword ghs_x\n", Of(token)[".netrc"]);
        Assert.StartsWith("machine 127.0.0.1\n", Of(token with { Host = GitHubHost.FromApiUrl(new("http://127.0.0.1:8080")) })[".netrc"]);
    }

    [Theory]
    [MemberData(nameof(Values))]
    public async Task Curl_reads_any_token_back_from_the_netrc(string value)
    {
        using var server = new LoopbackListener();
        using var home = new TestDirectory();
        var token = _workspace.Token(value: value) with { Host = GitHubHost.FromApiUrl(new($"http://127.0.0.1:{server.Port}")) };
        home.Write("netrc", Of(token)[".netrc"]);

        await ChildProcess.RunAsync("curl", ["-q", "--silent", "--netrc-file", home["netrc"], $"http://127.0.0.1:{server.Port}/"]);

        Assert.Contains($"Authorization: Basic {TokenValue.BasicCredential("x-access-token", value)}\r\n", Assert.Single(server.Heads));
    }

    [Fact]
    public void The_summary_tells_everything_but_the_token()
    {
        var json = Of(_workspace.Token(value: "ghs_x") with { AppSlug = "octo", BotUserId = 12345 })["token.json"];

        Assert.Equal(
            """
            {"version":1,"api_url":"https://api.github.com","app_id":"42","identity":{"name":"octo[bot]","email":"12345+octo[bot]@users.noreply.github.com"},"tokens":[{"owner":"acme","file":"tokens/acme","installation_id":7,"expires_at":"2026-11-20T13:00:00Z","minted_at":"2026-11-20T12:00:00Z","permissions":{"contents":"read"},"repositories":["acme/app"],"token_sha256":"HASH","error":null}]}
            """.Replace("HASH", new TokenValue("ghs_x").Sha256, StringComparison.Ordinal),
            JsonSerializer.Serialize(JsonElement.Parse(json)).Replace("\\u002B", "+", StringComparison.Ordinal));
        Assert.Contains("\"12345+octo[bot]@users.noreply.github.com\"", json);
        Assert.DoesNotContain("ghs_x", json);
    }

    [Theory]
    [InlineData("https://api.octocorp.ghe.com", "users.noreply.octocorp.ghe.com")]
    [InlineData("https://github.corp.example:8443/api/v3", "users.noreply.github.corp.example")]
    public void Commits_of_the_App_have_an_address_of_its_GitHub(string api, string domain)
    {
        var token = _workspace.Token() with { Host = GitHubHost.FromApiUrl(new(api)), AppSlug = "octo" };

        Assert.Equal($"octo[bot]@{domain}", Identity(token).GetProperty("email").GetString());
        Assert.Equal($"7+octo[bot]@{domain}", Identity(token with { BotUserId = 7 }).GetProperty("email").GetString());
    }

    [Fact]
    public void An_App_whose_name_is_not_known_commits_as_nobody()
    {
        Assert.Equal(JsonValueKind.Null, Identity(_workspace.Token()).ValueKind);
    }

    [Fact]
    public void The_summary_of_a_whole_installation_names_no_repositories()
    {
        var summary = JsonElement.Parse(Of(_workspace.Token() with { Repositories = null })["token.json"]);

        Assert.Equal(JsonValueKind.Null, summary.GetProperty("tokens")[0].GetProperty("repositories").ValueKind);
    }

    public void Dispose() => _workspace.Dispose();

    private static JsonElement Identity(InstallationToken token) => JsonElement.Parse(Of(token)["token.json"]).GetProperty("identity");

    private static Dictionary<string, string> Of(InstallationToken token) => Generation.Of([new(token.Owner, token, null)], new(["netrc"], "", [])).ToDictionary(file => file.Name, file => Encoding.UTF8.GetString(file.Content));
}
