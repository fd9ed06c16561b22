using System.Security.Cryptography.X509Certificates;

namespace KubernetesEmulator.Tests.Support;

/// <summary>A cluster over https, and a client's home that knows it.</summary>
public abstract class ForeignClientFixture : IAsyncLifetime
{
    private readonly X509Certificate2 _certificate = ServerCertificate.Create();

    private protected ForeignClientFixture()
    {
    }

    private protected KubernetesServer Cluster { get; private set; } = null!;

    private protected ClientHome Home { get; private set; } = null!;

    public virtual async Task InitializeAsync()
    {
        Cluster = await KubernetesServer.StartAsync(new KubernetesServerOptions { Certificate = _certificate });
        Home = new ClientHome(Cluster.Kubeconfig(Cluster.AdminToken));
    }

    public virtual async Task DisposeAsync()
    {
        await Cluster.DisposeAsync();
        Home.Dispose();
        _certificate.Dispose();
    }

    private protected static string Secret(string name, string value) =>
        $$$"""{"apiVersion":"v1","kind":"Secret","metadata":{"name":"{{{name}}}"},"type":"kubernetes.io/basic-auth","stringData":{"username":"mona","password":"{{{value}}}"}}""";
}
