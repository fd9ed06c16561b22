using Sidecars.Cli;
using Sidecars.Http;
using Sidecars.Support;

namespace Sidecars.Git.Running;

public sealed class GitProcessSpecs : IDisposable
{
    private readonly TestDirectory _tokens = new();
    private readonly TestDirectory _volume = new();
    private readonly TestDirectory _elsewhere = new();
    private readonly PrivateDirectory _private = new(new RecordingLogger());

    public GitProcessSpecs() => _tokens.Write("token", "ghs_x");

    [Fact]
    public async Task A_git_that_waits_for_a_pipe_is_ended_and_reported()
    {
        var repository = await MakeRepositoryAsync();
        await GitAsync("update-index", "--really-refresh");
        await ChildProcess.RunAsync("mkfifo", [_volume[".gitattributes"]]);
        File.SetLastWriteTimeUtc(_volume["file"], DateTime.UnixEpoch.AddDays(1));

        var failure = await Assert.ThrowsAsync<SidecarException>(() => Git(patience: TimeSpan.FromSeconds(2)).RunAsync(repository, "look", ["status"], CancellationToken.None));

        Assert.Equal(ExitCode.InTheWay, failure.ExitCode);
        Assert.Contains($"git in {_volume.Path} did nothing for 2 s", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_git_is_given_it_reads()
    {
        var listed = await Git().AskAsync(null, ["config", "--file", "-", "--list"], CancellationToken.None, "[a]\nb = ü\n");

        Assert.Equal("a.b=ü", listed);
    }

    [Fact]
    public async Task A_git_that_prints_more_than_any_memory_holds_is_ended_and_reported()
    {
        var git = new GitProcess(new GitCredential(null, _tokens.Path, TimeProvider.System), _private, new("https://github.com"), null, new ProxyRules(_ => null)) { MostOutput = 1 << 20 };
        var input = string.Concat(Enumerable.Range(0, 100_000).Select(i => $"[section{i}]\nname = value\n"));

        var failure = await Assert.ThrowsAsync<SidecarException>(() => git.AskAsync(null, ["config", "--file", "-", "--list"], CancellationToken.None, input));

        Assert.Equal(ExitCode.WrongCommit, failure.ExitCode);
        Assert.Contains("more than 1 MB", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_git_does_not_want_to_read_is_no_failure()
    {
        var version = await Git().AskAsync(null, ["version"], CancellationToken.None, new string('x', 1 << 20));

        Assert.StartsWith("git version", version, StringComparison.Ordinal);
    }

    [ConfinedFact]
    public async Task Git_writes_only_into_its_work_tree()
    {
        // As if a link had been put there when git was under way already.
        var repository = await MakeRepositoryAsync();

        Assert.Null(await Git().AskAsync(repository, [$"--work-tree={_elsewhere.Path}", "checkout-index", "--all"], CancellationToken.None));

        Assert.Empty(_elsewhere.Names);
    }

    public void Dispose()
    {
        _private.Dispose();
        _tokens.Dispose();
        _volume.Dispose();
        _elsewhere.Dispose();
    }

    private GitProcess Git(TimeSpan? patience = null)
        => new(new(null, _tokens.Path, TimeProvider.System), _private, new("https://github.com"), null, new ProxyRules(_ => null)) { Patience = patience ?? TimeSpan.FromMinutes(1) };

    /// <summary>A repository on the volume with a file in its index.</summary>
    private async Task<GitRepository> MakeRepositoryAsync()
    {
        await GitAsync("init", "--quiet");
        _volume.Write("file", "x");
        await GitAsync("add", "file");
        return new(_volume[".git"], "acme", _volume.Path);
    }

    private async Task GitAsync(params string[] arguments)
    {
        var (exitCode, output) = await ChildProcess.RunAsync("git", ["-C", _volume.Path, .. arguments]);
        Assert.True(exitCode == 0, output);
    }
}
