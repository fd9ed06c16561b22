namespace Sidecars.Cli;

public sealed class RedactionSpecs
{
    [Theory]
    [InlineData("ghs_0123456789abcdefghijABCDEFGHIJ012345")]
    [InlineData("ghp_0123456789abcdefghijABCDEFGHIJ012345")]
    [InlineData("gho_0123456789abcdefghijABCDEFGHIJ012345")]
    [InlineData("ghu_0123456789abcdefghijABCDEFGHIJ012345")]
    [InlineData("ghr_0123456789abcdefghijABCDEFGHIJ012345")]
    [InlineData("github_pat_11ABCDEFG0abcdefghijkl_ABCDEFGHIJKLMNOPQRSTUVWXYZ")]
    [InlineData("ghs_1234567_eyJhbGciOiJSUzI1NiJ9.eyJleHAiOjE3-_abc.c2lnbmF0dXJl-_x")]
    public void Every_kind_and_form_of_token_is_taken_out(string token)
    {
        Assert.Equal("before [token] after", Redaction.Clean($"before {token} after"));
        Assert.Equal("https://[user]@github.com/acme/app", Redaction.Clean($"https://x-access-token:{token}@github.com/acme/app"));
        Assert.Equal("x[token]", Redaction.Clean($"x{token}"));
    }

    [Theory]
    [InlineData("Authorization: Basic eC1hY2Nlc3MtdG9rZW46Z2hzX3g=", "Authorization: Basic [token]")]
    [InlineData("authorization: bearer abcdefgh", "authorization: bearer [token]")]
    [InlineData("jwt eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJpYXQiOjB9.c2ln-_x", "jwt [token]")]
    public void Headers_and_jwts_are_taken_out(string text, string clean)
    {
        Assert.Equal(clean, Redaction.Clean(text));
    }

    [Theory]
    [InlineData("https://mona:s3cret@github.com/acme/app", "https://[user]@github.com/acme/app")]
    [InlineData("'http://s3cret@proxy.example:3128'", "'http://[user]@proxy.example:3128'")]
    [InlineData("https://mona:s3/cr@t@github.com/acme/app@v1 https://x:y@z", "https://[user]@v1 https://[user]@z")]
    [InlineData("https://mona:s3cr", "https://mona:s3cr")]
    [InlineData("https://github.com/acme/app@v1", "https://github.com/acme/app@v1")]
    [InlineData("http://[::1]:80/x@y, http://localhost:8080/a@b", "http://[::1]:80/x@y, http://localhost:8080/a@b")]
    public void The_user_of_a_URL_is_taken_out(string text, string clean) => Assert.Equal(clean, Redaction.Clean(text));

    [Theory]
    [InlineData("\n", "-----END RSA PRIVATE KEY-----", "' is no access")]
    [InlineData("\r\n", "-----END RSA PRIVATE KEY-----", "' is no access")]
    [InlineData(" ", "-----END RSA PRIVATE KEY-----", "' is no access")]
    [InlineData("\n", "", "")]
    public void A_private_key_is_taken_out(string lineEnd, string last, string after)
    {
        var text = string.Join(lineEnd, "'-----BEGIN RSA PRIVATE KEY-----", "MIIEpAIBAAKCAQEAvri4", "U2enWDib1wXZmVwul96w", last);

        Assert.Equal($"'[key]{after}", Redaction.Clean($"{text}{after}"));
    }

    [Fact]
    public void A_private_key_in_base64_is_taken_out()
        => Assert.Equal("'[token]'", Redaction.Clean($"'{Convert.ToBase64String("-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEAvri4\n"u8)}'"));

    [Fact]
    public void Every_token_is_taken_out()
    {
        var token = $"ghs_{new string('a', 36)}";

        Assert.Equal("[token] [token]", Redaction.Clean($"{token} {token}"));
    }

    [Fact]
    public void A_token_with_a_slash_in_front_of_a_host_is_a_user()
        => Assert.Equal("fatal: https://[user]@github.com", Redaction.Clean($"fatal: https://me;ghs_{new string('a', 20)}/{new string('b', 20)}@github.com"));

    [Theory]
    [InlineData("://")]
    [InlineData("://a:b/")]
    [InlineData("://a@")]
    public async Task Many_URLs_in_one_hold_nobody_up(string part)
    {
        var text = string.Concat(Enumerable.Repeat(part, 1_000_000));

        Assert.Equal(4000, (await Task.Run(() => Redaction.Clean(text)).WaitAsync(TimeSpan.FromSeconds(20))).Length);
    }

    [Fact]
    public void A_token_of_any_length_is_taken_out_whole()
    {
        Assert.Equal("[token]!", Redaction.Clean($"ghs_{new string('a', 4000)}!"));
    }

    [Theory]
    [InlineData("ghs_short")]
    [InlineData("ghx_0123456789abcdefghijABCDEFGHIJ012345")]
    [InlineData("high_0123456789abcdefghijABCDEFGHIJ012345")]
    public void What_only_looks_a_little_like_one_stays(string text)
    {
        Assert.Equal(text, Redaction.Clean(text));
    }

    [Fact]
    public void Control_characters_become_blanks_and_line_ends_too()
    {
        Assert.Equal("a b  c [31m d", Redaction.Clean("a\nb\r\nc\u001b[31m\u009bd\0"));
    }

    [Fact]
    public void The_length_is_bounded()
    {
        Assert.Equal(4000, Redaction.Clean(new string('x', 100_000)).Length);
    }
}
