using Sidecars.Cli;
using Sidecars.Git.Running;
using Sidecars.Support;

namespace Sidecars.Git.Progress;

public sealed class CloneEventsSpecs
{
    private const string Commit = "0123456789abcdef0123456789abcdef01234567";
    private static readonly Uri App = new("https://github.com/acme/app.git");
    private static readonly string Token = $"ghs_{new string('a', 36)}";

    private readonly ManualTimeProvider _time = new();
    private readonly List<CloneEvent> _told = [];

    [Fact]
    public async Task A_clone_starts_goes_on_and_is_done_with_its_commit()
    {
        var outcome = await RunAsync(App, progress =>
        {
            progress.Report(new("Receiving objects", 45, 1_258_291));
            return Task.FromResult(new CloneOutcome(Commit));
        });

        Assert.Equal(Commit, outcome.Commit);
        Assert.Equal(
            [
                Event(CloneStage.Starting, "Cloning repository..."),
                Event(CloneStage.Cloning, "Receiving objects: 45%, 1.2 MiB") with { Phase = "Receiving objects", Percent = 45, Bytes = 1_258_291 },
                Event(CloneStage.Done, "Repository cloned successfully") with { Commit = Commit },
            ],
            _told);
    }

    [Fact]
    public async Task A_failure_is_told_with_its_exit_code_and_thrown_on()
    {
        var error = await Assert.ThrowsAsync<SidecarException>(() => RunAsync(App, _ => throw new SidecarException(ExitCode.Refused, "Repository not found.")));

        Assert.Equal(ExitCode.Refused, error.ExitCode);
        Assert.Equal([Event(CloneStage.Starting, "Cloning repository..."), Event(CloneStage.Error, "Repository not found.") with { ExitCode = 5 }], _told);
    }

    [Fact]
    public async Task One_that_is_stopped_is_not_done()
    {
        await Assert.ThrowsAsync<TaskCanceledException>(() => RunAsync(App, _ => throw new TaskCanceledException()));

        Assert.Equal([CloneStage.Starting, CloneStage.Error], Stages);
        Assert.Equal(143, _told[1].ExitCode);
    }

