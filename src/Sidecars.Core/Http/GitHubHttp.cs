using System.Reflection;
using System.Security.Cryptography.X509Certificates;
using Sidecars.Cli;

namespace Sidecars.Http;

/// <summary>The HttpClient for talking to GitHub: no cookies, no redirects, curl's proxy rules, one more certificate authority if asked.</summary>
public static class GitHubHttp
{
    /// <param name="caFile">PEM file of authorities to trust besides the system's; null for none.</param>
    public static HttpClient Create(string? caFile, ProxyRules proxy)
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
        if (caFile is not null)
        {
            handler.SslOptions.RemoteCertificateValidationCallback = new ExtraAuthorities(Read(caFile)).Validate;
        }

        var program = Assembly.GetEntryAssembly()!.GetName();
        var http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };

        // GitHub refuses requests without one, and .NET sends none.
        http.DefaultRequestHeaders.UserAgent.ParseAdd($"{program.Name}/{program.Version!.ToString(3)}");
        return http;
    }

    private static X509Certificate2Collection Read(string caFile)
    {
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPemFile(caFile);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.Security.Cryptography.CryptographicException)
        {
            throw new SidecarException(ExitCode.Configuration, $"{CommonSettings.CaFile.Names}: {Redaction.Clean(caFile)} cannot be read ({e.Message.TrimEnd('.')}).", e);
        }

        return authorities.Count > 0
            ? authorities
            : throw new SidecarException(ExitCode.Configuration, $"{CommonSettings.CaFile.Names}: {Redaction.Clean(caFile)} holds no certificate in PEM form.");
    }
}
