namespace Sidecars.Kubernetes.Credentials;

public sealed class GitUrlSpecs
{
    [Theory]
    [InlineData("https://github.com/o/r.git", "https://github.com")]
    [InlineData("https://user:tok@ghe.corp:8443/o/r", "https://ghe.corp:8443")]
    [InlineData("HTTPS://GitHub.com", "https://github.com")]
    [InlineData("http://ghe.corp/o/r", "http://ghe.corp")]
    [InlineData("https://github.com:443/o", "https://github.com")]
    [InlineData("https://[2001:DB8::1]:8443/o/r", "https://[2001:db8::1]:8443")]
    [InlineData("https://bücher.example/o", "https://xn--bcher-kva.example")]
    [InlineData("ssh://git@h:2222/o/r", null)]
    [InlineData("git@h:o/r", null)]
    [InlineData("git://h/o/r", null)]
    [InlineData("file:///o/r", null)]
    [InlineData("/o/r", null)]
    [InlineData("", null)]
    public void A_user_and_password_are_for_the_scheme_and_host_of_a_url(string url, string? host) => Assert.Equal(host, GitUrl.OverHttp(url));

    [Theory]
    [InlineData("https://ghe.corp:8443/org/", "https://ghe.corp:8443/org")]
    [InlineData("https://github.com", "https://github.com")]
    [InlineData("https://github.com/a=b", null)]
    public void They_can_be_for_a_part_of_a_host(string url, string? host) => Assert.Equal(host, GitUrl.OverHttp(url, keepPath: true));

    [Theory]
    [InlineData("ssh://git@h:2222/o/r", "h:2222")]
    [InlineData("ssh://git@h/o/r", "h")]
    [InlineData("ssh://git@h:22/o/r", "h")]
    [InlineData("git@GitHub.com:o/r", "github.com")]
    [InlineData("https://github.com/o/r", null)]
    [InlineData("C:o/r", null)]
    [InlineData("@:", null)]
    public void A_key_is_for_a_host_and_port(string url, string? host) => Assert.Equal(host, GitUrl.OverSsh(url));
}
