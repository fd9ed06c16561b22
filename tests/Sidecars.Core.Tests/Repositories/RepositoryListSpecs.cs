namespace Sidecars.Repositories;

public sealed class RepositoryListSpecs
{
    private static readonly Uri GitHub = new("https://github.com");

    [Theory]
    [InlineData("acme/app acme/lib")]
    [InlineData("  acme/app\n\n\tacme/lib\r\n")]
    [InlineData("""["acme/app","acme/lib"]""")]
    [InlineData(" [ \"acme/app\" ,\n \" https://github.com/acme/lib.git \" ] ")]
    public void Entries_come_separated_by_white_space_or_as_a_json_array(string text)
    {
        Assert.Equal([new("acme", "app"), new("acme", "lib")], Parse(text).Repositories);
    }

    [Theory]
    [InlineData("*")]
    [InlineData(" * ")]
    [InlineData("""["*"]""")]
    public void A_star_means_the_whole_installation(string text)
    {
        Assert.Same(RepositoryList.All, Parse(text));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("none\n")]
    [InlineData("""["none"]""")]
    public void None_means_no_token(string text)
    {
        Assert.Same(RepositoryList.None, Parse(text));
    }

    [Theory]
    [InlineData("* acme/app")]
    [InlineData("acme/app *")]
    [InlineData("none acme/app")]
    [InlineData("acme/app none")]
    [InlineData("* none")]
    [InlineData("* *")]
    [InlineData("""["acme/app","*"]""")]
    public void A_star_and_none_stand_alone(string text)
    {
        Assert.Contains("alone", Assert.Throws<FormatException>(() => Parse(text)).Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n\t ")]
    [InlineData("[]")]
    [InlineData(" [ ] ")]
    public void Nothing_is_not_everything(string text)
    {
        Assert.Contains("no repository is named", Assert.Throws<FormatException>(() => Parse(text)).Message);
    }

    [Theory]
    [InlineData("""["acme/app" """)]
    [InlineData("""["acme/app",]""")]
    [InlineData("[acme/app]")]
    [InlineData("[1]")]
    [InlineData("""[["acme/app"]]""")]
    [InlineData("""[{"repository":"acme/app"}]""")]
    [InlineData("""["acme/app"] acme/lib""")]
    public void What_begins_as_a_json_array_must_be_one_of_strings(string text)
    {
        Assert.Contains("JSON array", Assert.Throws<FormatException>(() => Parse(text)).Message);
    }

    [Theory]
    [InlineData("""["acme/app", ""]""")]
    [InlineData("[null]")]
    [InlineData("""["acme/app acme/lib"]""")]
    [InlineData("acme/app,acme/lib")]
    [InlineData("acme/app lib")]
    public void One_entry_that_is_none_spoils_all(string text)
    {
        Assert.Throws<FormatException>(() => Parse(text));
    }

    [Fact]
    public void An_entry_given_twice_counts_once()
    {
        Assert.Equal([new("acme", "app"), new("acme", "lib")], Parse("acme/app acme/lib https://github.com/acme/app.git").Repositories);
    }

    [Fact]
    public void An_entry_given_twice_in_another_case_counts_once()
    {
        Assert.Equal([new("acme", "app")], Parse("acme/app ACME/App").Repositories);
    }

    [Fact]
    public void One_repository_may_be_wanted_in_two_places()
    {
        Assert.Equal([new("acme", "app", "main", "a"), new("acme", "app", "next", "b")], Parse("acme/app@main=a acme/app@next=b").Repositories);
    }

    [Fact]
    public void The_order_is_kept()
    {
        Assert.Equal(["z/z", "a/a", "m/m"], Parse("z/z a/a m/m").Repositories.Select(repository => repository.FullName));
    }

    private static RepositoryList Parse(string text) => RepositoryList.Parse(text, GitHub);
}
