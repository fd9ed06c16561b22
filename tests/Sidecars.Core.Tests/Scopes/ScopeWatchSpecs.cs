using Microsoft.Extensions.Logging;
using Sidecars.Support;

namespace Sidecars.Scopes;

public sealed class ScopeWatchSpecs : IDisposable
{
    private const string Base = "acme/app (contents: read)";
    private const string Wide = "acme/app (contents: write, pull_requests: write if granted)";

    private readonly Workspace _workspace = new();
    private readonly TestDirectory _config = new();
    private int _refusals;

    [Fact]
    public void Without_files_the_settings_hold() => Assert.Equal(Base, _workspace.Watch.Wanted().ToString());

    [Theory]
    [InlineData("write", Wide)]
    [InlineData("write\n", Wide)]
    [InlineData("\uFEFFwrite\r\n", Wide)]
    [InlineData("read", Base)]
    [InlineData("", Base)]
    [InlineData(null, Base)]
    public void The_access_file_moves_the_access(string? text, string expected)
    {
        Write("access", text);

        using var watch = Watch();

        Assert.Equal(expected, watch.Wanted().ToString());
    }

    [Theory]
    [InlineData("admin")]
    [InlineData("Write")]
    [InlineData("read write")]
    public void What_makes_no_sense_changes_nothing_and_is_told_once(string text)
    {
        using var watch = Watch();
        Write("access", "write");
        Assert.Equal(Wide, watch.Wanted().ToString());

        Write("access", text);

        Assert.Equal(Wide, watch.Wanted().ToString());
        Assert.Equal(Wide, watch.Wanted().ToString());
        Assert.Single(_workspace.Logger.Of(LogLevel.Error));
        Assert.Equal(1, _refusals);
    }

    [Fact]
    public void What_was_refused_and_mended_and_refused_again_is_told_again()
    {
        using var watch = Watch();
        foreach (var text in new[] { "admin", "read", "admin" })
        {
            Write("access", text);
            watch.Wanted();
        }

        Assert.Equal(2, _refusals);
    }

    [Fact]
    public void A_file_that_the_app_might_write_is_not_followed()
    {
        Write("access", "write");

        using var watch = Watch(isReadOnly: false);

        Assert.Equal(Base, watch.Wanted().ToString());
        Assert.Contains("on a mount that can be written to", Assert.Single(_workspace.Logger.Of(LogLevel.Error)));
    }

    [Fact]
    public void A_link_that_the_app_might_have_put_there_is_not_followed()
    {
        using var readOnly = new TestDirectory();
        File.CreateSymbolicLink(_config["access"], readOnly.Write("other", "write"));
        var file = new WatchedFile(_config["access"], handle => File.ResolveLinkTarget($"/proc/self/fd/{handle.DangerousGetHandle()}", returnFinalTarget: false)!.FullName.StartsWith(readOnly.Path, StringComparison.Ordinal), () => _refusals++, _workspace.Logger);

        using var watch = _workspace.WatchFor("acme/app", accessFile: file);

        Assert.Equal(Base, watch.Wanted().ToString());
        Assert.Equal(1, _refusals);
    }

    [Theory]
    [InlineData("acme/app acme/lib", "acme/app acme/lib (contents: read)")]
    [InlineData("umbrella/corp", "umbrella/corp (contents: read)")]
    [InlineData("acme/app umbrella/corp", "acme/app (contents: read); umbrella/corp (contents: read)")]
    [InlineData("none", "nothing")]
    [InlineData("", Base)]
    public void The_repositories_file_moves_the_repositories(string text, string expected)
    {
        Write("repos", text);

        using var watch = Watch();

        Assert.Equal(expected, watch.Wanted().ToString());
    }

    [Fact]
    public void Where_the_owner_may_change_the_configured_installation_is_not_taken_to_be_everybodys()
    {
        Write("repos", "umbrella/corp");
        using var watch = Watch();

        Assert.False(Assert.Single(watch.Wanted().Owners).IsAlone);
        Assert.True(Assert.Single(_workspace.Watch.Wanted().Owners).IsAlone);

        Write("repos", "none");
        Assert.Equal(WorkspaceScope.Nothing, watch.Wanted());
    }

