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

    /// <summary>Whatever of it was not encoded as it should have been.</summary>
    [Fact]
    public void No_part_of_a_password_in_a_URL_stays()
    {
        string[] users = ["me:", "mona.lisa:", "x-access-token:", ":", "", "me:12", "mona.lisa:12", "me:8080", "12", "me;"];
        string[] within = ["/", "@", "/@", ":", "://", "?", "#", "%2F", "\\", "=", "+", "-", ";", "&", "."];
        string[] blanks = ["'", "\"", " ", "<", "\t", "\n"];
        string[] hosts = ["github.com", "localhost", "localhost:8080", "proxy:3128", "127.0.0.1:8080", "[::1]:80", "ghe.example.com:8443", "ghe"];
        string[] behind = ["", "/", "/acme/app", "/acme/app@v1", "/acme/app@main?x#y", "' is wrong", ", https://github.com/acme/app@v1"];
        var urls = from user in users
                   from between in user.EndsWith(':') && user.Length > 1 ? within.Concat(blanks) : within
                   from host in hosts
                   from rest in behind
                   where !(user.Length == 0 && between == ".")
                   select $"{user}fiRst{between}sEcond@{host}{rest}";

        var shown = urls.Select(url => (Url: url, Clean: Redaction.Clean($"fatal: 'https://{url}"))).Where(one => one.Clean.Contains("fiRst", StringComparison.Ordinal) || one.Clean.Contains("sEcond", StringComparison.Ordinal));

        Assert.Empty(shown.Select(one => $"{one.Url} => {one.Clean}"));
        Assert.All(urls.Select(url => Redaction.Clean($"fatal: 'https://{url}")), clean => Assert.Equal(clean, Redaction.Clean(clean)));
    }

    [Theory]
    [InlineData("https://me:12/34secret@host", "https://[user]@host")]
    [InlineData("https://me:12/34@secret@github.com/acme/app", "https://[user]@github.com/acme/app")]
    [InlineData("https://12/34secret@host", "https://[user]@host")]
    [InlineData("https://mona.lisa:8080/34secret@host", "https://[user]@host")]
    [InlineData("http://127.0.0.1:12/34secret@github.com", "http://[user]@github.com")]
    [InlineData("https://s3.cret/more@github.com/acme/app@v1", "https://[user]@v1")]
    [InlineData("https://me:se cret@github.com/acme", "https://[user]@github.com/acme")]
    [InlineData("https://me:se'cret@github.com/acme", "https://[user]@github.com/acme")]
    [InlineData("https://me:se\"cr@et@github.com/acme", "https://[user]@github.com/acme")]
    [InlineData("https://me:se cr@et@ghe/acme/app@v1", "https://[user]@ghe/acme/app@v1")]
    public void Even_where_it_looks_like_a_port_or_a_path(string text, string clean) => Assert.Equal(clean, Redaction.Clean(text));

    [Theory]
    [InlineData("https://github.com/acme/app@release-1.2")]
    [InlineData("https://github.com/acme/app@v1.2.3=dir")]
    [InlineData("https://github.com/acme/app@feature/x")]
    [InlineData("https://ghe.example.com:8443/acme/app.git")]
    [InlineData("Failed to connect to https://ghe.example.com:8443: refused, see mona@example.com")]
    [InlineData("http://127.0.0.1:3128/a@b")]
    public void What_is_no_user_stays(string text) => Assert.Equal(text, Redaction.Clean(text));

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
    [InlineData("://a:b ")]
    [InlineData("://a:b @")]
    [InlineData("://a.b@c.de/")]
    public async Task Many_URLs_in_one_hold_nobody_up(string part)
    {
        var text = string.Concat(Enumerable.Repeat(part, 1_000_000));

        Assert.InRange((await Task.Run(() => Redaction.Clean(text)).WaitAsync(TimeSpan.FromSeconds(20))).Length, 1, 4000);
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
