namespace Sidecars.GitHub;

public sealed class AppIdSpecs
{
    [Theory]
    [InlineData("123456", "123456")]
    [InlineData(" 123456\n", "123456")]
    [InlineData("\"123456\"", "123456")]
    [InlineData("'123456'\n", "123456")]
    [InlineData("9007199254740993", "9007199254740993")]
    [InlineData("Iv1.8a61f9b3a7aba766", "Iv1.8a61f9b3a7aba766")]
    [InlineData("Iv23liABCDEF12345678", "Iv23liABCDEF12345678")]
    [InlineData("\"Iv23liABCDEF12345678\"", "Iv23liABCDEF12345678")]
    public void App_ids_and_client_ids_are_taken_without_what_templates_put_around_them(string text, string id)
    {
        Assert.Equal(id, AppId.Parse(text));
    }

    [Fact]
    public void A_client_secret_is_told_from_an_id_and_not_repeated()
    {
        const string secret = "0123456789abcdef0123456789abcdef01234567";

        var error = Assert.Throws<FormatException>(() => AppId.Parse(secret));

        Assert.Contains("client secret", error.Message);
        Assert.DoesNotContain(secret, error.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"\"")]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("12.5")]
    [InlineData("my-app")]
    [InlineData("$GITHUB_APP_ID")]
    [InlineData("Iv")]
    [InlineData("Iv1.\",\"iss\":\"1")]
    [InlineData("99999999999999999999")]
    public void Anything_else_is_refused(string text)
    {
        Assert.Contains("neither an App ID", Assert.Throws<FormatException>(() => AppId.Parse(text)).Message);
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("\"7\"", 7)]
    [InlineData(" '8589934592'\n", 8589934592)]
    public void An_installation_is_a_number_in_quotes_or_not(string text, long id)
    {
        Assert.Equal(id, AppId.ParseInstallation(text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("acme")]
    [InlineData("0")]
    [InlineData("-7")]
    [InlineData("Iv1.8a61f9b3a7aba766")]
    [InlineData("https://github.com/settings/installations/7")]
    public void An_installation_that_is_no_number_is_refused_with_where_to_find_it(string text)
    {
        Assert.Contains("last part of the installation's URL", Assert.Throws<FormatException>(() => AppId.ParseInstallation(text)).Message);
    }
}
