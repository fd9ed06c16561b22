using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sidecars.Cli;

namespace Sidecars.Http;

/// <summary>The HttpClient for talking to GitHub: no cookies, no redirects, curl's proxy rules, one more certificate authority if asked.</summary>
public static class GitHubHttp
{
    /// <param name="authorities">In PEM form, to trust besides the system's; null for none.</param>
    /// <exception cref="SidecarException">They are no certificates.</exception>
    public static HttpClient Create(string? authorities, ProxyRules proxy)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            Proxy = proxy,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
        var extra = authorities is null ? null : Parse(authorities);
        ServerCertificate.Judge(handler.SslOptions, (certificate, system) => (extra is not null && certificate.IsSignedBy(extra)) || system.HaveSigned(certificate));

        var http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };

        // GitHub refuses requests without one, and .NET sends none.
        ThisProgram.Introduce(http);
        return http;
    }

    private static X509Certificate2Collection Parse(string authorities)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(authorities);
            return certificates;
        }
        catch (CryptographicException e)
        {
            throw new SidecarException(ExitCode.Configuration, $"{CommonSettings.CaFile.Names}: a certificate in it is damaged ({e.Message.TrimEnd('.')}).", e);
        }
    }
}
