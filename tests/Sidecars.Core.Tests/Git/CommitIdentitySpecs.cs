using Sidecars.Support;

namespace Sidecars.Git;

public sealed class CommitIdentitySpecs : IDisposable
{
    private readonly TestDirectory _tokens = new();

    [Fact]
    public void A_name_and_a_mail_address_are_read() => Assert.Equal(new CommitIdentity("Ada Lovelace", "ada@example.com"), CommitIdentity.Parse(" Ada Lovelace <ada@example.com>"));

    [Theory]
    [InlineData("Ada")]
    [InlineData("<ada@example.com>")]
    [InlineData("Ada <ada>")]
    [InlineData("Ada <>")]
    [InlineData("Ada <a@b> and more")]
    [InlineData("Ada <a@b<c>")]
    [InlineData("A\nda <a@b>")]
    public void Anything_else_is_refused(string text) => Assert.Throws<FormatException>(() => CommitIdentity.Parse(text));

    [Fact]
    public void The_apps_stands_beside_the_token()
    {
        _tokens.Write("token.json", """{"version": 1, "identity": {"name": "my-app[bot]", "email": "1+my-app[bot]@users.noreply.github.com"}}""");

        Assert.Equal(new CommitIdentity("my-app[bot]", "1+my-app[bot]@users.noreply.github.com"), CommitIdentity.OfApp(_tokens.Path));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"identity": null}""")]
    [InlineData("""{"identity": {"name": "x"}}""")]
    [InlineData("""{"identity": {"name": 1, "email": 2}}""")]
    [InlineData("""{"identity": {"name": null, "email": null}}""")]
    [InlineData("""{"identity": {"name": "x\n[core]", "email": "x@y"}}""")]
    public void Where_it_does_not_the_sentence_says_who_writes_it(string? json)
    {
        if (json is not null)
        {
            _tokens.Write("token.json", json);
        }

        Assert.Contains("token-refresher", Assert.Throws<FormatException>(() => CommitIdentity.OfApp(_tokens.Path)).Message);
    }

    public void Dispose() => _tokens.Dispose();
}
