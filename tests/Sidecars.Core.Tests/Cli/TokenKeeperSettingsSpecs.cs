using Microsoft.Extensions.Logging;
using Sidecars.Support;

namespace Sidecars.Cli;

public sealed class TokenKeeperSettingsSpecs : IDisposable
{
    private readonly TestDirectory _credentials = new();
    private readonly TestDirectory _output = new();
    private readonly RecordingLogger _logger = new();

    public TokenKeeperSettingsSpecs()
    {
        _credentials.Write("app-id", "42");
        _credentials.Write("private-key", TestKey.Pem);
    }

    [Theory]
    [InlineData("0.0167", 1.002)]
    [InlineData("0.5", 30)]
    [InlineData("45", 2700)]
    [InlineData("55", 3300)]
    public void An_interval_is_minutes(string text, double seconds)
    {
        Assert.Equal(seconds, RefresherSettings.ParseInterval(text).TotalSeconds, 6);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("0.016")]
    [InlineData("55.01")]
    [InlineData("-1")]
    [InlineData("45m")]
    [InlineData("1e1")]
    [InlineData("4,5")]
    [InlineData("999999999999999999999999")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("-Infinity")]
    public void An_interval_that_makes_no_sense_is_refused(string text)
    {
        Assert.Contains($"'{text}' is not a number of minutes", Assert.Throws<FormatException>(() => RefresherSettings.ParseInterval(text)).Message);
    }

    [Fact]
    public void A_whole_set_of_settings_makes_a_keeper_and_asks_nothing_of_GitHub()
    {
        Assert.NotNull(Read(["--repos", "acme/app acme/lib@main=src"]));
        Assert.Empty(_logger.Lines);
        Assert.Empty(_output.Names);
    }

    [Fact]
    public void A_workspace_that_wants_no_token_gets_no_keeper_and_needs_no_key()
    {
        File.Delete(_credentials["private-key"]);

        Assert.Null(Read(["--repos", "none"]));

        Assert.Equal(1, _logger.Count("No token is wanted"));
    }

    [Fact]
    public void The_whole_installation_is_warned_about()
    {
        Assert.NotNull(Read(["--repos", "*", "--installation-id", "7"]));

        Assert.Contains("whole installation", Assert.Single(_logger.Of(LogLevel.Warning)));
    }

    [Fact]
    public void A_key_in_the_environment_is_warned_about()
    {
        File.Delete(_credentials["private-key"]);

        Read(["--repos", "acme/app"], ("GITHUB_APP_PRIVATE_KEY_B64", Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(TestKey.Pem))));

        Assert.Contains("comes from the environment", Assert.Single(_logger.Of(LogLevel.Warning)));
    }

    [Theory]
    [InlineData("--repos, WORKSPACE_REPOS: one of these must be given")]
    [InlineData("--repos, WORKSPACE_REPOS: 'app' names no repository", "--repos", "app")]
    [InlineData("--repos, WORKSPACE_REPOS: 'https://gitlab.com/acme/app' is on another host", "--repos", "https://gitlab.com/acme/app")]
    [InlineData("one replaces the other", "--repos", "acme/app", "--access", "read", "--permissions", "contents=read")]
    [InlineData("'admin' is no access", "--repos", "acme/app", "--access", "admin")]
    [InlineData("--permissions, GITHUB_PERMISSIONS: 'contents' is not a permission", "--repos", "acme/app", "--permissions", "contents")]
    [InlineData("--mint-limit", "--repos", "acme/app", "--mint-limit", "lots")]
    [InlineData("--file-mode, GITHUB_FILE_MODE: '0660' is not", "--repos", "acme/app", "--file-mode", "0660")]
    [InlineData("--file-mode, GITHUB_FILE_MODE: '0700' is not", "--repos", "acme/app", "--file-mode", "0700")]
    [InlineData("--file-mode, GITHUB_FILE_MODE: '0040' is not", "--repos", "acme/app", "--file-mode", "0040")]
    [InlineData("--file-mode, GITHUB_FILE_MODE: '4600' is not", "--repos", "acme/app", "--file-mode", "4600")]
    [InlineData("--file-mode, GITHUB_FILE_MODE: 'rw' is not", "--repos", "acme/app", "--file-mode", "rw")]
    [InlineData("--file-mode, GITHUB_FILE_MODE: '0899' is not", "--repos", "acme/app", "--file-mode", "0899")]
    [InlineData("there is no directory /nowhere/state", "--repos", "acme/app", "--state-dir", "/nowhere/state")]
    [InlineData("/nowhere/ca.pem cannot be read", "--repos", "acme/app", "--ca-file", "/nowhere/ca.pem")]
    [InlineData("--installation-id, GITHUB_INSTALLATION_ID, file installation-id", "--repos", "acme/app", "--installation-id", "acme")]
    [InlineData("--app-id, GITHUB_APP_ID, file app-id", "--repos", "acme/app", "--app-id", "my-app")]
    [InlineData("--api-url, GITHUB_API_URL, file api-url", "--repos", "acme/app", "--api-url", "http://git.example.com")]
    public void A_setting_that_makes_no_sense_is_refused_with_its_names(string words, params string[] arguments)
    {
        AssertRefused(words, arguments);
    }

    [Fact]
    public void More_repositories_than_a_token_can_have_are_refused()
    {
        Assert.NotNull(Read(["--repos", Many(500)]));
        AssertRefused("there are 501 repositories", ["--repos", Many(501)]);
    }

    [Fact]
    public void Owners_are_the_same_in_any_case()
    {
        Assert.NotNull(Read(["--repos", "acme/app ACME/lib"]));
    }

    [Theory]
    [InlineData("0600")]
    [InlineData("600")]
    [InlineData("0640")]
    [InlineData("0444")]
    [InlineData("0400")]
    public void Any_mode_by_which_others_read_at_most_is_taken(string mode)
    {
        Assert.NotNull(Read(["--repos", "acme/app", "--file-mode", mode]));
    }

    [Fact]
    public void The_state_does_not_go_where_others_write()
    {
        AssertRefused("must not be the output directory", ["--repos", "acme/app", "--state-dir", $"{_output.Path}/."]);
    }

    [Fact]
    public void The_state_directory_is_used_when_it_is_there()
    {
        using var state = new TestDirectory();

        Assert.NotNull(Read(["--repos", "acme/app", "--state-dir", state.Path]));
    }

    public void Dispose()
    {
        _credentials.Dispose();
        _output.Dispose();
    }

    private static string Many(int count) => string.Join(' ', Enumerable.Range(1, count).Select(number => $"acme/r{number}"));

    private void AssertRefused(string words, string[] arguments)
    {
        var error = Assert.Throws<SidecarException>(() => Read(arguments));

        Assert.Equal(ExitCode.Configuration, error.ExitCode);
        Assert.Contains(words, error.Message);
    }

    private Tokens.TokenKeeper? Read(string[] arguments, params (string Name, string Value)[] environment)
        => TokenKeeperSettings.Read(TestSettings.OfTokenProgram([.. arguments, "--credentials-dir", _credentials.Path, "--output-dir", _output.Path], environment), new(new RecordingLoggers(_logger)), mayChange: false);
}
