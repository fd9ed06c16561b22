namespace Sidecars.GitHub;

public sealed class GrantSpecs
{
    private static readonly TokenScope Asked = new("acme", ["app", "lib"], Permissions.Write, PullRequestsIfGranted: false);

    [Fact]
    public void What_was_asked_is_neither_wider_nor_narrower()
    {
        var grant = Of("""{"permissions":{"contents":"write","metadata":"read"},"repository_selection":"selected","repositories":[{"full_name":"acme/app"},{"full_name":"Acme/LIB"}]}""");

        Assert.Null(grant.Wider);
        Assert.Null(grant.Narrower);
        Assert.Equal("acme/app Acme/LIB (contents: write, metadata: read)", grant.ToString());
    }

    [Fact]
    public void What_GitHub_does_not_tell_is_taken_for_what_was_asked()
    {
        var grant = Of("{}");

        Assert.Null(grant.Wider);
        Assert.Null(grant.Narrower);
        Assert.Equal(["acme/app", "acme/lib"], grant.Repositories!);
        Assert.Equal("contents: write", grant.Permissions.ToString());
    }

    [Theory]
    [InlineData("""{"permissions":{"contents":"admin"}}""", "contents: admin")]
    [InlineData("""{"permissions":{"contents":"write","issues":"read"}}""", "issues: read")]
    [InlineData("""{"permissions":{"contents":"write","metadata":"write"}}""", "metadata: write")]
    [InlineData("""{"repository_selection":"all"}""", "all repositories of the installation")]
    [InlineData("""{"repositories":[{"full_name":"acme/app"},{"full_name":"acme/secret"}]}""", "acme/secret")]
    [InlineData("""{"repositories":[{"full_name":"other/app"}]}""", "other/app")]
    public void What_goes_beyond_is_told(string answer, string wider)
    {
        Assert.Equal(wider, Of(answer).Wider);
    }

    [Theory]
    [InlineData("""{"permissions":{"contents":"read"}}""", "contents: write")]
    [InlineData("""{"permissions":{}}""", "contents: write")]
    [InlineData("""{"repositories":[{"full_name":"acme/app"}]}""", "acme/lib")]
    [InlineData("""{"repositories":[],"permissions":{"metadata":"read"}}""", "acme/app, acme/lib, contents: write")]
    public void What_is_missing_is_told(string answer, string narrower)
    {
        var grant = Of(answer);

        Assert.Equal(narrower, grant.Narrower);
        Assert.Null(grant.Wider);
    }

    [Theory]
    [InlineData("""{"repositories":[null]}""")]
    [InlineData("""{"repositories":[{}]}""")]
    public void A_repository_without_a_name_is_none_that_was_asked_for(string answer)
    {
        Assert.NotNull(Of(answer).Wider);
    }

    [Fact]
    public void Of_a_whole_installation_all_repositories_are_not_too_many()
    {
        var grant = new Grant(Asked with { Repositories = null }, Read("""{"permissions":{"contents":"write"},"repository_selection":"all"}"""));

        Assert.Null(grant.Wider);
        Assert.Null(grant.Repositories);
        Assert.Equal("all repositories (contents: write)", grant.ToString());
    }

    private static Grant Of(string answer) => new(Asked, Read(answer));

    private static AccessToken Read(string answer) => System.Text.Json.JsonSerializer.Deserialize(answer, GitHubJson.Default.AccessToken)!;
}
