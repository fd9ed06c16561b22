using Sidecars.Git;
using Sidecars.Git.Progress;
using Sidecars.Support;

namespace Sidecars.Cli;

public sealed class GitCloneSettingsSpecs
{
    private const string Sha = "0123456789abcdef0123456789abcdef01234567";
    private static readonly Uri GitHub = new("https://github.com");

    private readonly RecordingLogger _logger = new();

    [Fact]
    public void One_repository_goes_to_code()
    {
        Assert.Equal([new CloneTarget(new("https://github.com/acme/app.git"), "/code", "/code", null, null)], Read(["--repo", "acme/app"]));
    }

    [Fact]
    public void One_repository_may_have_a_commit_a_ref_and_another_place()
    {
        Assert.Equal(
            [new CloneTarget(new("https://github.com/acme/app.git"), "/src/app", "/src/app", Sha, "main")],
            Read(["--repo", "git@github.com:acme/app.git", "--commit", Sha.ToUpperInvariant(), "--ref", "main", "--dest", "/src/app"]));
    }

    [Fact]
    public void A_list_goes_into_the_workspace_each_by_its_name_or_directory()
    {
        Assert.Equal(
            [
                new CloneTarget(new("https://github.com/acme/app.git"), "/workspace/app", "/workspace", null, null),
                new CloneTarget(new("https://github.com/other/lib.git"), "/workspace/src/lib", "/workspace", null, "v1"),
            ],
            Read(["--repos", "acme/app other/lib@v1=src/lib"]));
    }

    [Fact]
    public void The_token_programs_list_serves_when_there_is_no_other()
    {
        Assert.Equal("/elsewhere/app", Assert.Single(Read([], ("WORKSPACE_REPOS", "acme/app"), ("GIT_DEST", "/elsewhere"))).Directory);
    }

    [Fact]
    public void The_first_that_is_set_is_taken_and_told()
    {
        Assert.EndsWith("/one.git", Taken([("GIT_REPO_URL", "acme/one"), ("GIT_REPOS", "acme/two"), ("WORKSPACE_REPOS", "acme/three")]));
        Assert.EndsWith("/two.git", Taken([("GIT_REPOS", "acme/two"), ("WORKSPACE_REPOS", "acme/three")]));
        Assert.EndsWith("/three.git", Taken([("WORKSPACE_REPOS", "acme/three")]));
        Assert.Collection(
            _logger.Lines,
            line => Assert.Contains("GIT_REPO_URL", line.Text), line => Assert.Contains("GIT_REPOS", line.Text), line => Assert.Contains("WORKSPACE_REPOS", line.Text));
    }

    [Fact]
    public void An_option_wins_over_every_variable()
    {
        Assert.EndsWith("/two.git", Assert.Single(Read(["--repos", "acme/two"], ("GIT_REPO_URL", "acme/one"), ("GIT_REPOS", "acme/three"))).Url.AbsoluteUri);
    }

    [Fact]
    public void Nothing_wanted_is_nothing_cloned()
    {
        Assert.Empty(Read(["--repos", "none"]));
        Assert.Equal(1, _logger.Count("nothing was cloned"));
    }

    [Theory]
    [InlineData("Nothing says what to clone: give --repo, --repos, GIT_REPO_URL, GIT_REPOS, WORKSPACE_REPOS")]
    [InlineData("* names no repository to clone", "--repos", "*")]
    [InlineData("two repositories would go to /workspace/app", "--repos", "acme/app other/app")]
    [InlineData("is not a full commit SHA", "--repo", "acme/app", "--commit", "0123456")]
    [InlineData("is not a full commit SHA", "--repo", "acme/app", "--commit", "HEAD")]
    [InlineData("is not a branch or tag", "--repo", "acme/app", "--ref", "--upload-pack=x")]
    [InlineData("go with one repository", "--repos", "acme/app", "--ref", "main")]
    [InlineData("go with one repository", "--repos", "acme/app", "--commit", Sha)]
    [InlineData("names no repository", "--repo", "app")]
    public void What_makes_no_sense_is_refused(string words, params string[] arguments)
    {
        var error = Assert.Throws<SidecarException>(() => Read(arguments));

        Assert.Equal(ExitCode.Configuration, error.ExitCode);
        Assert.Contains(words, error.Message);
    }

    [Fact]
    public void A_commit_may_have_a_sha_256()
    {
        Assert.Equal(64, Assert.Single(Read(["--repo", "acme/app", "--commit", new string('A', 64)])).Commit!.Length);
    }

    [Fact]
    public void The_server_is_github_com_unless_another_is_named()
    {
        Assert.Equal("https://github.com/", GitCloneSettings.ReadServer(Settings([])).AbsoluteUri);
        Assert.Equal("https://git.example.com/", GitCloneSettings.ReadServer(Settings(["--server-url", "git.example.com"])).AbsoluteUri);
        Assert.Throws<SidecarException>(() => GitCloneSettings.ReadServer(Settings(["--server-url", "http://git.example.com"])));
    }

