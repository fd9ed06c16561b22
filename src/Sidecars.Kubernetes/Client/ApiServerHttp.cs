using Sidecars.Http;

namespace Sidecars.Kubernetes.Client;

/// <summary>The HttpClient for talking to the API server: one connection for all that goes on at once, and none that is dead unnoticed.</summary>
public static class ApiServerHttp
{
    /// <exception cref="Cli.SidecarException">The file of the authorities cannot be read.</exception>
    public static HttpClient Create(ClusterAccess access)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,

            // The API server is in the cluster: what goes to github.com by a proxy does not concern it.
            UseProxy = false,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            PooledConnectionLifetime = TimeSpan.FromMinutes(15),
            EnableMultipleHttp2Connections = true,
            KeepAlivePingDelay = TimeSpan.FromSeconds(30),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(15),
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        };
        if (access.Authorities is null && access.AuthoritiesPem is null)
        {
            ServerCertificate.Judge(handler.SslOptions, (certificate, system) => system.HaveSigned(certificate));
        }
        else
        {
            var authorities = new ApiServerAuthorities(access);
            authorities.Read();
            ServerCertificate.Judge(handler.SslOptions, (certificate, _) => certificate.IsSignedBy(authorities.Read()));
        }

        var http = new HttpClient(handler)
        {
            BaseAddress = access.Server,
            Timeout = Timeout.InfiniteTimeSpan,
            DefaultRequestVersion = new Version(2, 0),
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        ThisProgram.Introduce(http);
        http.DefaultRequestHeaders.Accept.ParseAdd("application/json");
        return http;
    }
}
