using GitHubEmulator.Tests.Support;

namespace GitHubEmulator.Tests;

/// <summary>What everybody may know of an account.</summary>
public sealed class UserSpecs : GitHubFixture
{
    [Theory]
    [InlineData("octo-app%5Bbot%5D")]
    [InlineData("octo-app[bot]")]
    public async Task An_app_acts_as_a_bot_that_has_a_user_id(string username)
    {
        var answer = await GetAsync($"/users/{username}", await MintAsync());

        Assert.Equal(200, answer.Status);
        Assert.Equal("octo-app[bot]", answer.Json.GetProperty("login").GetString());
        Assert.Equal(App.BotId, answer.Json.GetProperty("id").GetInt64());
        Assert.Equal("Bot", answer.Json.GetProperty("type").GetString());
    }

    [Fact]
    public async Task Accounts_are_known_to_those_who_do_not_say_who_they_are()
    {
        var answer = await SendAsync("GET", "/users/octo-org");

        Assert.Equal((200, "octo-org"), (answer.Status, answer.Json.GetProperty("login").GetString()));
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("nobody%5Bbot%5D")]
    public async Task Nobody_else_is_there(string username)
    {
        Assert.Equal(404, (await SendAsync("GET", $"/users/{username}")).Status);
    }
}
