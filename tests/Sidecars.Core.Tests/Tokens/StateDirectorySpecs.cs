using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Sidecars.Cli;
using Sidecars.GitHub;
using Sidecars.Support;

namespace Sidecars.Tokens;

public sealed class StateDirectorySpecs : IDisposable
{
    private const string FileName = "state.json";

    private readonly Workspace _workspace = new();
    private readonly TestDirectory _directory = new();
    private readonly AppCredentials _app;
    private StateDirectory? _open;

    public StateDirectorySpecs() => _app = _workspace.ReadCredentials();

    private TokenScope Asked => _workspace.Asked;

    [Fact]
    public void A_token_is_found_again_with_all_that_is_known_of_it()
    {
        var token = _workspace.Token();
        Open().SaveToken(Asked, token);

        var found = Open().FindToken(_app, Asked);

        Assert.NotNull(found);
        Assert.Equal(token.Token.Reveal(), found.Token.Reveal());
        Assert.Equal((token.Host, token.AppId, token.InstallationId, token.Owner), (found.Host, found.AppId, found.InstallationId, found.Owner));
        Assert.Equal(token.Permissions.ToString(), found.Permissions.ToString());
        Assert.Equal(token.Repositories!, found.Repositories!);
        Assert.Equal((token.MintedAt, token.ExpiresAt, token.Expires), (found.MintedAt, found.ExpiresAt, found.Expires));
    }

    [Fact]
    public void A_token_for_a_whole_installation_is_found_again()
    {
        var asked = Asked with { Owner = null, Repositories = null };
        Open().SaveToken(asked, _workspace.Token() with { Repositories = null });

        var found = Open().FindToken(_app, asked);

        Assert.NotNull(found);
        Assert.Null(found.Repositories);
    }

    [Fact]
    public void A_token_for_another_app_installation_or_host_is_not_found()
    {
        Open().SaveToken(Asked, _workspace.Token());
        var state = Open();

        Assert.Null(state.FindToken(_app with { AppId = "43" }, Asked));
        Assert.Null(state.FindToken(_app with { InstallationId = 8 }, Asked));
        Assert.Null(state.FindToken(_app with { InstallationId = null }, Asked));
        Assert.Null(state.FindToken(_app with { Host = GitHubHost.FromApiUrl(new("https://git.example.com")) }, Asked));
        Assert.Null(state.FindToken(_app with { Host = _app.Host with { ServerUrl = new("https://git.example.com") } }, Asked));
        Assert.NotNull(state.FindToken(_app, Asked));
    }

    [Fact]
    public void A_token_for_another_scope_is_not_found()
    {
        Open().SaveToken(Asked, _workspace.Token());
        var state = Open();

        Assert.Null(state.FindToken(_app, Asked with { Owner = "other" }));
        Assert.Null(state.FindToken(_app, Asked with { Owner = null, Repositories = null }));
        Assert.Null(state.FindToken(_app, Asked with { Repositories = null }));
        Assert.Null(state.FindToken(_app, Asked with { Repositories = ["app", "lib"] }));
        Assert.Null(state.FindToken(_app, Asked with { Permissions = Permissions.Write }));
        Assert.Null(state.FindToken(_app, Asked with { PullRequestsIfGranted = true }));
        Assert.NotNull(state.FindToken(_app, Asked));
    }

    [Fact]
    public void The_last_token_is_the_one_that_is_found()
    {
        var state = Open();
        state.SaveToken(Asked, _workspace.Token(value: "ghs_first"));
        state.SaveToken(Asked, _workspace.Token(value: "ghs_second"));

        Assert.Equal("ghs_second", Open().FindToken(_app, Asked)!.Token.Reveal());
    }

    [Fact]
    public void What_is_given_back_too_much_does_not_make_the_state_unreadable()
    {
        var state = Open();
        state.SaveToken(Asked, _workspace.Token());
        state.Pay("other", paidUntil => paidUntil - TimeSpan.FromTicks(1));

        Assert.Equal(TimeSpan.Zero, Open().PaidUntil("other"));
        Assert.Single(Open().AllTokens);
    }

