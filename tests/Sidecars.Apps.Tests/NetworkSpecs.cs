using System.Net;
using GitHubEmulator;
using Sidecars.Apps.Support;

namespace Sidecars.Apps;

/// <summary>TLS with an authority of one's own, proxies, and servers that are not there: the same for our requests and for git's.</summary>
public sealed class NetworkSpecs
{
    [Fact]
    public async Task An_authority_of_ones_own_is_trusted_by_our_requests_and_by_git()
    {
        using var authority = new Authority();
        await using var pod = await StartAsync(authority, trusted: authority);

        await AssertTalkingAsync(pod);
    }

    [Fact]
    public async Task So_is_one_in_the_bundle_of_the_machine()
    {
        using var authority = new Authority();
        await using var pod = await StartAsync(authority, trusted: authority);
        pod.Environment.Remove("GITHUB_CA_FILE", out var bundle);
        pod.Environment["SSL_CERT_FILE"] = bundle!;
        pod.Environment["SSL_CERT_DIR"] = "/nonexistent";

        await AssertTalkingAsync(pod);
    }

    [Fact]
    public async Task So_is_one_in_the_directory_of_the_machine()
    {
        using var authority = new Authority();
        await using var pod = await StartAsync(authority, trusted: authority);
        pod.Environment.Remove("GITHUB_CA_FILE", out var file);
        pod.Environment["SSL_CERT_DIR"] = $"/nonexistent:{Directory.CreateDirectory(Path.Combine(pod.Root, "certs")).FullName}";
        File.Move(file!, Path.Combine(pod.Root, "certs", "ours.crt"));

        var token = await pod.GenerateInitialTokenAsync();

        Assert.True(token.ExitCode == 0, token.Error);
    }

    [Fact]
    public async Task A_certificate_for_another_name_is_refused_even_from_a_trusted_authority()
    {
        using var authority = new Authority(IPAddress.Parse("127.0.0.2"));
        await using var pod = await StartAsync(authority, trusted: authority);

        await AssertUntrustedAsync(pod);
    }

    [Fact]
    public async Task An_authority_that_nobody_named_is_not_trusted()
    {
        using var authority = new Authority();
        using var other = new Authority();
        await using var pod = await StartAsync(authority, trusted: other);

        await AssertUntrustedAsync(pod);
    }

    [Fact]
    public async Task A_proxy_is_used_by_our_requests_and_by_git()
    {
        await using var pod = await Pod.StartAsync();
        pod.Environment["HTTP_PROXY"] = pod.GitHub.ServerUrl.AbsoluteUri;
        pod.Environment["GITHUB_API_URL"] = "http://api.github.localhost";
        pod.Environment["GITHUB_SERVER_URL"] = "http://github.localhost";

        await AssertTalkingAsync(pod);
        Assert.Equal("machine github.localhost", File.ReadLines(Path.Combine(pod.Output, ".netrc")).First());
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_waited_for()
    {
        await using var pod = await Pod.StartAsync();
        pod.Environment["GITHUB_API_URL"] = "http://127.0.0.1:1/api/v3";
        using var generate = Command.Start(Published.GenerateInitialToken, [], pod.Environment);

        var line = await generate.SaysAsync("Trying again");

        Assert.Contains("cannot be reached", line, StringComparison.Ordinal);
        Assert.Contains("Connection refused", line, StringComparison.Ordinal);
    }

    /// <param name="authority">Whose certificate the server shows.</param>
    /// <param name="trusted">What --ca-file names.</param>
    private static async Task<Pod> StartAsync(Authority authority, Authority trusted)
    {
        var pod = await Pod.StartAsync(new GitHubServerOptions { Certificate = authority.ServerCertificate });
        pod.Environment["GITHUB_CA_FILE"] = Path.Combine(pod.Root, "ca.pem");
        File.WriteAllText(pod.Environment["GITHUB_CA_FILE"], trusted.Pem);
        return pod;
    }

    private static async Task AssertTalkingAsync(Pod pod)
    {
        var token = await pod.GenerateInitialTokenAsync();
        var clone = await pod.GitCloneAsync("--dest", pod.Workspace);

        Assert.True(token.ExitCode == 0, token.Error);
        Assert.True(clone.ExitCode == 0, clone.Error);
    }

    private static async Task AssertUntrustedAsync(Pod pod)
    {
        using var generate = Command.Start(Published.GenerateInitialToken, [], pod.Environment);
        var line = await generate.SaysAsync("Trying again");
        Assert.Contains("certificate", line, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(pod.GitHub.Requests);
    }
}
