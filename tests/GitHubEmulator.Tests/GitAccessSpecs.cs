using System.Net.Http.Headers;
using System.Text;
using GitHubEmulator.Tests.Support;

namespace GitHubEmulator.Tests;

/// <summary>Git's requests, one at a time.</summary>
public sealed class GitAccessSpecs : GitHubFixture
{
    private const string DeadToken = "Invalid username or token. Password authentication is not supported for Git operations.";

    [Theory]
    [InlineData("alpha.git", "git-upload-pack")]
    [InlineData("alpha", "git-upload-pack")]
    [InlineData("alpha.git", "git-receive-pack")]
    [InlineData("unknown.git", "git-upload-pack")]
    public async Task Strangers_are_asked_who_they_are(string name, string service)
    {
        var answer = await AskAsync(name, service);

        Assert.Equal(401, answer.Status);
        Assert.Equal("Basic realm=\"GitHub\"", answer.Header("WWW-Authenticate"));
    }

    [Fact]
    public async Task Git_is_answered_in_plain_text()
    {
        var answer = await AskAsync("alpha.git", "git-upload-pack", $"Bearer {(await MintAsync("""{"repositories":["beta"]}""")).Value}");

        Assert.Equal((404, "Repository not found.", "text/plain; charset=utf-8"), (answer.Status, answer.Body, answer.ContentType));
    }

    [Theory]
    [InlineData("Bearer {0}")]
    [InlineData("token {0}")]
    public async Task A_token_needs_no_user_name_when_it_is_no_password(string authorization)
    {
        var token = await MintAsync();

        var answer = await AskAsync("alpha.git", "git-upload-pack", authorization.Replace("{0}", token.Value, StringComparison.Ordinal));

        Assert.Equal((200, "application/x-git-upload-pack-advertisement"), (answer.Status, answer.ContentType));
    }

    [Theory]
    [InlineData("x-access-token", 200)]
    [InlineData("-", 200)]
    [InlineData("", 401)]
    public async Task Any_user_name_will_do_but_there_must_be_one(string userName, int status)
    {
        var token = await MintAsync();

        Assert.Equal(status, (await AskAsync("alpha.git", "git-upload-pack", Basic(userName, token.Value))).Status);
    }

    [Fact]
    public async Task A_dead_token_is_invalid_even_where_none_is_needed()
    {
        Alpha.IsPrivate = false;

        var answer = await AskAsync("alpha.git", "git-upload-pack", Basic("x-access-token", "ghs_nonsense"));

        Assert.Equal((401, DeadToken), (answer.Status, answer.Body));
    }

    [Fact]
    public async Task A_revoked_token_and_a_suspended_installations_token_are_dead()
    {
        var revoked = await MintAsync();
        GitHub.Revoke(revoked.Value);
        Assert.Equal(401, (await AskAsync("alpha.git", "git-upload-pack", Basic("x", revoked.Value))).Status);

        var suspended = await MintAsync();
        Installation.Suspended = true;
        Assert.Equal(401, (await AskAsync("alpha.git", "git-upload-pack", Basic("x", suspended.Value))).Status);
    }

    [Fact]
    public async Task A_public_repository_is_read_by_everybody_and_written_by_nobody_else()
    {
        Alpha.IsPrivate = false;
        var token = await MintAsync("""{"repositories":["beta"]}""");

        Assert.Equal(200, (await AskAsync("alpha.git", "git-upload-pack")).Status);
        Assert.Equal(200, (await AskAsync("alpha.git", "git-upload-pack", Basic("x", token.Value))).Status);
        Assert.Equal(401, (await AskAsync("alpha.git", "git-receive-pack")).Status);
        Assert.Equal(403, (await AskAsync("alpha.git", "git-receive-pack", Basic("x", token.Value))).Status);
    }

    [Fact]
    public async Task A_pack_cannot_be_posted_without_the_right_to()
    {
        var token = await MintAsync("""{"permissions":{"contents":"read"}}""");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(GitHub.ServerUrl, "octo-org/alpha.git/git-receive-pack"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Value);
        request.Content = new ByteArrayContent(new byte[100_000]);

        var answer = await SendAsync(request);

        Assert.Equal((403, "Write access to repository not granted."), (answer.Status, answer.Body));
    }

    [Fact]
    public async Task A_fresh_token_can_be_refused_with_401()
    {
        GitHub.RefuseFreshTokens(git: 1, gitStatus: 401);
        var token = await MintAsync();

        Assert.Equal(DeadToken, (await AskAsync("alpha.git", "git-upload-pack", Basic("x", token.Value))).Body);
        Assert.Equal(200, (await AskAsync("alpha.git", "git-upload-pack", Basic("x", token.Value))).Status);
    }

    [Fact]
    public async Task The_old_protocol_is_gone()
    {
        Assert.Equal(403, (await AskAsync("alpha.git", "")).Status);
    }

    private static string Basic(string userName, string password) =>
        "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{userName}:{password}"));

    private async Task<ApiAnswer> AskAsync(string name, string service, string? authorization = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(GitHub.ServerUrl, $"octo-org/{name}/info/refs?service={service}"));
        request.Headers.TryAddWithoutValidation("Authorization", authorization);

        return await SendAsync(request);
    }
}
