namespace Sidecars.Git.Volume;

public sealed class SparsePatternsSpecs
{
    [Theory]
    [InlineData("src", "/*\n!/*/\n/src/\n")]
    [InlineData("src docs", "/*\n!/*/\n/docs/\n/src/\n")]
    [InlineData("a/b/c", "/*\n!/*/\n/a/\n!/a/*/\n/a/b/\n!/a/b/*/\n/a/b/c/\n")]
    [InlineData("a/b a/c", "/*\n!/*/\n/a/\n!/a/*/\n/a/b/\n/a/c/\n")]
    [InlineData("a*[b]", "/*\n!/*/\n/a\\*\\[b]/\n")]
    public void Directories_are_written_as_git_writes_a_cone(string directories, string expected)
        => Assert.Equal(expected, SparsePatterns.Text(directories.Split(' ')));

    [Theory]
    [InlineData("src", true)]
    [InlineData("a/b", true)]
    [InlineData("...", true)]
    [InlineData("", false)]
    [InlineData("a//b", false)]
    [InlineData("../b", false)]
    [InlineData("a/./b", false)]
    [InlineData("a/.GIT", false)]
    [InlineData("a\nb", false)]
    public void What_leads_out_of_the_repository_is_no_directory_of_it(string text, bool isDirectory)
        => Assert.Equal(isDirectory, SparsePatterns.IsDirectory(text));
}
