using Sidecars.Support;

namespace Sidecars.Tokens;

/// <summary>Whom commits of the App are by: found beside the token, and never at its cost.</summary>
public sealed class BotAccountsSpecs : IDisposable
{
    private const string App = "GET /app";
    private const string Bot = "GET /users/octo%5Bbot%5D";

    private readonly Workspace _workspace = new();

    private StubGitHub GitHub => _workspace.GitHub;

    [Fact]
    public async Task The_user_id_of_the_bot_is_asked_for_once()
    {
        GitHub.Next(App, new StubAnswer(200, """{"slug":"octo"}"""));
        GitHub.Next(Bot, new StubAnswer(200, """{"id":12345,"login":"octo[bot]"}"""));

        var first = await _workspace.FirstAsync();
        var next = await _workspace.NextAsync(first);

        Assert.Equal(("octo", 12345L), (first.AppSlug, first.BotUserId));
        Assert.Equal(("octo", 12345L), (next.AppSlug, next.BotUserId));
        Assert.Equal("Bearer ghs_minted_1", Assert.Single(GitHub.To(Bot)).Authorization);
    }

    [Fact]
    public async Task A_remembered_token_remembers_it_too()
    {
        _workspace.State.SaveToken(_workspace.Asked, _workspace.Token() with { AppSlug = "octo", BotUserId = 12345 });

        var token = await _workspace.FirstAsync();

        Assert.Equal(("ghs_current", 12345L), (token.Token.Reveal(), token.BotUserId));
        Assert.Empty(GitHub.To(Bot));
    }

    [Fact]
    public async Task What_was_not_known_when_the_token_was_minted_is_asked_for_when_it_is_taken_over()
    {
        _workspace.State.SaveToken(_workspace.Asked, _workspace.Token() with { AppSlug = "octo" });
        GitHub.Next(Bot, new StubAnswer(200, """{"id":12345}"""));

        Assert.Equal(12345, (await _workspace.FirstAsync()).BotUserId);
    }

    public static TheoryData<int, string> Refusals => new() { { 404, "Not Found" }, { 403, "Resource not accessible by integration" }, { 503, "unavailable" } };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_GitHub_that_does_not_tell_costs_nothing(int status, string message)
    {
        GitHub.Next(App, new StubAnswer(200, """{"slug":"octo"}"""));
        GitHub.Always(Bot, StubAnswer.Refuses(status, message));

        var token = await _workspace.FirstAsync();

        Assert.Equal(("octo", null), (token.AppSlug, token.BotUserId));
        Assert.Equal(TimeSpan.Zero, _workspace.Time.Elapsed);
    }

    [Theory]
    [InlineData("""{"slug":"octo\n[core]"}""")]
    [InlineData("""{"slug":""}""")]
    [InlineData("""{}""")]
    public async Task What_is_no_name_is_not_taken(string app)
    {
        GitHub.Always(App, new StubAnswer(200, app));

        Assert.Null((await _workspace.FirstAsync()).AppSlug);
    }

    public void Dispose() => _workspace.Dispose();
}
