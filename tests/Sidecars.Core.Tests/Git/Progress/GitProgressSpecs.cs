namespace Sidecars.Git.Progress;

public sealed class GitProgressSpecs
{
    [Theory]
    [InlineData("Receiving objects:  45% (450/1000), 1.20 MiB | 3.00 MiB/s", "Receiving objects", 45, 1_258_291L)]
    [InlineData("Receiving objects: 100% (302/302), 18.91 KiB | 2.36 MiB/s, done.", "Receiving objects", 100, 19_363L)]
    [InlineData("Receiving objects:   0% (1/302), 980 bytes | 980.00 KiB/s", "Receiving objects", 0, 980L)]
    [InlineData("Receiving objects:  99% (99/100), 1.01 GiB | 10.00 MiB/s", "Receiving objects", 99, 1_084_479_242L)]
    [InlineData("Receiving objects:  45% (450/1000)", "Receiving objects", 45, null)]
    [InlineData("remote: Enumerating objects: 20, done.        ", "Enumerating objects", null, null)]
    [InlineData("remote: Enumerating objects: 20", "Enumerating objects", null, null)]
    [InlineData("remote: Counting objects:  45% (9/20)        ", "Counting objects", 45, null)]
    [InlineData("remote: Counting objects:  45% (9/20)\u001b[K", "Counting objects", 45, null)]
    [InlineData("remote: Compressing objects: 100% (2/2), done.", "Compressing objects", 100, null)]
    [InlineData("Resolving deltas: 100% (5/5), done.", "Resolving deltas", 100, null)]
    [InlineData("Unpacking objects: 100% (3/3), 258 bytes | 258.00 KiB/s, done.", "Unpacking objects", 100, 258L)]
    [InlineData("Updating files:  67% (201/300)", "Updating files", 67, null)]
    [InlineData("Checking out files:   1% (3/300)", "Checking out files", 1, null)]
    [InlineData("Filtering content:  50% (1/2), 1.00 MiB | 2.00 MiB/s", "Filtering content", 50, 1_048_576L)]
    public void What_git_prints_is_read(string piece, string phase, int? percent, long? bytes)
    {
        Assert.Equal(new GitProgress(phase, percent, bytes), GitProgress.TryParse(piece));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Cloning into 'app'...")]
    [InlineData("fatal: unable to access 'https://github.com/acme/app.git/': The requested URL returned error: 403")]
    [InlineData("remote: Repository not found.")]
    [InlineData("remote: Internal Server Error: 500")]
    [InlineData("remote: Total 302 (delta 0), reused 302 (delta 0), pack-reused 0")]
    [InlineData("remote: Mining coins:  45% (9/20)")]
    [InlineData("Receiving objects: soon")]
    [InlineData("Receiving objects:  -1% (1/2)")]
    [InlineData("Receiving objects: 101% (2/1)")]
    [InlineData("Receiving objects: 99999999999999% (1/2)")]
    [InlineData("error: Receiving objects:  45% (450/1000)")]
    public void Anything_else_is_no_progress(string piece)
    {
        Assert.Null(GitProgress.TryParse(piece));
    }

    [Theory]
    [InlineData("Receiving objects:  45% (450/1000), 1e9 MiB | 3.00 MiB/s")]
    [InlineData("Receiving objects:  45% (450/1000), 99999999999999999999 GiB | 3.00 MiB/s")]
    [InlineData("Receiving objects:  45% (450/1000), -1 bytes | 3.00 MiB/s")]
    public void An_amount_that_makes_no_sense_is_left_out(string piece)
    {
        Assert.Equal(new GitProgress("Receiving objects", 45, null), GitProgress.TryParse(piece));
    }

    [Fact]
    public void People_read_it_as_a_phrase()
    {
        Assert.Equal("Receiving objects: 45%, 1.2 MiB", new GitProgress("Receiving objects", 45, 1_258_291).ToString());
        Assert.Equal("Enumerating objects", new GitProgress("Enumerating objects", null, null).ToString());
    }
}
