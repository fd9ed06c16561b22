using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sidecars.Support;

namespace Sidecars.Http;

public sealed class SystemAuthoritiesSpecs : IDisposable
{
    private const string OfThisMachine = "/etc/ssl/certs/ca-certificates.crt";

    private readonly TestDirectory _directory = new();
    private readonly List<IDisposable> _made = [];

    public static TheoryData<string, Func<string, string>> Bundles => new()
    {
        { "alone", authority => authority },
        { "among a hundred others", authority => $"{File.ReadAllText(OfThisMachine)}\n{authority}{File.ReadAllText(OfThisMachine)}" },
        { "with comments, as Red Hat writes them", authority => $"# Authority of the tests\nSerial: 1\n{authority}\n# The end\n" },
        { "with line ends of Windows", authority => authority.ReplaceLineEndings("\r\n") },
        { "as an X509 CERTIFICATE", authority => authority.Replace("CERTIFICATE", "X509 CERTIFICATE") },
        { "as a TRUSTED CERTIFICATE", authority => authority.Replace("CERTIFICATE", "TRUSTED CERTIFICATE") },
        { "as one for servers", authority => Trusted(authority, "300a06082b06010505070301") },
        { "as one that is not for mail", authority => Trusted(authority, "a00a06082b06010505070304") },
        { "behind a key", authority => $"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n{authority}" },
        { "twice", authority => $"{authority}\n{authority}" },
    };

    [Theory]
    [MemberData(nameof(Bundles))]
    public void An_authority_in_the_bundle_is_trusted(string where, Func<string, string> bundle)
    {
        Assert.NotEmpty(where);
        var authority = Authority("CN=Authority of the tests");

        Assert.True(Bundle(bundle(authority.ExportCertificatePem())).HaveSigned(new(ServerBy(authority), [])));
    }

    [Theory]
    [InlineData("300a06082b06010505070304")]
    [InlineData("a00a06082b06010505070301")]
    [InlineData("300a06082b06010505070301a00a06082b06010505070301")]
    public void One_that_the_bundle_says_is_not_for_servers_is_not(string uses)
    {
        var authority = Authority("CN=Authority of the tests");

        Assert.False(Bundle(Trusted(authority.ExportCertificatePem(), uses)).HaveSigned(new(ServerBy(authority), [])));
    }

    [Fact]
    public void One_that_signed_by_way_of_another_is_found_by_what_the_server_sends()
    {
        var root = Authority("CN=Root, O=Tests");
        var intermediate = Authority("CN=Intermediate", by: root);

        Assert.True(Bundle(root.ExportCertificatePem()).HaveSigned(new(ServerBy(intermediate), [intermediate])));
        Assert.False(Bundle(root.ExportCertificatePem()).HaveSigned(new(ServerBy(intermediate), [])));
    }

    [Fact]
    public void So_is_one_that_the_machine_itself_knows()
    {
        var root = Authority("CN=Root, O=Tests");
        var intermediate = Authority("CN=Intermediate", by: root);

        Assert.True(Bundle(intermediate.ExportCertificatePem() + root.ExportCertificatePem()).HaveSigned(new(ServerBy(intermediate), [])));
        Assert.True(Bundle(root.ExportCertificatePem() + intermediate.ExportCertificatePem()).HaveSigned(new(ServerBy(intermediate), [])));
    }

    [Fact]
    public void A_name_alone_is_no_trust()
    {
        var real = Authority("CN=Authority of the tests");
        var impostor = Authority("CN=Authority of the tests");

        Assert.False(Bundle(real.ExportCertificatePem()).HaveSigned(new(ServerBy(impostor), [])));
        Assert.False(Bundle(real.ExportCertificatePem()).HaveSigned(new(ServerBy(impostor), [impostor])));
    }

    [Fact]
    public void What_the_server_sends_is_no_authority()
    {
        var stranger = Authority("CN=Stranger");

        Assert.False(Bundle(File.ReadAllText(OfThisMachine)).HaveSigned(new(ServerBy(stranger), [stranger])));
    }

