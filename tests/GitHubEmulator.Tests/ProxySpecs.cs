using System.Net;
using GitHubEmulator.Tests.Support;

namespace GitHubEmulator.Tests;

/// <summary>Clients that know GitHub by the name of github.localhost, and this server as their proxy: so does gh.</summary>
public sealed class ProxySpecs : GitHubFixture
{
    [Fact]
    public async Task The_API_is_at_the_root_of_a_host_of_its_own()
    {
        var answer = await AskAsync("http://api.github.localhost/repos/octo-org/alpha", await MintAsync());

        Assert.Equal(200, answer.Status);
        Assert.Equal("http://api.github.localhost/repos/octo-org/alpha", answer.Json.GetProperty("url").GetString());
        Assert.Equal("http://github.localhost/octo-org/alpha.git", answer.Json.GetProperty("clone_url").GetString());
        Assert.Equal(("/repos/octo-org/alpha", "api.github.localhost"), (GitHub.Requests[^1].PathAndQuery, GitHub.Requests[^1].Host));
    }

    [Fact]
    public async Task Other_hosts_have_the_API_under_a_path()
    {
        var answer = await AskAsync("http://ghes.example/api/v3/repos/octo-org/alpha", await MintAsync());

        Assert.Equal("http://ghes.example/api/v3/repos/octo-org/alpha", answer.Json.GetProperty("url").GetString());
    }

    [Fact]
    public async Task The_root_of_the_API_answers()
    {
        Assert.Equal(200, (await AskAsync("http://api.github.localhost/", await MintAsync())).Status);
    }

    [Fact]
    public async Task Redirects_stay_on_the_host()
    {
        GitHub.Rename("octo-org", "alpha", "omega");

        var answer = await AskAsync("http://api.github.localhost/repos/octo-org/alpha", await MintAsync());

        Assert.Equal($"http://api.github.localhost/repositories/{Alpha.Id}", answer.Headers.Location?.AbsoluteUri);
    }

    [Fact]
    public async Task Git_clones_through_it()
    {
        using var git = new GitClient();
        var token = await MintAsync();
        var proxy = GitHub.ServerUrl.GetLeftPart(UriPartial.Authority);

        var (exitCode, output) = await git.RunWithTokenAsync(
            token.Value, "-c", $"http.proxy={proxy}", "clone", "--quiet", "http://github.localhost/octo-org/alpha", "work");

        Assert.True(exitCode == 0, output);
        Assert.All(GitHub.Requests.Skip(1), request => Assert.Equal("github.localhost", request.Host));
    }

    private async Task<ApiAnswer> AskAsync(string url, IssuedToken token)
    {
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, Proxy = new WebProxy(GitHub.ServerUrl) };
        using var client = new HttpClient(handler);
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Add("User-Agent", "specs");
        request.Headers.Add("Authorization", "token " + token.Value);

        using var response = await client.SendAsync(request);

        return new ApiAnswer((int)response.StatusCode, response.Headers, null, await response.Content.ReadAsStringAsync());
    }
}
