using System.Buffers.Text;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using GitHubEmulator;

namespace Sidecars.Bench;

/// <summary>What an image and a pod give the programs, on a GitHub on this machine, over TLS or without: one bundle of certificate authorities, no directory of them. All in memory.</summary>
internal sealed class BenchPod : IAsyncDisposable
{
    private const string SystemBundle = "/etc/ssl/certs/ca-certificates.crt";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly DirectoryInfo _root = Directory.CreateDirectory($"/dev/shm/sidecars-bench-{Guid.NewGuid():N}");
    private readonly RSA _key = RSA.Create(2048);

    private BenchPod(GitHubServer gitHub, X509Certificate2 certificate, string binaries, string authority)
    {
        (GitHub, Certificate, Binaries) = (gitHub, certificate, binaries);
        gitHub.AddRepository("acme", "web");
        InstallationId = gitHub.AddInstallation(gitHub.AddApp("bench", _key.ExportSubjectPublicKeyInfoPem(), id: 4711), "acme").Id;
        Directory.CreateDirectory(Path("app"));
        Directory.CreateDirectory(Path("github"));
        Directory.CreateDirectory(Path("state"));
        Directory.CreateDirectory(Path("tmp"));
        File.WriteAllText(Path("app/app-id"), "4711");
        File.WriteAllText(Path("app/private-key"), _key.ExportRSAPrivateKeyPem());
        File.WriteAllText(Path("bundle.pem"), File.ReadAllText(SystemBundle) + authority);
        Variables = new Dictionary<string, string>
        {
            ["PATH"] = Environment.GetEnvironmentVariable("PATH")!,
            ["SSL_CERT_FILE"] = Path("bundle.pem"), ["SSL_CERT_DIR"] = "/nonexistent",
            ["GITHUB_APP_CREDENTIALS_DIR"] = Path("app"), ["GITHUB_TOKEN_DIR"] = Path("github"), ["GITHUB_MINT_LIMIT"] = "100000/1",
            ["GITHUB_API_URL"] = ApiUrl, ["WORKSPACE_REPOS"] = "acme/web",
        };
    }

    /// <summary>What people write instead of using this product.</summary>
    public static string Script => System.IO.Path.Combine(AppContext.BaseDirectory, "script.sh");

    public GitHubServer GitHub { get; }

    public string Scheme => GitHub.ServerUrl.Scheme;

    public string ServerUrl => GitHub.ServerUrl.AbsoluteUri.TrimEnd('/');

    public string ApiUrl => GitHub.ApiUrl.AbsoluteUri.TrimEnd('/');

    /// <summary>Of every server of the bench.</summary>
    public X509Certificate2 Certificate { get; }

    public string Binaries { get; }

    public long InstallationId { get; }

    public IReadOnlyDictionary<string, string> Variables { get; }

    public IReadOnlyDictionary<string, string> OfRefresher => new Dictionary<string, string>(Variables) { ["GITHUB_STATE_DIR"] = Path("state") };

    /// <summary>Of plain git, with the token in the .netrc of its home.</summary>
    public IReadOnlyDictionary<string, string> OfGit => new Dictionary<string, string>
    {
        ["PATH"] = Environment.GetEnvironmentVariable("PATH")!, ["HOME"] = Path("github"), ["GIT_SSL_CAINFO"] = Path("bundle.pem"), ["GIT_TERMINAL_PROMPT"] = "0",
    };

    public static async Task<BenchPod> StartAsync(string binaries, bool withTls)
    {
        var (certificate, authority) = BenchAuthority.Certify();
        return new(await GitHubServer.StartAsync(new GitHubServerOptions { Certificate = withTls ? certificate : null }), certificate, binaries, authority);
    }

    public string Path(string name) => System.IO.Path.Combine(_root.FullName, name);

    /// <summary>One that GitHub takes for some minutes.</summary>
    public string Jwt()
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var unsigned = $"{Encoded("""{"alg":"RS256","typ":"JWT"}"""u8)}.{Encoded(Encoding.UTF8.GetBytes($$"""{"iat":{{now - 60}},"exp":{{now + 300}},"iss":"4711"}"""))}";
        return $"{unsigned}.{Encoded(_key.SignData(Encoding.UTF8.GetBytes(unsigned), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";

        static string Encoded(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);
    }

    public string Binary(string program) => System.IO.Path.Combine(Binaries, program);

    /// <param name="repositories">What the token is to open, and git-clone to bring where it is not told otherwise.</param>
    public IReadOnlyDictionary<string, string> OfGitClone(string repositories = "") => new Dictionary<string, string>(Variables)
    {
        ["WORKSPACE_REPOS"] = repositories, ["GITHUB_SERVER_URL"] = GitHub.ServerUrl.AbsoluteUri, ["TMPDIR"] = Path("tmp"), ["GITHUB_PUBLISH"] = "netrc",
        ["GITHUB_INSTALLATION_ID"] = $"{InstallationId}",
    };

    /// <summary>Runs token-refresher for a while, from its first token on.</summary>
    public async Task WithRefresherAsync(MemoryGroup group, IEnumerable<string> arguments, Func<Refresher, Task> use)
    {
        File.Delete(Path("github/token"));
        using var process = Usage.Start("sh", group.ToRun(Binary("token-refresher"), arguments), OfRefresher);
        try
        {
            _ = process.StandardError.ReadToEndAsync();
            await TokenAsync();
            await use(new(this, process.Id));
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
            File.Delete(Path("state/state.json"));
        }
    }

    /// <summary>Waits for a token that is published.</summary>
    /// <param name="other">Not this one.</param>
    public Task<string> TokenAsync(string? other = null) => FileAsync("github/token", other);

    /// <summary>Waits for a file, and reads it.</summary>
    /// <param name="other">Not with this text.</param>
    public async Task<string> FileAsync(string name, string? other = null)
    {
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < Patience; await Task.Delay(10))
        {
            if (File.Exists(Path(name)) && File.ReadAllText(Path(name)) is var text && text != other)
            {
                return text;
            }
        }

        throw new TimeoutException($"Nobody wrote {name}.");
    }

    public async ValueTask DisposeAsync()
    {
        await GitHub.DisposeAsync();
        Certificate.Dispose();
        _key.Dispose();
        _root.Delete(recursive: true);
    }
}