    [Fact]
    public async Task A_bug_is_not_done_and_its_words_are_not_told()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(App, _ => throw new InvalidOperationException("anything")));

        Assert.Equal([CloneStage.Starting, CloneStage.Error], Stages);
        Assert.Equal(1, _told[1].ExitCode);
        Assert.StartsWith("This is a bug: InvalidOperationException at ", _told[1].Message);
        Assert.DoesNotContain("anything", _told[1].Message);
    }

    [Fact]
    public async Task Nothing_is_told_after_the_end()
    {
        RepositoryProgress? kept = null;
        await RunAsync(App, progress =>
        {
            kept = progress;
            return Task.FromResult(new CloneOutcome(Commit));
        });

        _time.Advance(TimeSpan.FromSeconds(1));
        kept!.Report(new("Updating files", 100, null));

        Assert.Equal([CloneStage.Starting, CloneStage.Done], Stages);
    }

    [Fact]
    public async Task Progress_is_told_twice_a_second_at_most()
    {
        await RunAsync(App, progress =>
        {
            for (var tenth = 0; tenth <= 100; tenth++)
            {
                progress.Report(new("Receiving objects", tenth, null));
                _time.Advance(TimeSpan.FromMilliseconds(100));
            }

            return Task.FromResult(new CloneOutcome(Commit));
        });

        var percents = _told.Where(clone => clone.Stage == CloneStage.Cloning).Select(clone => clone.Percent).ToList();
        Assert.Equal(21, percents.Count);
        Assert.Equal([0, 5, 10], percents.Take(3));
    }

    [Fact]
    public async Task Each_repository_has_its_own_pace_and_order()
    {
        string[] names = ["app", "lib", "web"];
        await using var events = new CloneEvents([new RecordingSink(_told)], _time);
        await Task.WhenAll(names.Select(name => Task.Run(() => events.RunAsync(new($"https://github.com/acme/{name}.git"), "Cloning repository...", async progress =>
        {
            for (var percent = 0; percent < 50; percent++)
            {
                progress.Report(new("Receiving objects", percent, null));
                await Task.Yield();
            }

            return name == "lib" ? throw new SidecarException(ExitCode.Unavailable, "No.") : new CloneOutcome(Commit);
        }).ContinueWith(_ => { }, TaskScheduler.Default))));

        foreach (var name in names)
        {
            var stages = _told.Where(clone => clone.Repo.EndsWith($"/{name}.git", StringComparison.Ordinal)).Select(clone => clone.Stage);
            Assert.Equal([CloneStage.Starting, CloneStage.Cloning, name == "lib" ? CloneStage.Error : CloneStage.Done], stages);
        }
    }

    [Fact]
    public async Task Its_clock_never_goes_back()
    {
        await RunAsync(App, _ =>
        {
            _time.StepWall(TimeSpan.FromHours(-1));
            return Task.FromResult(new CloneOutcome(Commit));
        });

        Assert.Equal(["2026-11-20T12:00:00.000Z", "2026-11-20T12:00:00.000Z"], _told.Select(clone => clone.Timestamp));
    }

    [Fact]
    public async Task User_and_password_of_a_url_are_not_told()
    {
        await RunAsync(new("https://user:secret@github.com/acme/app.git"), _ => Task.FromResult(new CloneOutcome(Commit)));

        Assert.All(_told, clone => Assert.Equal("https://github.com/acme/app.git", clone.Repo));
    }

    [Fact]
    public async Task A_token_in_what_git_said_is_not_told()
    {
        await Assert.ThrowsAnyAsync<SidecarException>(() => RunAsync(
            App, _ => throw GitFailure.Of("fetch", $"fatal: Authentication failed for 'https://x-access-token:{Token}@github.com/acme/app.git/'", tokenIsFresh: false)));

        Assert.Equal(
            "git could not fetch: fatal: Authentication failed for 'https://[user]@github.com/acme/app.git/'. GitHub rejected the token (401): it has expired or was revoked, or belongs to another host; is token-re",
            _told[1].Message);
    }

    [Theory]
    [InlineData("https://me:pass@word@host/x https://host2.example/a@b ssh://git@host3", "https://[user]@host/x https://host2.example/a@b ssh://[user]@host3")]
    [InlineData("a\u001b[31mb\r\nc\u202ed\u2028e", "a [31mb  c d e")]
    [InlineData("://", "://")]
    public void Messages_are_one_harmless_line(string text, string clean)
    {
        Assert.Equal(clean, CloneEvent.Clean(text));
    }

    [Fact]
    public void A_message_is_cut_at_200_characters_and_not_within_one()
    {
        Assert.Equal(new string('x', 200), CloneEvent.Clean(new string('x', 201)));
        Assert.Equal(new string('x', 199), CloneEvent.Clean($"{new string('x', 199)}\U0001F600"));
        Assert.Equal($"{new string('x', 198)}\U0001F600", CloneEvent.Clean($"{new string('x', 198)}\U0001F600!"));
    }

    [Fact]
    public void Half_a_character_is_made_whole()
    {
        Assert.Equal("a\ufffdb", CloneEvent.Clean($"a{'\ud83d'}b"));
    }

    [Theory]
    [InlineData(180)]
    [InlineData(190)]
    [InlineData(199)]
    public void A_token_where_the_message_is_cut_is_not_told(int before)
    {
        Assert.DoesNotContain("ghs", CloneEvent.Clean(new string('x', before) + Token));
    }

    private IEnumerable<CloneStage> Stages => _told.Select(clone => clone.Stage);

    private async Task<CloneOutcome> RunAsync(Uri url, Func<RepositoryProgress, Task<CloneOutcome>> clone)
    {
        await using var events = new CloneEvents([new RecordingSink(_told)], _time);
        return await events.RunAsync(url, "Cloning repository...", clone);
    }

    private static CloneEvent Event(CloneStage stage, string message) => new("repo_clone", "2026-11-20T12:00:00.000Z", "https://github.com/acme/app.git", stage, message);

    private sealed class RecordingSink(List<CloneEvent> told) : IEventSink
    {
        public void Send(CloneEvent clone) => told.Add(clone);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
