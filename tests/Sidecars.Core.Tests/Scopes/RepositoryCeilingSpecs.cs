using Sidecars.Repositories;

namespace Sidecars.Scopes;

public sealed class RepositoryCeilingSpecs
{
    private static readonly Uri Server = new("https://github.com");

    [Theory]
    [InlineData("acme/app", "acme/app", null)]
    [InlineData("acme/app", "ACME/App", null)]
    [InlineData("acme/app", "acme/lib", "acme/lib")]
    [InlineData("acme/*", "acme/lib", null)]
    [InlineData("acme/*", "acmeother/lib", "acmeother/lib")]
    [InlineData("acme/* umbrella/corp", "acme/x umbrella/corp", null)]
    [InlineData("acme/* umbrella/corp", "umbrella/other acme/x", "umbrella/other")]
    [InlineData("acme/*", "*", "the whole installation")]
    [InlineData("*", "*", null)]
    [InlineData("*", "any/thing", null)]
    [InlineData("acme/app", "none", null)]
    public void It_names_the_first_repository_that_is_beyond_it(string ceiling, string wanted, string? beyond)
        => Assert.Equal(beyond, RepositoryCeiling.Parse(ceiling, Server).Beyond(RepositoryList.Parse(wanted, Server)));

    [Theory]
    [InlineData("acme")]
    [InlineData("ac*e/app")]
    [InlineData("/*")]
    [InlineData("../*")]
    [InlineData("https://gitlab.com/acme/app")]
    public void What_makes_no_sense_is_refused(string ceiling) => Assert.Throws<FormatException>(() => RepositoryCeiling.Parse(ceiling, Server));
}
