using System.Net;
using Sidecars.Cli;
using Sidecars.Support;

namespace Sidecars.Http;

public sealed class GitHubHttpSpecs
{
    [Fact]
    public async Task Each_request_names_the_program()
    {
        using var server = new LoopbackListener();
        using var http = GitHubHttp.Create(authorities: null, new(_ => null));

        await http.GetAsync(new Uri($"http://127.0.0.1:{server.Port}/app"));

        Assert.Matches(@"\r\nUser-Agent: [^/\r\n ]+/[0-9]+\.[0-9]+\.[0-9]+\r\n", Assert.Single(server.Heads));
    }

    [Fact]
    public async Task Requests_take_the_proxy_that_the_rules_say()
    {
        using var proxy = new LoopbackListener();
        using var http = GitHubHttp.Create(authorities: null, new(name => name == "https_proxy" ? $"http://127.0.0.1:{proxy.Port}" : null));

        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(new Uri("https://github.invalid/app")));

        Assert.StartsWith("CONNECT github.invalid:443 ", Assert.Single(proxy.Heads));
    }

    [Fact]
    public void An_authority_that_is_damaged_is_told()
    {
        var error = Assert.Throws<SidecarException>(() => GitHubHttp.Create("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", new(_ => null)));

        Assert.Equal(ExitCode.Configuration, error.ExitCode);
        Assert.Contains("--ca-file, GITHUB_CA_FILE", error.Message);
    }

    [Fact]
    public async Task No_redirect_is_followed_without_us()
    {
        using var elsewhere = new LoopbackListener();
        using var server = new LoopbackListener(answer: $"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:{elsewhere.Port}/");
        using var http = GitHubHttp.Create(authorities: null, new(_ => null));

        Assert.Equal(HttpStatusCode.Found, (await http.GetAsync(new Uri($"http://127.0.0.1:{server.Port}/"))).StatusCode);

        Assert.Empty(elsewhere.Heads);
    }
}
