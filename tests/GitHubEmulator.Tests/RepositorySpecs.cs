using GitHubEmulator.Tests.Support;

namespace GitHubEmulator.Tests;

/// <summary>What a test can put into a repository, and what the repository can be made to refuse.</summary>
public sealed class RepositorySpecs : GitHubFixture, IDisposable
{
    private readonly GitClient _git = new();

    public new void Dispose()
    {
        _git.Dispose();
        base.Dispose();
    }

    [Fact]
    public async Task One_commit_writes_links_and_deletes_what_it_likes()
    {
        byte[] binary = [0, 255, 10, 0];

        var sha = Alpha.Commit(
            "main",
            Change.File("dir/a \"strange\"\nname", binary),
            Change.File("run.sh", "#!/bin/sh\n", executable: true),
            Change.Symlink("link", "dir"),
            Change.Submodule("module", Beta.Resolve("main")!),
            Change.Delete("README.md"));

        await SucceedAsync("clone", "--quiet", Url("alpha"), "work");
        Assert.Equal(sha, Alpha.Resolve("main"));
        Assert.Equal(binary, await File.ReadAllBytesAsync(_git.PathOf("work", "dir", "a \"strange\"\nname")));
        Assert.True(File.GetUnixFileMode(_git.PathOf("work", "run.sh")).HasFlag(UnixFileMode.UserExecute));
        Assert.Equal("dir", new FileInfo(_git.PathOf("work", "link")).LinkTarget);
        Assert.False(File.Exists(_git.PathOf("work", "README.md")));
        Assert.StartsWith("160000 commit " + Beta.Resolve("main"), (await _git.RunAsync("-C", "work", "ls-tree", "HEAD", "module")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_submodule_of_another_repository_is_cloned_with_it()
    {
        Alpha.Commit(
            "main",
            Change.File(".gitmodules", "[submodule \"beta\"]\n\tpath = beta\n\turl = ../beta.git\n"),
            Change.Submodule("beta", Beta.Resolve("main")!));

        await SucceedAsync("clone", "--quiet", "--recurse-submodules", Url("alpha"), "work");

        Assert.Equal("# beta\n", await File.ReadAllTextAsync(_git.PathOf("work", "beta", "README.md")));
    }

    [Fact]
    public async Task Many_commits_are_a_history_of_that_many()
    {
        var sha = Alpha.CommitMany("main", 300);

        await SucceedAsync("clone", "--quiet", Url("alpha"), "work");

        Assert.Equal((0, "301\n"), await _git.RunAsync("-C", "work", "rev-list", "--count", sha));
        Assert.Equal(100, Directory.GetFiles(_git.PathOf("work", "many")).Length);
    }

    [Fact]
    public void A_branch_can_go_back()
    {
        var first = Alpha.Commit("main", "a.txt", "a");
        Alpha.Commit("main", "b.txt", "b");

        Alpha.Branch("main", first);

        Assert.Equal(first, Alpha.Resolve("main"));
    }

    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    public async Task A_commit_that_no_branch_ends_with_can_be_refused(string version)
    {
        var sha = Alpha.Commit("main", "a.txt", "a");
        var tip = Alpha.Commit("main", "b.txt", "b");
        Alpha.RefuseUnadvertisedCommits();
        await SucceedAsync("init", "--quiet", "work");

        await FailAsync($"error: Server does not allow request for unadvertised object {sha}", Fetch(version, sha));
        await SucceedAsync(Fetch(version, tip));
    }

    [Fact]
    public async Task The_old_protocol_alone_refuses_nothing()
    {
        var sha = Alpha.Commit("main", "a.txt", "a");
        Alpha.Commit("main", "b.txt", "b");
        Alpha.SpeaksProtocol2 = false;
        await SucceedAsync("init", "--quiet", "work");

        await SucceedAsync(Fetch("2", sha));
    }

    [Fact]
    public async Task Filters_can_be_refused()
    {
        Alpha.RefuseFilters();

        var (exitCode, output) = await RunAsync("clone", "--filter=blob:none", Url("alpha"), "work");

        Assert.Equal(0, exitCode);
        Assert.Contains("warning: filtering not recognized by server, ignoring", output, StringComparison.Ordinal);
    }

    private string[] Fetch(string version, string sha) =>
        ["-C", "work", "-c", $"protocol.version={version}", "fetch", "--quiet", "--depth=1", Url("alpha"), sha];

    private string Url(string name) => $"{GitHub.ServerUrl}octo-org/{name}.git";

    private async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments) =>
        await _git.RunWithTokenAsync((await MintAsync()).Value, arguments);

    private async Task SucceedAsync(params string[] arguments)
    {
        var (exitCode, output) = await RunAsync(arguments);

        Assert.True(exitCode == 0, output);
    }

    private async Task FailAsync(string message, params string[] arguments)
    {
        var (exitCode, output) = await RunAsync(arguments);

        Assert.NotEqual(0, exitCode);
        Assert.Contains(message, output, StringComparison.Ordinal);
    }
}
