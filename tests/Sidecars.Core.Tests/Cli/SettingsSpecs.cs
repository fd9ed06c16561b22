using System.CommandLine;
using Sidecars.Support;

namespace Sidecars.Cli;

public sealed class SettingsSpecs : IDisposable
{
    private readonly TestDirectory _credentials = new();

    [Fact]
    public void An_option_wins_over_variable_file_and_default()
    {
        _credentials.Write("app-id", "3");

        Assert.Equal("1", Read(["--app-id", "1"], ("GITHUB_APP_ID", "2")).Find(CommonSettings.AppId));
    }

    [Fact]
    public void A_variable_wins_over_file_and_default()
    {
        _credentials.Write("app-id", "3");

        Assert.Equal("2", Read([], ("GITHUB_APP_ID", "2")).Find(CommonSettings.AppId));
    }

    [Fact]
    public void A_file_in_the_credentials_directory_stands_in_for_both()
    {
        _credentials.Write("app-id", "3");

        Assert.Equal("3", Read([]).Find(CommonSettings.AppId));
    }

    [Fact]
    public void A_default_holds_when_nothing_is_given()
    {
        Assert.Equal("3/1", Read([]).Find(CommonSettings.MintLimit));
        Assert.Null(Read([]).Find(CommonSettings.AppId));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n")]
    public void An_empty_value_counts_as_not_given(string empty)
    {
        _credentials.Write("app-id", "3");
        _credentials.Write("installation-id", empty);

        var settings = Read(["--app-id", empty], ("GITHUB_APP_ID", empty), ("GITHUB_MINT_LIMIT", empty));

        Assert.Equal("3", settings.Find(CommonSettings.AppId));
        Assert.Equal("3/1", settings.Find(CommonSettings.MintLimit));
        Assert.Null(settings.Find(CommonSettings.InstallationId));
    }

    [Fact]
    public void An_empty_option_leaves_the_word_to_the_variable()
    {
        Assert.Equal("2", Read(["--app-id", ""], ("GITHUB_APP_ID", "2")).Find(CommonSettings.AppId));
    }

    [Fact]
    public void Line_ends_around_a_value_do_no_harm()
    {
        _credentials.Write("app-id", " 3\n");

        Assert.Equal("3", Read([]).Get(CommonSettings.AppId, text => text));
    }

    [Fact]
    public void A_value_that_makes_no_sense_is_told_with_all_names_of_its_setting()
    {
        var error = Assert.Throws<SidecarException>(() => Read(["--app-id", "x"]).Get<string>(CommonSettings.AppId, _ => throw new FormatException("this is no App ID.")));

        Assert.Equal(ExitCode.Configuration, error.ExitCode);
        Assert.Equal("--app-id, GITHUB_APP_ID, file app-id: this is no App ID.", error.Message);
    }

    [Fact]
    public void A_value_that_is_missing_is_told_with_all_names_of_its_setting()
    {
        var error = Assert.Throws<SidecarException>(() => Read([]).Get(CommonSettings.AppId, text => text));

        Assert.Equal(ExitCode.Configuration, error.ExitCode);
        Assert.StartsWith("--app-id, GITHUB_APP_ID, file app-id: ", error.Message);
    }

    [Fact]
    public void A_setting_may_be_left_out_where_it_is_only_looked_for()
    {
        Assert.Null(Read([]).Find(CommonSettings.Permissions, text => text));
        Assert.Equal("x", Read(["--permissions", "x"]).Find(CommonSettings.Permissions, text => text));
    }

    [Fact]
    public void What_is_given_is_told_from_what_holds_anyway()
    {
        Assert.Null(Read([]).Given(CommonSettings.Access));
        Assert.Equal("read", Read(["--access", "read"]).Given(CommonSettings.Access));
        Assert.Equal("write", Read([], ("GITHUB_ACCESS", "write")).Given(CommonSettings.Access));
    }

    [Fact]
    public void The_credentials_directory_may_be_named_by_option_or_variable()
    {
        _credentials.Write("app-id", "3");

        Assert.Equal("3", TestSettings.OfTokenProgram(["--credentials-dir", _credentials.Path]).Find(CommonSettings.AppId));
        Assert.Equal("3", TestSettings.OfTokenProgram([], ("GITHUB_APP_CREDENTIALS_DIR", _credentials.Path)).Find(CommonSettings.AppId));
    }

    [Fact]
    public async Task The_help_names_each_option_with_its_variable_and_default_and_shows_no_value()
    {
        const string secret = "from-the-environment";
        var variables = CommonSettings.OfTokenPrograms.Concat(GitCloneSettings.All)
            .Select(setting => setting.Variable!)
            .Append("GITHUB_APP_PRIVATE_KEY_B64")
            .Distinct()
            .ToDictionary(name => name, Environment.GetEnvironmentVariable);
        variables.Keys.ToList().ForEach(name => Environment.SetEnvironmentVariable(name, secret));
        try
        {
            foreach (var settings in new[] { CommonSettings.OfTokenPrograms, GitCloneSettings.All })
            {
                var command = new RootCommand();
                settings.ToList().ForEach(command.Add);
                using var help = new StringWriter();

                await command.Parse(["--help"]).InvokeAsync(new() { Output = help });

                Assert.All(settings, setting =>
                {
                    Assert.Contains(setting.Name, help.ToString());
                    Assert.Contains(setting.Variable!, help.ToString());
                });
                Assert.DoesNotContain(secret, help.ToString());
            }
        }
        finally
        {
            variables.ToList().ForEach(variable => Environment.SetEnvironmentVariable(variable.Key, variable.Value));
        }
    }

    [Fact]
    public void A_setting_tells_its_variable_and_what_holds_without_it()
    {
        Assert.Equal("Burst [GITHUB_X; default: 3/1]", new Setting("--x", "GITHUB_X", "Burst", "3/1").Description);
        Assert.Equal("Id [GITHUB_X; default: file x]", new Setting("--x", "GITHUB_X", "Id", file: "x").Description);
        Assert.Equal("Url [GITHUB_X; default: follows]", new Setting("--x", "GITHUB_X", "Url", file: "x", fallbackText: "follows").Description);
        Assert.Equal("Limit [default: 3/1]", new Setting("--x", null, "Limit", "3/1").Description);
        Assert.Equal("Plain", new Setting("--x", null, "Plain").Description);
    }

    public void Dispose() => _credentials.Dispose();

    private Settings Read(string[] arguments, params (string Name, string Value)[] environment)
        => TestSettings.OfTokenProgram([.. arguments, "--credentials-dir", _credentials.Path], environment);
}
