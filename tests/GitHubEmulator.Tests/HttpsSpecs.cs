using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace GitHubEmulator.Tests;

public sealed class HttpsSpecs
{
    [Fact]
    public async Task With_a_certificate_everything_is_served_over_https()
    {
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        await using var server = await GitHubServer.StartAsync(new GitHubServerOptions { Certificate = certificate });
        using var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == certificate.GetCertHashString() },
        };
        using var client = new HttpClient(handler);
        client.DefaultRequestHeaders.Add("User-Agent", "specs");

        var root = await client.GetStringAsync(server.ApiUrl);

        Assert.Equal("https", server.ServerUrl.Scheme);
        Assert.Contains($"\"rate_limit_url\":\"{server.ApiUrl}/rate_limit\"", root, StringComparison.Ordinal);
    }
}