    [Theory]
    [InlineData("umbrella/other")]
    [InlineData("acme/app umbrella/other")]
    [InlineData("*")]
    [InlineData("not-a-repository")]
    [InlineData("https://gitlab.com/acme/app")]
    public void Repositories_beyond_the_limit_are_refused_as_a_whole(string text)
    {
        Write("repos", text);

        using var watch = Watch();

        Assert.Equal(Base, watch.Wanted().ToString());
        Assert.Equal(1, _refusals);
    }

    [Fact]
    public void A_wider_access_ends_after_its_time_by_either_clock()
    {
        foreach (var pass in new Action[] { () => _workspace.Time.StepWall(TimeSpan.FromMinutes(30)), () => _workspace.Time.Suspend(TimeSpan.FromMinutes(30)), () => _workspace.Time.Advance(TimeSpan.FromMinutes(30)) })
        {
            Write("access", "read");
            using var watch = Watch(ttl: TimeSpan.FromMinutes(30));
            Assert.Equal(Base, watch.Wanted().ToString());
            Write("access", "write");
            Assert.Equal(Wide, watch.Wanted().ToString());

            pass();

            Assert.Equal(Base, watch.Wanted().ToString());
            Assert.Equal(Base, watch.Wanted().ToString());
        }
    }

    [Fact]
    public void After_the_end_only_another_change_gives_it_again()
    {
        Write("access", "read");
        using var watch = Watch(ttl: TimeSpan.FromMinutes(30));
        watch.Wanted();
        Write("access", "write");
        watch.Wanted();
        _workspace.Time.Advance(TimeSpan.FromMinutes(31));
        Assert.Equal(Base, watch.Wanted().ToString());

        Write("access", "read");
        watch.Wanted();
        Write("access", "write");

        Assert.Equal(Wide, watch.Wanted().ToString());
    }

    [Fact]
    public void A_restart_does_not_start_the_time_anew()
    {
        Write("access", "read");
        using (var watch = Watch(ttl: TimeSpan.FromMinutes(30)))
        {
            watch.Wanted();
            Write("access", "write");
            Assert.Equal(Wide, watch.Wanted().ToString());
        }

        using var restarted = Watch(ttl: TimeSpan.FromMinutes(30));

        Assert.Equal(Base, restarted.Wanted().ToString());
    }

    [Fact]
    public void A_change_that_came_while_we_were_away_counts_from_our_return()
    {
        Write("access", "read");
        using (var watch = Watch(ttl: TimeSpan.FromMinutes(30)))
        {
            watch.Wanted();
        }

        Write("access", "write");
        using var restarted = Watch(ttl: TimeSpan.FromMinutes(30));

        Assert.Equal(Wide, restarted.Wanted().ToString());
    }

    [Fact]
    public void Without_a_time_limit_the_files_word_holds_after_a_restart()
    {
        Write("access", "write");
        using (var watch = Watch())
        {
            Assert.Equal(Wide, watch.Wanted().ToString());
        }

        using var restarted = Watch();

        Assert.Equal(Wide, restarted.Wanted().ToString());
    }

    public void Dispose()
    {
        _workspace.Dispose();
        _config.Dispose();
    }

    private void Write(string name, string? text)
    {
        if (text is not null)
        {
            _config.Write(name, text);
        }
    }

    private ScopeWatch Watch(bool isReadOnly = true, TimeSpan? ttl = null)
    {
        WatchedFile File(string name) => new(_config[name], _ => isReadOnly, () => _refusals++, _workspace.Logger);
        return _workspace.WatchFor("acme/app", accessFile: File("access"), repositoriesFile: File("repos"), maxRepositories: "acme/* umbrella/corp", accessTtl: ttl);
    }
}
