namespace Sidecars.Git.Submodules;

public sealed class SubmoduleSpecs
{
    [Theory]
    [InlineData("lib")]
    [InlineData("libs/my lib")]
    [InlineData(".vim/bundle/x")]
    [InlineData("a..b")]
    public void A_name_or_path_may_be_anything_that_stays_below(string path)
    {
        Assert.True(Submodule.IsPath(path));
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("../x")]
    [InlineData("x/..")]
    [InlineData("x/../../y")]
    [InlineData("./x")]
    [InlineData("/x")]
    [InlineData("x/")]
    [InlineData("x//y")]
    [InlineData("-x")]
    [InlineData("x/.git")]
    [InlineData("x/.GIT/y")]
    [InlineData("a\\..\\..\\b")]
    [InlineData("a\nb")]
    public void A_name_or_path_that_does_not_stay_below_or_looks_like_an_option_is_none(string path)
    {
        Assert.False(Submodule.IsPath(path));
    }
}
