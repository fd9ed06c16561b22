namespace Sidecars.Repositories;

public sealed class RepositoryUrlSpecs
{
    private static readonly Uri Server = new("https://github.com");
    private static readonly Uri Superproject = new("https://github.com/acme/web.git");

    [Theory]
    [InlineData("../api.git", "acme/api")]
    [InlineData("../api", "acme/api")]
    [InlineData("../api/", "acme/api")]
    [InlineData("./../api.git", "acme/api")]
    [InlineData("../../globex/tools.git", "globex/tools")]
    [InlineData(".././../globex/tools.git", "globex/tools")]
    [InlineData("https://github.com/globex/tools", "globex/tools")]
    [InlineData("https://github.com/globex/tools.git", "globex/tools")]
    [InlineData("git@github.com:globex/tools.git", "globex/tools")]
    [InlineData("ssh://git@github.com/globex/tools", "globex/tools")]
    public void Every_form_of_a_repository_of_this_server_is_its_https_URL(string text, string repository)
    {
        Assert.Equal($"https://github.com/{repository}.git", RepositoryUrl.Resolve(text, Superproject, Server).AbsoluteUri);
    }

    [Theory]
    [InlineData("../api.git", "acme/api")]
    [InlineData("https://proxy.example.com/github/globex/tools", "globex/tools")]
    public void A_server_may_be_below_a_path(string text, string repository)
    {
        var server = new Uri("https://proxy.example.com/github");

        Assert.Equal($"{server}/{repository}.git", RepositoryUrl.Resolve(text, new($"{server}/acme/web.git"), server).AbsoluteUri);
    }

    [Theory]
    [InlineData("https://gitlab.com/acme/api.git")]
    [InlineData("https://github.com.evil.example/acme/api.git")]
    [InlineData("https://github.com:8443/acme/api.git")]
    [InlineData("http://github.com/acme/api.git")]
    [InlineData("git://github.com/acme/api.git")]
    [InlineData("git@gitlab.com:acme/api.git")]
    [InlineData("https://user@github.com/acme/api.git")]
    [InlineData("file:///etc")]
    [InlineData("../../../evil.example/acme/api.git")]
    [InlineData("../../../../evil.example/acme/api.git")]
    [InlineData("../a/../../b")]
    [InlineData("./api.git")]
    [InlineData("..")]
    [InlineData("../../acme")]
    [InlineData("acme/api")]
    [InlineData("/acme/api")]
    [InlineData("../api.git@main")]
    [InlineData("https://github.com/acme/api=elsewhere")]
    [InlineData("ext::sh -c x")]
    [InlineData("--upload-pack=x")]
    [InlineData("")]
    public void Anything_else_is_refused(string text)
    {
        Assert.Throws<FormatException>(() => RepositoryUrl.Resolve(text, Superproject, Server));
    }
}
