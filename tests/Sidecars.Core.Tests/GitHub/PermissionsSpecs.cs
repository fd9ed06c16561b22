namespace Sidecars.GitHub;

public sealed class PermissionsSpecs
{
    [Theory]
    [InlineData("contents=read", "contents: read")]
    [InlineData("issues=write,contents=read", "contents: read, issues: write")]
    [InlineData("contents:read issues:write\norganization_projects=admin", "contents: read, issues: write, organization_projects: admin")]
    [InlineData(" contents=read, ", "contents: read")]
    [InlineData("pull-requests=write", "pull_requests: write")]
    [InlineData("something_new_in_2031=read", "something_new_in_2031: read")]
    public void Names_and_levels_are_read(string text, string expected)
    {
        Assert.Equal(expected, Permissions.Parse(text).ToString());
    }

    [Theory]
    [InlineData("contents")]
    [InlineData("contents=")]
    [InlineData("=read")]
    [InlineData("contents=none")]
    [InlineData("contents=READ")]
    [InlineData("contents=read=write")]
    [InlineData("Contents=read")]
    [InlineData("con\"tents=read")]
    [InlineData("contents=read,issues")]
    public void What_is_no_permission_is_refused_and_named(string text)
    {
        Assert.Contains($"'{text.Split(',')[^1]}' is not a permission", Assert.Throws<FormatException>(() => Permissions.Parse(text)).Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" , ")]
    public void No_permission_at_all_is_refused(string text)
    {
        Assert.Contains("no permission is named", Assert.Throws<FormatException>(() => Permissions.Parse(text)).Message);
    }

    [Theory]
    [InlineData("read", "read", true)]
    [InlineData("write", "read", true)]
    [InlineData("admin", "write", true)]
    [InlineData("read", "write", false)]
    [InlineData("write", "admin", false)]
    [InlineData("maintain", "admin", true)]
    [InlineData("admin", "maintain", false)]
    public void A_level_allows_what_is_below_it_and_a_new_one_counts_as_the_highest(string has, string wanted, bool allowed)
    {
        Assert.Equal(allowed, new Permissions([new("contents", has)]).Allows("contents", wanted));
    }

    [Fact]
    public void A_permission_that_is_not_there_allows_nothing()
    {
        Assert.False(Permissions.Read.Allows("issues", "read"));
    }

    [Fact]
    public void A_higher_level_and_another_name_go_beyond()
    {
        var granted = Permissions.Parse("contents=write,issues=read,metadata=read");

        Assert.Equal("contents: write, issues: read", granted.Beyond(Permissions.Read).ToString());
        Assert.Empty(Permissions.Read.Beyond(granted).Levels);
    }

    [Fact]
    public void Metadata_to_read_never_goes_beyond_and_to_write_does()
    {
        Assert.Empty(Permissions.Parse("metadata=read").Beyond(Permissions.Read).Levels);
        Assert.Equal("metadata: write", Permissions.Parse("metadata=write").Beyond(Permissions.Read).ToString());
    }

    [Fact]
    public void One_more_leaves_the_others_as_they_are()
    {
        Assert.Equal("contents: write, pull_requests: write", Permissions.Write.With("pull_requests", "write").ToString());
        Assert.Equal("contents: write", Permissions.Write.ToString());
    }
}
