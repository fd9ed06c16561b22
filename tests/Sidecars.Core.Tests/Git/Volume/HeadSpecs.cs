namespace Sidecars.Git.Volume;

public sealed class HeadSpecs
{
    private const string Sha = "0123456789abcdef0123456789abcdef01234567";

    private static readonly Dictionary<string, string> References = new() { ["refs/heads/main"] = Sha };

    [Fact]
    public void Head_leads_to_a_branch_and_by_it_to_a_commit()
    {
        var head = Head.Parse("ref: refs/heads/main")!;

        Assert.Equal("main", head.Branch);
        Assert.Equal(Sha, head.CommitIn(References));
        Assert.Equal("ref: refs/heads/main\n", head.Text);
    }

    [Fact]
    public void Head_leads_to_a_branch_that_has_no_commit_yet() => Assert.Null(Head.Parse("ref: refs/heads/none-yet")!.CommitIn(References));

    [Fact]
    public void Head_leads_to_a_commit_alone()
    {
        var head = Head.Parse(Sha)!;

        Assert.Null(head.Branch);
        Assert.Equal(Sha, head.CommitIn(new Dictionary<string, string>()));
        Assert.Equal($"{Sha}\n", head.Text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0123456789")]
    [InlineData("ref: refs/tags/v1")]
    [InlineData("ref: refs/heads/../../config")]
    [InlineData("ref: refs/heads/a..b")]
    [InlineData("ref: refs/heads/")]
    [InlineData("ref: ../elsewhere")]
    public void What_git_would_not_write_is_none(string text) => Assert.Null(Head.Parse(text));
}
