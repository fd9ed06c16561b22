using GitHubEmulator.Tests.Support;

namespace GitHubEmulator.Tests;

/// <summary>With the real git as the client.</summary>
public sealed class GitSpecs : GitHubFixture, IDisposable
{
    private readonly GitClient _git = new();

    public new void Dispose()
    {
        _git.Dispose();
        base.Dispose();
    }

    [Theory]
    [InlineData(TokenFormat.Classic)]
    [InlineData(TokenFormat.Stateless)]
    public async Task A_token_clones_commits_and_pushes(TokenFormat format)
    {
        GitHub.TokenFormat = format;
        var token = await MintAsync();

        await SucceedAsync(token, "clone", "--quiet", Url("alpha"), "work");
        Assert.Equal("# alpha\n", await File.ReadAllTextAsync(_git.PathOf("work", "README.md")));

        await File.WriteAllTextAsync(_git.PathOf("work", "big.txt"), new string('x', 2_000_000) + Guid.NewGuid());
        await SucceedAsync(token, "-C", "work", "add", ".");
        await SucceedAsync(token, "-C", "work", "commit", "--quiet", "--message", "Add a file");
        await SucceedAsync(token, "-C", "work", "push", "--quiet", "origin", "HEAD:refs/heads/feature");

        var (_, head) = await _git.RunAsync("-C", "work", "rev-parse", "HEAD");
        Assert.Equal(head.Trim(), Alpha.Resolve("refs/heads/feature"));
    }

    [Fact]
    public async Task A_large_push_arrives_in_chunks()
    {
        var token = await MintAsync();
        await SucceedAsync(token, "clone", "--quiet", Url("alpha"), "work");
        await File.WriteAllBytesAsync(_git.PathOf("work", "noise"), System.Security.Cryptography.RandomNumberGenerator.GetBytes(3_000_000));
        await SucceedAsync(token, "-C", "work", "add", ".");
        await SucceedAsync(token, "-C", "work", "commit", "--quiet", "--message", "Add noise");

        await SucceedAsync(token, "-C", "work", "push", "--quiet", "origin", "HEAD");

        Assert.Contains(GitHub.Requests, request => request is { Operation: Operation.GitReceivePack, Status: 200 });
    }

    [Fact]
    public async Task What_the_server_commits_and_tags_is_fetched()
    {
        var token = await MintAsync();
        await SucceedAsync(token, "clone", "--quiet", Url("alpha"), "work");
        var first = Alpha.Commit("main", "docs/news.md", "Überraschung\n");
        var second = Alpha.Commit("next", "later.md", "");
        Alpha.Tag("v1", first);

        await SucceedAsync(token, "-C", "work", "fetch", "--quiet", "--tags");

        await SucceedAsync(token, "-C", "work", "merge-base", "--is-ancestor", first, second);
        Assert.Equal((0, first + "\n"), await _git.RunAsync("-C", "work", "rev-parse", "v1"));
        Assert.Equal((0, second + "\n"), await _git.RunAsync("-C", "work", "rev-parse", "origin/next"));
        Assert.Equal((0, "Überraschung\n"), await _git.RunAsync("-C", "work", "show", "v1:docs/news.md"));
    }

    [Fact]
    public async Task A_single_commit_is_fetched_by_its_name_without_its_blobs()
    {
        var sha = Alpha.Commit("main", "more.md", "more");
        Alpha.Commit("main", "most.md", "most");
        var token = await MintAsync();

        await SucceedAsync(token, "init", "--quiet", "work");
        await SucceedAsync(token, "-C", "work", "fetch", "--quiet", "--depth=1", "--filter=blob:none", Url("alpha"), sha);

        Assert.Equal((0, sha + "\n"), await _git.RunAsync("-C", "work", "rev-parse", "FETCH_HEAD"));
    }

    [Fact]
    public async Task A_token_of_one_repository_does_not_find_another()
    {
        var token = await MintAsync("""{"repositories":["beta"]}""");

        await SucceedAsync(token, "clone", "--quiet", Url("beta"), "beta");
        await FailAsync(token, "remote: Repository not found.", "clone", "--quiet", Url("alpha"), "alpha");
    }

    [Fact]
    public async Task A_token_that_reads_cannot_push()
    {
        var token = await MintAsync("""{"permissions":{"contents":"read"}}""");
        await SucceedAsync(token, "clone", "--quiet", Url("alpha"), "work");

        await FailAsync(token, "remote: Write access to repository not granted.", "-C", "work", "push", "origin", "HEAD:refs/heads/feature");
    }

    [Fact]
    public async Task A_token_without_contents_finds_nothing()
    {
        var token = await MintAsync("""{"permissions":{"metadata":"read"}}""");

        await FailAsync(token, "remote: Repository not found.", "clone", Url("alpha"), "work");
    }

    [Fact]
    public async Task An_expired_token_is_invalid()
    {
        var token = await MintAsync();
        Time.Advance(TimeSpan.FromHours(1));

        var (exitCode, output) = await _git.RunAsync("clone", Url("alpha", $"x-access-token:{token.Value}@"), "work");

        Assert.Equal(128, exitCode);
        Assert.Contains("remote: Invalid username or token. Password authentication is not supported for Git operations.", output, StringComparison.Ordinal);
        Assert.Contains("fatal: Authentication failed", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fresh_token_finds_nothing_as_often_as_wanted()
    {
        GitHub.RefuseFreshTokens(git: 1);
        var token = await MintAsync();

        await FailAsync(token, "remote: Repository not found.", "clone", Url("alpha"), "work");
        await SucceedAsync(token, "clone", "--quiet", Url("alpha"), "work");
    }

    [Fact]
    public async Task Git_asks_for_a_user_name_when_it_has_no_credentials()
    {
        var (exitCode, output) = await _git.RunAsync("clone", Url("alpha"), "work");

        Assert.Equal(128, exitCode);
        Assert.Contains("could not read Username", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everybody_clones_a_public_repository()
    {
        Alpha.IsPrivate = false;

        Assert.Equal(0, (await _git.RunAsync("clone", "--quiet", Url("alpha"), "work")).ExitCode);
    }

    [Fact]
    public async Task A_renamed_repository_is_still_cloned_and_pushed_to()
    {
        var token = await MintAsync();
        GitHub.Rename("octo-org", "alpha", "omega");

        await SucceedAsync(token, "clone", "--quiet", Url("alpha"), "work");
        await SucceedAsync(token, "-C", "work", "push", "--quiet", "origin", "HEAD:refs/heads/feature");

        Assert.Contains(GitHub.Requests, request => request is { Operation: Operation.GitInfoRefs, Status: 301 });
    }

    private string Url(string name, string credential = "") => $"http://{credential}{GitHub.ServerUrl.Authority}/octo-org/{name}.git";

    private async Task SucceedAsync(IssuedToken token, params string[] arguments)
    {
        var (exitCode, output) = await _git.RunWithTokenAsync(token.Value, arguments);

        Assert.True(exitCode == 0, output);
    }

    private async Task FailAsync(IssuedToken token, string message, params string[] arguments)
    {
        var (exitCode, output) = await _git.RunWithTokenAsync(token.Value, arguments);

        Assert.Equal(128, exitCode);
        Assert.Contains(message, output, StringComparison.Ordinal);
    }
}
