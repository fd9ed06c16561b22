using System.Text;
using Sidecars.Cli;
using Sidecars.Support;

namespace Sidecars.GitHub;

public sealed class AppCredentialsSpecs : IDisposable
{
    private readonly TestDirectory _credentials = new();

    public AppCredentialsSpecs()
    {
        _credentials.Write("app-id", "42\n");
        _credentials.Write("private-key", TestKey.Pem);
    }

    [Fact]
    public void A_mounted_secret_says_all_there_is_to_say()
    {
        _credentials.Write("installation-id", "\"7\"\n");

        using var app = Read([]);

        Assert.Equal(("42", 7L), (app.AppId, app.InstallationId));
        Assert.Equal("https://api.github.com/", app.Host.ApiUrl.AbsoluteUri);
        Assert.True(TestKey.Signed("x", app.Keys[0].Sign("x")));
    }

    [Fact]
    public void Without_an_installation_it_is_to_be_looked_up()
    {
        using var app = Read([]);

        Assert.Null(app.InstallationId);
    }

    [Fact]
    public void Files_are_read_again_each_time()
    {
        var settings = Settings([]);
        AppCredentials.Read(settings).Dispose();
        _credentials.Write("app-id", "43");
        _credentials.Write("installation-id", "8");

        using var app = AppCredentials.Read(settings);

        Assert.Equal(("43", 8L), (app.AppId, app.InstallationId));
    }

    [Fact]
    public void The_api_url_beside_the_key_wins_over_option_and_variable()
    {
        _credentials.Write("api-url", "https://git.example.com/api/v3\n");

        using var app = Read(["--api-url", "https://evil.example"], ("GITHUB_API_URL", "https://evil.example"));

        Assert.Equal("https://git.example.com/api/v3", app.Host.ApiUrl.AbsoluteUri);
        Assert.Equal("https://git.example.com/", app.Host.ServerUrl.AbsoluteUri);
    }

    [Fact]
    public void Where_no_api_url_stands_beside_the_key_option_and_variable_say_it_in_this_order()
    {
        using var byOption = Read(["--api-url", "https://one.example"], ("GITHUB_API_URL", "https://two.example"));
        using var byVariable = Read([], ("GITHUB_API_URL", "https://two.example"));

        Assert.Equal("one.example", byOption.Host.ApiUrl.Host);
        Assert.Equal("two.example", byVariable.Host.ApiUrl.Host);
    }

    [Fact]
    public void The_server_may_be_elsewhere_than_the_api_says()
    {
        using var app = Read(["--server-url", "https://git.example.com/"]);

        Assert.Equal("https://api.github.com/", app.Host.ApiUrl.AbsoluteUri);
        Assert.Equal("https://git.example.com/acme/app.git", app.Host.Server("/acme/app.git").AbsoluteUri);
    }

    [Theory]
    [InlineData("--api-url", "GITHUB_API_URL")]
    [InlineData("--server-url", "GITHUB_SERVER_URL")]
    public void A_url_that_would_send_secrets_unprotected_is_refused(string option, string variable)
    {
        var error = Assert.Throws<SidecarException>(() => Read([option, "http://git.example.com"]));

        Assert.Equal(ExitCode.Configuration, error.ExitCode);
        Assert.StartsWith($"{option}, {variable}", error.Message);
    }

    [Fact]
    public void A_key_may_lie_elsewhere()
    {
        File.Delete(_credentials["private-key"]);
        _credentials.Write("other.pem", TestKey.Pem);

        using var byOption = Read(["--private-key-file", _credentials["other.pem"]]);
        using var byVariable = Read([], ("GITHUB_APP_PRIVATE_KEY_FILE", _credentials["other.pem"]));

        Assert.Equal(byOption.Fingerprints, byVariable.Fingerprints);
    }

    [Fact]
    public void A_key_may_stand_in_the_environment_but_not_unnoticed()
    {
        File.Delete(_credentials["private-key"]);
        var settings = Settings([], ("GITHUB_APP_PRIVATE_KEY_B64", Convert.ToBase64String(Encoding.UTF8.GetBytes(TestKey.Pem))));

        using var app = AppCredentials.Read(settings);

        Assert.True(TestKey.Signed("x", app.Keys[0].Sign("x")));
        Assert.True(AppCredentials.KeyIsInEnvironment(settings));
        Assert.False(AppCredentials.KeyIsInEnvironment(Settings([])));
    }

    [Fact]
    public void A_key_file_that_is_named_wins_over_the_environment()
    {
        var settings = Settings(["--private-key-file", _credentials["private-key"]], ("GITHUB_APP_PRIVATE_KEY_B64", "broken"));

        using var app = AppCredentials.Read(settings);

        Assert.False(AppCredentials.KeyIsInEnvironment(settings));
    }

    [Fact]
    public void A_key_that_is_missing_is_told_with_where_it_was_looked_for()
    {
        File.Delete(_credentials["private-key"]);

        var error = Assert.Throws<SidecarException>(() => Read([]));

        Assert.Equal(ExitCode.Configuration, error.ExitCode);
        Assert.Contains(_credentials["private-key"], error.Message);
        Assert.Contains("--private-key-file, GITHUB_APP_PRIVATE_KEY_FILE", error.Message);
    }

    [Fact]
    public void A_key_that_is_no_use_is_told_with_where_it_came_from()
    {
        _credentials.Write("private-key", "$KEY");

        var error = Assert.Throws<SidecarException>(() => Read([]));

        Assert.Equal(ExitCode.Key, error.ExitCode);
        Assert.Contains($"The private key in {_credentials["private-key"]} cannot be used", error.Message);
    }

    [Fact]
    public void An_app_id_that_is_missing_is_told_with_its_names()
    {
        File.Delete(_credentials["app-id"]);

        Assert.StartsWith("--app-id, GITHUB_APP_ID, file app-id:", Assert.Throws<SidecarException>(() => Read([])).Message);
    }

    public void Dispose() => _credentials.Dispose();

    private AppCredentials Read(string[] arguments, params (string Name, string Value)[] environment) => AppCredentials.Read(Settings(arguments, environment));

    private Settings Settings(string[] arguments, params (string Name, string Value)[] environment)
        => TestSettings.OfTokenProgram([.. arguments, "--credentials-dir", _credentials.Path], environment);
}
