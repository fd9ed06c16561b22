using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace KubernetesEmulator.Tests;

public sealed class HttpsSpecs : IDisposable
{
    private readonly X509Certificate2 _certificate = ServerCertificate.Create();

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task With_a_certificate_everything_is_served_over_https_in_both_versions(string version)
    {
        await using var server = await StartAsync();
        using var client = Client(server, Version.Parse(version));

        using var response = await client.GetAsync("/api/v1/secrets");

        Assert.Equal("https", server.Url.Scheme);
        Assert.Equal((HttpStatusCode.OK, Version.Parse(version)), (response.StatusCode, response.Version));
    }

    [Fact]
    public async Task A_half_open_watch_does_not_answer_pings_of_HTTP_2()
    {
        await using var server = await StartAsync();
        using var client = Client(server, HttpVersion.Version20, ping: TimeSpan.FromSeconds(1));
        server.Faults.Add(FaultKind.HalfOpenWatch(), "watch");
        await client.GetStringAsync("/version");

        var watch = client.GetStringAsync("/api/v1/secrets?watch=true");

        await Assert.ThrowsAsync<HttpRequestException>(() => watch.WaitAsync(TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public async Task A_silent_watch_does()
    {
        await using var server = await StartAsync();
        using var client = Client(server, HttpVersion.Version20, ping: TimeSpan.FromSeconds(1));
        server.Faults.Add(FaultKind.SilentWatch(), "watch");

        var watch = client.GetStringAsync("/api/v1/secrets?watch=true");
        await Assert.ThrowsAsync<TimeoutException>(() => watch.WaitAsync(TimeSpan.FromSeconds(4)));
    }

    [Fact]
    public async Task A_reset_takes_the_whole_connection()
    {
        await using var server = await StartAsync();
        using var client = Client(server, HttpVersion.Version20);
        using var watch = await client.GetAsync("/api/v1/secrets?watch=true", HttpCompletionOption.ResponseHeadersRead);
        server.Faults.Add(FaultKind.Reset(), "list");

        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync("/api/v1/secrets"));
        await Assert.ThrowsAnyAsync<IOException>(async () => await (await watch.Content.ReadAsStreamAsync()).ReadExactlyAsync(new byte[1]));
    }

    [Fact]
    public async Task More_watches_than_a_connection_has_streams_wait_for_one()
    {
        await using var server = await KubernetesServer.StartAsync(new KubernetesServerOptions { Certificate = _certificate, StreamsPerConnection = 2 });
        using var client = Client(server, HttpVersion.Version20);
        using var first = await client.GetAsync("/api/v1/secrets?watch=true", HttpCompletionOption.ResponseHeadersRead);
        using var second = await client.GetAsync("/api/v1/events?watch=true", HttpCompletionOption.ResponseHeadersRead);
        var third = client.GetAsync("/version");

        await Assert.ThrowsAsync<TimeoutException>(() => third.WaitAsync(TimeSpan.FromSeconds(1)));
        first.Dispose();

        Assert.Equal(HttpStatusCode.OK, (await third.WaitAsync(TimeSpan.FromSeconds(20))).StatusCode);
    }

    public void Dispose() => _certificate.Dispose();

    private Task<KubernetesServer> StartAsync() => KubernetesServer.StartAsync(new KubernetesServerOptions { Certificate = _certificate });

    private HttpClient Client(KubernetesServer server, Version version, TimeSpan? ping = null)
    {
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            KeepAlivePingDelay = ping ?? Timeout.InfiniteTimeSpan,
            KeepAlivePingTimeout = TimeSpan.FromSeconds(1),
            SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == _certificate.GetCertHashString() },
        };

        return new HttpClient(handler)
        {
            BaseAddress = server.Url,
            DefaultRequestVersion = version,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
            DefaultRequestHeaders = { Authorization = new("Bearer", server.AdminToken) },
        };
    }
}