    [Fact]
    public void The_mint_limit_survives_a_restart_whatever_was_asked()
    {
        var state = Open();
        state.Pay("acme", _ => TimeSpan.FromSeconds(1234.5));
        state.SaveToken(Asked, _workspace.Token());

        var reopened = Open();

        Assert.Equal(TimeSpan.FromSeconds(1234.5), reopened.PaidUntil("acme"));
        Assert.Equal(TimeSpan.FromSeconds(1234.5), reopened.PaidUntil("ACME"));
        Assert.Equal(TimeSpan.Zero, reopened.PaidUntil("other"));
        Assert.Equal(TimeSpan.Zero, reopened.PaidUntil(null));
    }

    [Fact]
    public void A_mint_does_not_make_the_token_forgotten()
    {
        Open().SaveToken(Asked, _workspace.Token());
        Open().Pay("acme", _ => TimeSpan.FromSeconds(1));

        Assert.NotNull(Open().FindToken(_app, Asked));
    }

    [Fact]
    public void Only_we_can_read_it_and_nothing_else_is_left_there()
    {
        Open().SaveToken(Asked, _workspace.Token());
        Open().Pay("acme", _ => TimeSpan.FromSeconds(1));

        Assert.Equal([FileName], _directory.Names);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_directory[FileName]));
    }

    [Fact]
    public void The_mode_of_the_directory_is_left_alone()
    {
        File.SetUnixFileMode(_directory.Path, (UnixFileMode)0b111_111_111);

        Open();

        Assert.True(File.GetUnixFileMode(_directory.Path).HasFlag(UnixFileMode.OtherExecute));
    }

    [Fact]
    public void What_a_run_that_was_killed_left_half_written_is_removed()
    {
        _directory.Write("..tmp-state.json.0123456789abcdef", "a token");

        Open();

        Assert.Empty(_directory.Names);
    }

    [Fact]
    public void A_file_that_everybody_can_read_is_replaced_by_one_that_only_we_can()
    {
        _directory.Write(FileName, "{}");
        File.SetUnixFileMode(_directory[FileName], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);

        Open().Pay("acme", _ => TimeSpan.FromSeconds(1));

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_directory[FileName]));
    }

    [Fact]
    public void What_another_run_of_the_machine_left_means_nothing()
    {
        Save(state => state["boot_id"] = "00000000-0000-0000-0000-000000000000");

        Assert.Null(Open().FindToken(_app, Asked));
        Assert.Equal(TimeSpan.Zero, Open().PaidUntil("acme"));
    }

    [Fact]
    public void What_another_version_left_means_nothing()
    {
        Save(state => state["version"] = 2);

        Assert.Null(Open().FindToken(_app, Asked));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("\0\0\0")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"version":1,"boot_id":null,"owners":null}""")]
    public void A_file_that_is_damaged_is_left_aside_and_written_anew(string content)
    {
        _directory.Write(FileName, content);
        var state = Open();
        Assert.Null(state.FindToken(_app, Asked));

        state.SaveToken(Asked, _workspace.Token());

        Assert.NotNull(Open().FindToken(_app, Asked));
    }

    [Theory]
    [InlineData("value", "null")]
    [InlineData("value", "\"\"")]
    [InlineData("value", "\"has a blank\"")]
    [InlineData("owner", "null")]
    [InlineData("permissions", "null")]
    [InlineData("expires_at", "\"tomorrow\"")]
    [InlineData("expires_since_boot_seconds", "1e300")]
    [InlineData("expires_since_boot_seconds", "\"NaN\"")]
    public void A_token_that_is_damaged_is_left_aside(string member, string value)
    {
        Save(state => state["owners"]!["acme"]!["token"]![member] = JsonNode.Parse(value));

        Assert.Null(Open().FindToken(_app, Asked));
    }

    [Theory]
    [InlineData("1e300")]
    [InlineData("-1e300")]
    [InlineData("\"NaN\"")]
    [InlineData("null")]
    public void A_mint_limit_that_is_damaged_is_left_aside(string value)
    {
        Save(state => state["owners"]!["acme"]!["paid_until_seconds"] = JsonNode.Parse(value));

        Assert.Equal(TimeSpan.Zero, Open().PaidUntil("acme"));
    }

    [Fact]
    public void A_file_that_cannot_be_understood_is_told()
    {
        _directory.Write(FileName, "{");

        Open();

        Assert.Single(_workspace.Logger.Of(LogLevel.Warning), line => line.EndsWith("cannot be read and was left aside", StringComparison.Ordinal));
    }

    [Fact]
    public void The_token_of_a_workspace_with_all_the_repositories_there_can_be_is_found_again()
    {
        var names = Enumerable.Range(1, 500).Select(number => $"{number:000}-{new string('r', 96)}").ToList();
        var asked = Asked with { Repositories = names };
        Open().SaveToken(asked, _workspace.Token() with { Repositories = [.. names.Select(name => $"acme/{name}")] });

        Assert.NotNull(Open().FindToken(_app, asked));
    }

    [Fact]
    public void A_directory_that_cannot_be_written_costs_no_more_than_a_warning()
    {
        var state = StateDirectory.Open(_directory["gone"], _workspace.Logger);

        state.SaveToken(Asked, _workspace.Token());

        Assert.Single(_workspace.Logger.Of(LogLevel.Warning), line => line.EndsWith("a restart will mint anew", StringComparison.Ordinal));
        Assert.NotNull(state.FindToken(_app, Asked));
    }

    [Fact]
    public void Without_a_directory_it_remembers_while_the_program_runs()
    {
        var state = StateDirectory.Open(null, _workspace.Logger);

        state.SaveToken(Asked, _workspace.Token());

        Assert.NotNull(state.FindToken(_app, Asked));
        Assert.Null(StateDirectory.Open(null, _workspace.Logger).FindToken(_app, Asked));
    }

    [Fact]
    public void It_is_one_programs_at_a_time_until_that_ends()
    {
        Open();

        var refusal = Assert.Throws<SidecarException>(() => StateDirectory.Open(_directory.Path, _workspace.Logger));

        Assert.Equal(ExitCode.Configuration, refusal.ExitCode);
        Assert.Equal($"--state-dir, GITHUB_STATE_DIR: another token program uses {_directory.Path} at this moment; give each a directory of its own.", refusal.Message);
        Open();
    }

    [Fact]
    public void A_link_planted_in_its_place_is_replaced_and_not_written_through()
    {
        using var elsewhere = new TestDirectory();
        elsewhere.Write("victim", "{}");
        File.CreateSymbolicLink(_directory[FileName], elsewhere["victim"]);

        Open().SaveToken(Asked, _workspace.Token());

        Assert.Equal("{}", elsewhere.Read("victim"));
        Assert.Null(_directory.LinkTarget(FileName));
    }

    public void Dispose()
    {
        _app.Dispose();
        _directory.Dispose();
        _workspace.Dispose();
    }

    /// <summary>As the next program finds it: the last one has ended.</summary>
    private StateDirectory Open()
    {
        _open?.Dispose();
        return _open = StateDirectory.Open(_directory.Path, _workspace.Logger);
    }

    private void Save(Action<JsonNode> damage)
    {
        var state = Open();
        state.Pay("acme", _ => TimeSpan.FromSeconds(1));
        state.SaveToken(Asked, _workspace.Token());
        Assert.NotNull(Open().FindToken(_app, Asked));

        var saved = JsonNode.Parse(_directory.Read(FileName))!;
        damage(saved);
        _directory.Write(FileName, saved.ToJsonString());
    }
}
