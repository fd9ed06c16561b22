using System.Text;

namespace Sidecars.GitHub;

public sealed class TokenValueSpecs
{
    public static TheoryData<string> Values => new("ghs_0123456789abcdefghijABCDEFGHIJ012345", $"ghs_42_{new string('a', 250)}.{new string('-', 250)}.{new string('_', 20)}", "\"'\\`$!", "x", new string('x', 4096));

    [Theory]
    [MemberData(nameof(Values))]
    public void Any_value_that_http_can_carry_is_a_token(string value)
    {
        Assert.Equal(value, new TokenValue(value).Reveal());
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("ab\n")]
    [InlineData("a\rb")]
    [InlineData("a\0")]
    [InlineData("t\u00f6ken")]
    [InlineData("a\u007f")]
    public void A_value_that_http_cannot_carry_is_none(string value)
    {
        Assert.Throws<FormatException>(() => new TokenValue(value));
    }

    [Fact]
    public void A_value_over_four_kilobytes_is_none()
    {
        Assert.Throws<FormatException>(() => new TokenValue(new string('x', 4097)));
    }

    [Fact]
    public void Its_text_does_not_show_it()
    {
        Assert.DoesNotContain("secret", $"{new TokenValue("ghs_secret")}");
    }

    [Fact]
    public void Its_hashes_are_those_of_the_audit_log_and_of_sha256sum()
    {
        var token = new TokenValue("test");

        Assert.Equal("n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=", token.Hashed);
        Assert.Equal("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", token.Sha256);
    }

    [Fact]
    public async Task It_is_shown_as_bearer_to_the_api_and_as_basic_to_git()
    {
        var token = new TokenValue(new string('x', 520));

        Assert.Equal($"Bearer {token.Reveal()}", (await token.Bearer.GetAsync(CancellationToken.None)).ToString());
        var basic = (await token.Basic.GetAsync(CancellationToken.None)).Parameter!;
        Assert.Equal($"x-access-token:{token.Reveal()}", Encoding.UTF8.GetString(Convert.FromBase64String(basic)));
        Assert.DoesNotContain('\n', basic);
    }
}