    [Fact]
    public void A_mounted_secret_is_used_when_it_is_there_or_asked_for()
    {
        using var secret = new TestDirectory();

        Assert.Null(GitCloneSettings.ReadCredentialsDirectory(Settings([])));
        Assert.Equal(secret.Path, GitCloneSettings.ReadCredentialsDirectory(Settings(["--git-credentials-dir", secret.Path])));
        Assert.Equal("/nowhere", GitCloneSettings.ReadCredentialsDirectory(Settings([], ("GIT_CREDENTIALS_DIR", "/nowhere"))));
    }

    [Fact]
    public async Task Events_go_to_the_file_that_is_named_in_the_envelope_of_the_session()
    {
        using var directory = new TestDirectory();
        var path = directory["events"];

        await using (var events = Events([], ("GIT_EVENTS_FILE", path), ("GIT_EVENT_SESSION", "s-1")))
        {
            await events.RunAsync(new("https://github.com/acme/app.git"), "Cloning repository...", _ => Task.FromResult(new CloneOutcome(Sha)));
        }

        Assert.Collection(
            File.ReadAllLines(path),
            line => Assert.StartsWith("{\"type\":\"agent.event\",\"sessionId\":\"s-1\",\"event\":{\"kind\":\"repo_clone\",", line),
            line => Assert.Contains($"\"stage\":\"done\",\"message\":\"Repository cloned successfully\",\"commit\":\"{Sha}\"", line));
        Assert.Empty(_logger.Lines);
    }

    [Theory]
    [InlineData("--events-url, GIT_EVENTS_URL: it is not an http URL of this pod", "--events-url", "http://example.com/events")]
    [InlineData("is not an http URL of this pod", "--events-url", "https://localhost/events")]
    [InlineData("is not an http URL of this pod", "--events-url", "http://user:password@localhost/events")]
    [InlineData("'events' is not the absolute path of a file", "--events-file", "events")]
    [InlineData("is not the absolute path of a file", "--events-file", "/shared/")]
    [InlineData("is not a session's ID", "--event-session", "a\nb")]
    public void An_audience_that_makes_no_sense_is_refused(string words, params string[] arguments)
    {
        var error = Assert.Throws<SidecarException>(() => Events(arguments));

        Assert.Equal(ExitCode.Configuration, error.ExitCode);
        Assert.Contains(words, error.Message);
        Assert.DoesNotContain("password", error.Message);
    }

    [Fact]
    public void Two_repositories_one_inside_of_the_other_are_refused()
    {
        var error = Assert.Throws<SidecarException>(() => Read(["--repos", "acme/app acme/lib=app/lib"]));

        Assert.Equal(ExitCode.Configuration, error.ExitCode);
        Assert.Contains("/workspace/app/lib is inside of another repository's directory", error.Message);
    }

    [Fact]
    public void Options_say_how_clones_are_made()
    {
        var options = Options(["--depth", "5", "--filter", "blob:limit=10k", "--sparse", "src/ docs/api", "--discard-local-changes", "--identity", "Ada <ada@example.com>"]);

        Assert.Equal(5, options.Depth);
        Assert.Equal("blob:limit=10k", options.Filter);
        Assert.Equal(["src", "docs/api"], options.Sparse);
        Assert.True(options.DiscardLocalChanges);
        Assert.Equal(new CommitIdentity("Ada", "ada@example.com"), options.Identity);
    }

    [Fact]
    public void Without_options_everything_is_cloned_and_nothing_written_over() => Assert.Equal(CloneOptions.Default, Options([]));

    [Theory]
    [InlineData("--depth", "0")]
    [InlineData("--depth", "-1")]
    [InlineData("--depth", "many")]
    [InlineData("--filter", "sparse:oid=HEAD:x")]
    [InlineData("--filter", "--upload-pack=x")]
    [InlineData("--filter", "tree:")]
    [InlineData("--sparse", "../x")]
    [InlineData("--sparse", "/")]
    [InlineData("--identity", "Ada")]
    [InlineData("--allowed-signers", "/nowhere")]
    public void An_option_that_makes_no_sense_is_refused_by_its_name(string option, string value)
    {
        var error = Assert.Throws<SidecarException>(() => Options([option, value]));

        Assert.Equal(ExitCode.Configuration, error.ExitCode);
        Assert.StartsWith(option, error.Message, StringComparison.Ordinal);
    }

    private static CloneOptions Options(string[] arguments) => CloneOptionSettings.Read(Settings(arguments, []));

    private CloneEvents Events(string[] arguments, params (string, string)[] environment) => CloneEventSettings.Read(Settings(arguments, environment), TimeProvider.System, _logger);

    private string Taken((string, string)[] environment) => Assert.Single(Read([], environment)).Url.AbsoluteUri;

    private IReadOnlyList<CloneTarget> Read(string[] arguments, params (string, string)[] environment) => CloneTargetSettings.Read(Settings(arguments, environment), GitHub, CloneOptions.Default, _logger);

    private static Settings Settings(string[] arguments, params (string, string)[] environment) => TestSettings.Of(GitCloneSettings.All, arguments, environment);
}
