using Sidecars.Cli;
using Sidecars.Support;

namespace Sidecars.Git.Volume;

public sealed class GitDirectorySpecs : IDisposable
{
    private const string One = "1111111111111111111111111111111111111111";
    private const string Two = "2222222222222222222222222222222222222222";

    private readonly TestDirectory _volume = new();
    private readonly GitDirectory _git;

    public GitDirectorySpecs()
    {
        _git = new(_volume[".git"], _volume.Path, _volume.Path);
        Directory.CreateDirectory(_volume[".git/refs/heads/feature"]);
        _volume.Write(".git/config", "[core]\n\tbare = false\n");
    }

    [Fact]
    public void References_are_read_packed_and_by_themselves_and_those_by_themselves_win()
    {
        _volume.Write(".git/packed-refs", $"# pack-refs with: peeled fully-peeled sorted \n{One} refs/heads/main\n{One} refs/tags/v1\n^{Two}\n");
        _volume.Write(".git/refs/heads/main", $"{Two}\n");
        _volume.Write(".git/refs/heads/feature/x", $"{One}\n");
        _volume.Write(".git/refs/heads/link", "ref: refs/heads/main\n");
        _volume.Write(".git/refs/heads/main.lock", "");

        Assert.Equal([$"refs/heads/feature/x {One}", $"refs/heads/main {Two}", $"refs/tags/v1 {One}"], References);
    }

    [Theory]
    [InlineData("packed-refs", "not a line")]
    [InlineData("packed-refs", $"{One} ../../config")]
    [InlineData("packed-refs", $"{One} refs/heads/a..b")]
    [InlineData("packed-refs", "123 refs/heads/main")]
    [InlineData("refs/heads/main", "123")]
    public void A_damaged_reference_is_in_the_way(string file, string content)
    {
        _volume.Write($".git/{file}", content);

        Assert.Equal(ExitCode.InTheWay, Assert.Throws<SidecarException>(_git.References).ExitCode);
    }

    [Fact]
    public void A_link_among_them_is_not_followed()
    {
        File.CreateSymbolicLink(_volume[".git/refs/heads/main"], _volume.Write("elsewhere", One));

        Assert.ThrowsAny<IOException>(_git.References);
    }

    [Fact]
    public void What_changes_is_changed_wherever_it_stands_and_the_rest_stays()
    {
        _volume.Write(".git/packed-refs", $"{One} refs/heads/old\n{One} refs/heads/stays\n");
        _volume.Write(".git/refs/heads/main", $"{One}\n");

        _git.Change(new Dictionary<string, string?> { ["refs/heads/main"] = Two, ["refs/heads/old"] = null, ["refs/remotes/origin/main"] = Two });

        Assert.Equal([$"refs/heads/main {Two}", $"refs/heads/stays {One}", $"refs/remotes/origin/main {Two}"], References);
        Assert.Empty(Directory.EnumerateFiles(_volume[".git"], "*.lock", SearchOption.AllDirectories));
    }

    [Fact]
    public void Somebody_elses_lock_is_left_and_told()
    {
        _volume.Write(".git/packed-refs.lock", "");

        var error = Assert.Throws<SidecarException>(() => _git.Change(new Dictionary<string, string?> { ["refs/heads/main"] = Two }));

        Assert.Equal(ExitCode.InTheWay, error.ExitCode);
        Assert.Contains("packed-refs.lock is held by user", error.Message);
        Assert.True(File.Exists(_volume[".git/packed-refs.lock"]));
        Assert.Empty(References);
    }

    [Fact]
    public void Locks_of_a_run_that_was_killed_are_removed_and_no_others()
    {
        // As they stand while a run holds them; nobody gives them back.
        GitLock.Take(_git, "index");
        GitLock.Take(_git, "refs/heads/main");
        _volume.Write(".git/HEAD.lock", "");

        GitLock.RemoveLeftBehind(_git);

        Assert.Equal(["HEAD.lock"], Directory.EnumerateFiles(_volume[".git"], "*.lock", SearchOption.AllDirectories).Select(Path.GetFileName));
        Assert.DoesNotContain(Directory.EnumerateFiles(_volume[".git"], "*", SearchOption.AllDirectories), file => Path.GetFileName(file).StartsWith("..tmp-", StringComparison.Ordinal));
        GitLock.Take(_git, "index").Dispose();
    }

    [Fact]
    public void A_branch_is_pulled_from_the_origin_unless_somebody_has_said_otherwise()
    {
        _git.Track("main");
        _git.Track("main");

        Assert.Equal("[core]\n\tbare = false\n[branch \"main\"]\n\tremote = origin\n\tmerge = refs/heads/main\n", File.ReadAllText(_volume[".git/config"]));
    }

    public void Dispose() => _volume.Dispose();

    private IEnumerable<string> References => _git.References().Select(reference => $"{reference.Key} {reference.Value}");
}
