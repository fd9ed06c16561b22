using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sidecars.Cli;
using Sidecars.Http;

namespace Sidecars.Kubernetes.Client;

/// <summary>Who may sign for the API server.</summary>
public sealed class ApiServerAuthoritiesSpecs : IDisposable
{
    private const string ForServers = "1.3.6.1.5.5.7.3.1";
    private const string ForClients = "1.3.6.1.5.5.7.3.2";

    private readonly TestDirectory _directory = new();
    private readonly X509Certificate2 _authority = Authority();

    public void Dispose()
    {
        _authority.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public void Only_a_server_that_they_signed_will_do()
    {
        var authorities = Authorities(Write("ca.crt", _authority));
        using var other = Authority();

        Assert.True(Accepts(authorities, _authority));
        Assert.False(Accepts(authorities, other));
        Assert.False(Accepts(authorities, _authority, ForClients));
    }

    [Fact]
    public void They_may_be_replaced_as_kubelet_does_it()
    {
        using var next = Authority();
        Directory.CreateDirectory(Path.Combine(_directory.Path, "1"));
        Directory.CreateDirectory(Path.Combine(_directory.Path, "2"));
        Write("1/ca.crt", _authority);
        Write("2/ca.crt", next);
        var data = Path.Combine(_directory.Path, "..data");
        Directory.CreateSymbolicLink(data, "1");
        var file = Path.Combine(_directory.Path, "ca.crt");
        File.CreateSymbolicLink(file, "..data/ca.crt");
        var authorities = Authorities(file);
        Assert.True(Accepts(authorities, _authority));

        Directory.Delete(data);
        Directory.CreateSymbolicLink(data, "2");

        Assert.True(Accepts(authorities, next));
        Assert.False(Accepts(authorities, _authority));
    }

    [Fact]
    public void A_file_without_one_is_said()
    {
        var file = Path.Combine(_directory.Path, "empty");
        File.WriteAllText(file, "nothing");

        Assert.Throws<SidecarException>(() => Authorities(file).Read());
    }

    private static ApiServerAuthorities Authorities(string file) => new(new ClusterAccess(new Uri("https://127.0.0.1/"), file, null, null));

    private static bool Accepts(ApiServerAuthorities authorities, X509Certificate2 authority, string purpose = ForServers)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=server", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], false));
        using var leaf = request.Create(authority, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1), [1, 2, 3]);
        return new ServerCertificate(leaf, []).IsSignedBy(authorities.Read());
    }

    private static X509Certificate2 Authority()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN=authority {Guid.NewGuid()}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-2), DateTimeOffset.UtcNow.AddHours(2));
    }

    private string Write(string name, X509Certificate2 authority)
    {
        var file = Path.Combine(_directory.Path, name);
        File.WriteAllText(file, authority.ExportCertificatePem());
        return file;
    }
}
