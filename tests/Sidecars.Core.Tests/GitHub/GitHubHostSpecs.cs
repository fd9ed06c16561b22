namespace Sidecars.GitHub;

public sealed class GitHubHostSpecs
{
    [Theory]
    [InlineData("https://api.github.com", "https://api.github.com/app", "https://github.com/acme/app.git")]
    [InlineData("https://api.github.com/", "https://api.github.com/app", "https://github.com/acme/app.git")]
    [InlineData("https://github.com", "https://api.github.com/app", "https://github.com/acme/app.git")]
    [InlineData("https://www.github.com/", "https://api.github.com/app", "https://github.com/acme/app.git")]
    [InlineData("https://api.acme.ghe.com", "https://api.acme.ghe.com/app", "https://acme.ghe.com/acme/app.git")]
    [InlineData("https://acme.ghe.com", "https://api.acme.ghe.com/app", "https://acme.ghe.com/acme/app.git")]
    [InlineData("https://acme.ghe.com/", "https://api.acme.ghe.com/app", "https://acme.ghe.com/acme/app.git")]
    [InlineData("https://git.example.com", "https://git.example.com/api/v3/app", "https://git.example.com/acme/app.git")]
    [InlineData("https://git.example.com/", "https://git.example.com/api/v3/app", "https://git.example.com/acme/app.git")]
    [InlineData("https://git.example.com/api/v3", "https://git.example.com/api/v3/app", "https://git.example.com/acme/app.git")]
    [InlineData("https://git.example.com/api/v3/", "https://git.example.com/api/v3/app", "https://git.example.com/acme/app.git")]
    [InlineData("https://git.example.com:8443/api/v3", "https://git.example.com:8443/api/v3/app", "https://git.example.com:8443/acme/app.git")]
    [InlineData("https://proxy.example.com/github/api/v3/", "https://proxy.example.com/github/api/v3/app", "https://proxy.example.com/github/acme/app.git")]
    [InlineData("https://proxy.example.com/rest", "https://proxy.example.com/rest/app", "https://proxy.example.com/acme/app.git")]
    [InlineData("http://127.0.0.1:8080", "http://127.0.0.1:8080/api/v3/app", "http://127.0.0.1:8080/acme/app.git")]
    [InlineData("http://[::1]:8080", "http://[::1]:8080/api/v3/app", "http://[::1]:8080/acme/app.git")]
    [InlineData("http://api.github.localhost:8080", "http://api.github.localhost:8080/app", "http://github.localhost:8080/acme/app.git")]
    public void Api_and_server_follow_from_each_other(string given, string api, string server)
    {
        var host = GitHubHost.FromApiUrl(GitHubHost.ParseUrl(given));

        Assert.Equal(api, host.Api("/app").AbsoluteUri);
        Assert.Equal(server, host.Server("/acme/app.git").AbsoluteUri);
    }

    [Theory]
    [InlineData("api.github.com", "https://api.github.com/")]
    [InlineData("git.example.com/api/v3", "https://git.example.com/api/v3")]
    [InlineData("HTTPS://API.GitHub.com", "https://api.github.com/")]
    public void A_url_without_scheme_means_https(string given, string url)
    {
        Assert.Equal(url, GitHubHost.ParseUrl(given).AbsoluteUri);
    }

    [Theory]
    [InlineData("http://127.0.0.1")]
    [InlineData("http://127.0.0.2:81")]
    [InlineData("http://localhost:8080")]
    [InlineData("http://[::1]")]
    [InlineData("http://api.github.localhost")]
    public void Plain_http_is_good_for_this_machine(string url)
    {
        Assert.Equal("http", GitHubHost.ParseUrl(url).Scheme);
    }

    [Theory]
    [InlineData("http://api.github.com")]
    [InlineData("http://10.0.0.1")]
    [InlineData("http://localhost.example.com")]
    [InlineData("http://notlocalhost")]
    [InlineData("http://0.0.0.0")]
    [InlineData("ftp://localhost")]
    [InlineData("file:///etc/passwd")]
    public void Anything_but_https_is_refused_elsewhere(string url)
    {
        Assert.Throws<FormatException>(() => GitHubHost.ParseUrl(url));
    }

    [Theory]
    [InlineData("https://user:hunter2@api.github.com")]
    [InlineData("https://hunter2@api.github.com")]
    [InlineData("https://api.github.com?token=hunter2")]
    [InlineData("https://api.github.com#hunter2")]
    [InlineData("user:hunter2@api.github.com")]
    public void A_url_holds_no_user_query_or_fragment_and_is_not_repeated(string url)
    {
        Assert.DoesNotContain("hunter2", Assert.Throws<FormatException>(() => GitHubHost.ParseUrl(url)).Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("https://")]
    [InlineData("not a url")]
    [InlineData("https:///app")]
    public void What_is_no_url_is_refused(string url)
    {
        Assert.Throws<FormatException>(() => GitHubHost.ParseUrl(url));
    }
}