    [Fact]
    public void Out_of_date_or_made_for_clients_is_not_trusted()
    {
        var authority = Authority("CN=Authority of the tests");
        var bundle = Bundle(authority.ExportCertificatePem());

        Assert.False(bundle.HaveSigned(new(ServerBy(authority, until: DateTimeOffset.UtcNow.AddHours(-1)), [])));
        Assert.False(bundle.HaveSigned(new(ServerBy(authority, use: "1.3.6.1.5.5.7.3.2"), [])));
    }

    public static TheoryData<string> Damages => ["", "no certificates", "-----BEGIN CERTIFICATE-----", "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----", "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----", "-----BEGIN CERTIFICATE-----\n????\n-----END CERTIFICATE-----"];

    [Theory]
    [MemberData(nameof(Damages))]
    public void A_bundle_that_is_damaged_trusts_nobody(string text)
        => Assert.False(Bundle(text).HaveSigned(new(ServerBy(Authority("CN=Authority of the tests")), [])));

    [Fact]
    public void One_that_is_gone_trusts_nobody()
        => Assert.False(new SystemAuthorities([_directory["gone.pem"]], [_directory["gone"]]).HaveSigned(new(ServerBy(Authority("CN=Authority of the tests")), [])));

    [Fact]
    public void One_in_a_directory_is_trusted_too()
    {
        var authority = Authority("CN=Authority of the tests");
        Directory.CreateDirectory(_directory["certs"]);
        File.WriteAllText(Path.Combine(_directory["certs"], "other.pem"), File.ReadAllText(OfThisMachine));
        File.WriteAllText(Path.Combine(_directory["certs"], "ours.pem"), authority.ExportCertificatePem());

        Assert.True(new SystemAuthorities([OfThisMachine], [_directory["gone"], _directory["certs"]]).HaveSigned(new(ServerBy(authority), [])));
    }

    /// <summary>As <c>openssl x509 -addtrust</c> and <c>-addreject</c> write it.</summary>
    /// <param name="uses">Those that it is for, then those that it is not for: DER.</param>
    private static string Trusted(string pem, string uses)
    {
        var certificate = Convert.FromBase64String(string.Concat(pem.Split('\n')[1..^1]));
        return PemEncoding.WriteString("TRUSTED CERTIFICATE", [.. certificate, 0x30, (byte)(uses.Length / 2), .. Convert.FromHexString(uses)]);
    }

    public void Dispose()
    {
        _made.ForEach(made => made.Dispose());
        _directory.Dispose();
    }

    private SystemAuthorities Bundle(string text)
    {
        File.WriteAllText(_directory["bundle.pem"], text);
        return new([_directory["bundle.pem"]], []);
    }

    private X509Certificate2 Authority(string name, X509Certificate2? by = null)
    {
        var key = Kept(RSA.Create(2048));
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var (from, until) = (DateTimeOffset.UtcNow.AddDays(-2), DateTimeOffset.UtcNow.AddDays(2));
        return Kept(by is null ? request.CreateSelfSigned(from, until) : Kept(request.Create(by, from, until.AddDays(-1), RandomNumberGenerator.GetBytes(8))).CopyWithPrivateKey(key));
    }

    private X509Certificate2 ServerBy(X509Certificate2 authority, DateTimeOffset? until = null, string use = "1.3.6.1.5.5.7.3.1")
    {
        var request = new CertificateRequest("CN=Server", Kept(RSA.Create(2048)), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], false));
        return Kept(request.Create(authority, DateTimeOffset.UtcNow.AddDays(-1), until ?? DateTimeOffset.UtcNow.AddHours(1), RandomNumberGenerator.GetBytes(8)));
    }

    private T Kept<T>(T made)
        where T : IDisposable
    {
        _made.Add(made);
        return made;
    }
}
