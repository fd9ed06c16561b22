using Sidecars.Cli;
using Sidecars.GitHub;
using Sidecars.Support;

namespace Sidecars.Git.Running;

public sealed class GitCredentialSpecs : IDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly TestDirectory _tokens = new();
    private readonly TestDirectory _secret = new();

    [Fact]
    public void The_published_token_is_used_with_the_user_that_GitHub_asks_for()
    {
        _tokens.Write("token", "ghs_x");

        Assert.Equal($"Basic {TokenValue.BasicCredential("x-access-token", "ghs_x")}", Credential().Header("acme"));
    }

    [Fact]
    public void The_token_is_read_again_each_time()
    {
        var credential = Credential();
        _tokens.Write("token", "ghs_x");
        credential.Header("acme");
        _tokens.Write("token", "ghs_y");

        Assert.Equal($"Basic {TokenValue.BasicCredential("x-access-token", "ghs_y")}", credential.Header("acme"));
    }

    [Theory]
    [InlineData("umbrella", "ghs_umbrella")]
    [InlineData("UMBRELLA", "ghs_umbrella")]
    [InlineData("somebody", "ghs_first")]
    public void Of_several_owners_each_has_a_token_and_others_get_the_first_ones(string owner, string token)
    {
        _tokens.Write("token", "ghs_first");
        Directory.CreateDirectory(_tokens["tokens"]);
        _tokens.Write("tokens/acme", "ghs_first");
        _tokens.Write("tokens/Umbrella", "ghs_umbrella");

        Assert.Equal($"Basic {TokenValue.BasicCredential("x-access-token", token)}", Credential().Header(owner));
    }

    [Fact]
    public void A_mounted_secret_wins_over_the_token_and_loses_its_line_ends()
    {
        _tokens.Write("token", "ghs_x");
        _secret.Write("username", "robot\n");
        _secret.Write("password", "pass word\n");

        Assert.Equal($"Basic {TokenValue.BasicCredential("robot", "pass word")}", Credential(_secret.Path).Header("acme"));
    }

    [Theory]
    [InlineData("username")]
    [InlineData("password")]
    public void A_mounted_secret_must_have_both(string missing)
    {
        _secret.Write("username", "robot");
        _secret.Write("password", "secret");
        _secret.Write(missing, " \n");

        var error = Assert.Throws<SidecarException>(() => Credential(_secret.Path).Header("acme"));

        Assert.Equal(ExitCode.Configuration, error.ExitCode);
        Assert.Contains(_secret[missing], error.Message);
    }

    [Fact]
    public void Without_a_token_it_says_who_should_have_published_one()
    {
        var error = Assert.Throws<SidecarException>(() => Credential().Header("acme"));

        Assert.Equal(ExitCode.Configuration, error.ExitCode);
        Assert.Contains("generate-initial-token or token-refresher", error.Message);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(59, true)]
    [InlineData(61, false)]
    public void A_token_is_fresh_for_a_minute(int seconds, bool isFresh)
    {
        File.SetLastWriteTimeUtc(_tokens.Write("token", "ghs_x"), _time.GetUtcNow().UtcDateTime);

        _time.Advance(TimeSpan.FromSeconds(seconds));

        Assert.Equal(isFresh, Credential().IsFresh);
    }

    [Fact]
    public void A_mounted_secret_is_never_fresh()
    {
        File.SetLastWriteTimeUtc(_tokens.Write("token", "ghs_x"), _time.GetUtcNow().UtcDateTime);

        Assert.False(Credential(_secret.Path).IsFresh);
    }

    public void Dispose()
    {
        _tokens.Dispose();
        _secret.Dispose();
    }

    private GitCredential Credential(string? secretDirectory = null) => new(secretDirectory, _tokens.Path, _time);
}
