using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using GitHubEmulator;

namespace Sidecars.Bench;

/// <summary>What an image and a pod give the programs, on a GitHub over TLS on this machine: one bundle of certificate authorities, no directory of them.</summary>
internal sealed class BenchPod : IAsyncDisposable
{
    private const string SystemBundle = "/etc/ssl/certs/ca-certificates.crt";

    private readonly DirectoryInfo _root = Directory.CreateDirectory($"/dev/shm/sidecars-bench-{Environment.ProcessId}");

    private BenchPod(GitHubServer gitHub, X509Certificate2 certificate, string binaries, string authority)
    {
        (GitHub, Certificate, Binaries) = (gitHub, certificate, binaries);
        using var key = RSA.Create(2048);
        gitHub.AddRepository("acme", "web");
        InstallationId = gitHub.AddInstallation(gitHub.AddApp("bench", key.ExportSubjectPublicKeyInfoPem(), id: 4711), "acme").Id;
        Directory.CreateDirectory(Path("app"));
        Directory.CreateDirectory(Path("github"));
        Directory.CreateDirectory(Path("state"));
        Directory.CreateDirectory(Path("tmp"));
        File.WriteAllText(Path("app/app-id"), "4711");
        File.WriteAllText(Path("app/private-key"), key.ExportRSAPrivateKeyPem());
        File.WriteAllText(Path("bundle.pem"), File.ReadAllText(SystemBundle) + authority);
        Variables = new Dictionary<string, string>
        {
            ["PATH"] = Environment.GetEnvironmentVariable("PATH")!,
            ["SSL_CERT_FILE"] = Path("bundle.pem"), ["SSL_CERT_DIR"] = "/nonexistent",
            ["GITHUB_APP_CREDENTIALS_DIR"] = Path("app"), ["GITHUB_TOKEN_DIR"] = Path("github"), ["GITHUB_MINT_LIMIT"] = "100000/1",
            ["GITHUB_API_URL"] = gitHub.ApiUrl.AbsoluteUri, ["WORKSPACE_REPOS"] = "acme/web",
        };
    }

    public GitHubServer GitHub { get; }

    /// <summary>Of every server of the bench.</summary>
    public X509Certificate2 Certificate { get; }

    public string Binaries { get; }

    public long InstallationId { get; }

    public IReadOnlyDictionary<string, string> Variables { get; }

    /// <summary>Of plain git, with the token in the .netrc of its home.</summary>
    public IReadOnlyDictionary<string, string> OfGit => new Dictionary<string, string>
    {
        ["PATH"] = Environment.GetEnvironmentVariable("PATH")!, ["HOME"] = Path("github"), ["GIT_SSL_CAINFO"] = Path("bundle.pem"), ["GIT_TERMINAL_PROMPT"] = "0",
    };

    public static async Task<BenchPod> StartAsync(string binaries)
    {
        using var authorityKey = RSA.Create(2048);
        var authorityRequest = new CertificateRequest("CN=Authority of the bench", authorityKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        authorityRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var authority = authorityRequest.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(2));
        using var serverKey = RSA.Create(2048);
        var request = new CertificateRequest("CN=GitHub of the bench", serverKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var signed = request.Create(authority, DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1), RandomNumberGenerator.GetBytes(8));
        var certificate = signed.CopyWithPrivateKey(serverKey);
        return new(await GitHubServer.StartAsync(new GitHubServerOptions { Certificate = certificate }), certificate, binaries, authority.ExportCertificatePem());
    }

    public string Path(string name) => System.IO.Path.Combine(_root.FullName, name);

    public string Binary(string program) => System.IO.Path.Combine(Binaries, program);

    /// <param name="repositories">What the token is to open, and git-clone to bring where it is not told otherwise.</param>
    public IReadOnlyDictionary<string, string> OfGitClone(string repositories = "") => new Dictionary<string, string>(Variables)
    {
        ["WORKSPACE_REPOS"] = repositories, ["GITHUB_SERVER_URL"] = GitHub.ServerUrl.AbsoluteUri, ["TMPDIR"] = Path("tmp"), ["GITHUB_PUBLISH"] = "netrc",
        ["GITHUB_INSTALLATION_ID"] = $"{InstallationId}",
    };

    public async ValueTask DisposeAsync()
    {
        await GitHub.DisposeAsync();
        Certificate.Dispose();
        _root.Delete(recursive: true);
    }
}
