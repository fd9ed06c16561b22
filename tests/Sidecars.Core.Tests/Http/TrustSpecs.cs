using System.Formats.Asn1;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sidecars.Support;

namespace Sidecars.Http;

/// <summary>Whom we believe to be the server: whom curl believes with the same bundle, and so git.</summary>
public sealed class TrustSpecs : IDisposable
{
    private readonly Certificates _certificates = new();
    private readonly TestDirectory _directory = new();
    private readonly X509Certificate2 _root;

    public TrustSpecs() => _root = _certificates.Authority("Root");

    public void Dispose()
    {
        _certificates.Dispose();
        _directory.Dispose();
    }

    public static TheoryData<string, string> Weaknesses => new()
    {
        { "server", "MD5" },
        { "server", "SHA1" },
        { "server", "RSA of 1024 bits" },
        { "between", "MD5" },
        { "between", "SHA1" },
        { "between", "SHA1 with a curve" },
        { "between", "RSA of 1024 bits" },
        { "between", "P-192" },
        { "root", "RSA of 1024 bits" },
        { "root", "P-192" },
    };

    [Theory]
    [MemberData(nameof(Weaknesses))]
    public void What_can_be_forged_is_not_believed(string where, string weakness)
    {
        var hash = weakness.StartsWith("MD5", StringComparison.Ordinal) ? HashAlgorithmName.MD5 : weakness.StartsWith("SHA1", StringComparison.Ordinal) ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256;
        var root = _certificates.Authority("Root of RSA", key: Key("root", isSigning: where == "between"));
        var between = _certificates.Authority("Between", root, Key("between", isSigning: where == "server"), Hash("between"));
        var server = _certificates.Server(between, key: Key("server", isSigning: false), hash: Hash("server"));

        AssertTrust(false, server, sent: [between], root);

        HashAlgorithmName Hash(string whose) => whose == where ? hash : HashAlgorithmName.SHA256;
        AsymmetricAlgorithm? Key(string whose, bool isSigning) => whose == where && weakness == "RSA of 1024 bits" ? Certificates.Rsa(1024)
            : whose == where && weakness == "P-192" ? ECDsa.Create(ECCurve.CreateFromFriendlyName("nistP192"))
            : isSigning && !weakness.Contains("curve", StringComparison.Ordinal) ? Certificates.Rsa(2048)
            : null;
    }

    [Fact]
    public void What_an_authority_that_is_trusted_signed_for_itself_is_as_it_may_be()
    {
        var root = _certificates.Authority("Old root", key: Certificates.Rsa(2048), hash: HashAlgorithmName.SHA1);

        AssertTrust(true, _certificates.Server(root), sent: [], root);
    }

    [Fact]
    public void An_authority_that_is_trusted_needs_no_root()
    {
        var between = _certificates.Authority("Between", _root);
        var last = _certificates.Authority("Last", between);
        var server = _certificates.Server(last);

        AssertTrust(true, server, sent: [], last);
        AssertTrust(true, server, sent: [last, between, _root], last);
        AssertTrust(true, server, sent: [last], between);
        AssertTrust(true, server, sent: [], server);
        AssertTrust(false, server, sent: [], between);
    }

    [Theory]
    [InlineData("out of date")]
    [InlineData("no authority")]
    [InlineData("not for certificates")]
    [InlineData("weak")]
    public void But_has_to_be_fit_for_it(string why)
    {
        var between = why switch
        {
            "out of date" => _certificates.Authority("Between", _root, days: -1),
            "no authority" => _certificates.Authority("Between", _root, isOne: false),
            "not for certificates" => _certificates.Authority("Between", _root, use: X509KeyUsageFlags.DigitalSignature),
            _ => _certificates.Authority("Between", _root, Certificates.Rsa(1024)),
        };
        var server = _certificates.Server(between);

        AssertTrust(false, server, sent: [between], _root);
        AssertTrust(false, server, sent: [], between);
        AssertTrust(false, server, sent: [between], between);
    }

    [Fact]
    public void How_many_may_stand_between_is_the_authoritys_word()
    {
        var between = _certificates.Authority("Between", _root, depth: 0);
        var low = _certificates.Authority("Low", between);

        AssertTrust(true, _certificates.Server(between), sent: [], between);
        AssertTrust(false, _certificates.Server(low), sent: [low], between);
        AssertTrust(false, _certificates.Server(low), sent: [low, between], _root);
    }

    [Fact]
    public void Nobody_takes_its_place_by_its_name()
    {
        var between = _certificates.Authority("Between", _root);
        var stranger = _certificates.Authority("Root");
        var impostor = _certificates.Authority("Between", stranger);
        var server = _certificates.Server(impostor);

        AssertTrust(false, server, sent: [], between);
        AssertTrust(false, server, sent: [between, impostor, stranger], between);
        AssertTrust(false, server, sent: [impostor, between, _root], _root, between);
        AssertTrust(false, _certificates.Server(null), sent: [between, _root], _root, between);
    }

    [Theory]
    [InlineData(X509KeyUsageFlags.KeyCertSign, false)]
    [InlineData(X509KeyUsageFlags.CrlSign, false)]
    [InlineData(X509KeyUsageFlags.DigitalSignature, true)]
    [InlineData(X509KeyUsageFlags.KeyEncipherment, true)]
    public void The_servers_key_is_one_for_connections(X509KeyUsageFlags use, bool isTrusted)
        => AssertTrust(isTrusted, _certificates.Server(_root, use: use), sent: [], _root);

    [Fact]
    public void A_servers_certificate_that_is_trusted_itself_has_to_be_in_force_and_for_servers()
    {
        var old = _certificates.Server(_root, days: -1);
        var client = _certificates.Server(_root, purpose: Certificates.ForClients);

        AssertTrust(false, old, sent: [], old);
        AssertTrust(false, client, sent: [], client);
    }

    [Theory]
    [InlineData("Authority of the tests", true)]
    [InlineData("AUTHORITY  of the Tests", true)]
    [InlineData("Authority of other tests", false)]
    public void An_authority_is_found_by_its_name_however_it_is_written(string written, bool isTrusted)
    {
        var authority = _certificates.Authority("-", encoded: Name("Authority of the tests", UniversalTagNumber.UTF8String));
        var server = _certificates.Server(authority, issuer: Name(written, UniversalTagNumber.PrintableString));

        AssertTrust(isTrusted, server, sent: [], authority);
    }

    public static TheoryData<string, IReadOnlyList<string>?, IReadOnlyList<string>?, string, bool> ServerNames => new()
    {
        { "server", ["github.test"], null, "github.test", true },
        { "server", ["other.test", "GitHub.Test"], null, "github.test", true },
        { "server", ["*.github.test"], null, "api.github.test", true },
        { "server", ["*.github.test"], null, "a.b.github.test", false },
        { "server", ["*.github.test"], null, "github.test", false },
        { "server", ["api.*.test"], null, "api.github.test", false },
        { "server", ["xn--*.github.test"], null, "xn--bcher-kva.github.test", false },
        { "server", null, ["192.0.2.1"], "192.0.2.1", true },
        { "server", null, ["192.0.2.2"], "192.0.2.1", false },
        { "server", ["192.0.2.1"], null, "192.0.2.1", false },
        { "server", null, ["2001:db8::1"], "[2001:db8::1]", true },
        { "github.test", null, null, "github.test", true },
        { "github.test", ["other.test"], null, "github.test", false },
        { "github.test", null, ["192.0.2.1"], "github.test", false },
        { "192.0.2.1", null, ["192.0.2.2"], "192.0.2.1", false },
        { "192.0.2.1", ["other.test"], null, "192.0.2.1", false },
    };

    [Theory]
    [MemberData(nameof(ServerNames))]
    public async Task A_certificate_is_for_the_names_in_it(string subject, IReadOnlyList<string>? names, IReadOnlyList<string>? addresses, string host, bool isTrusted)
    {
        var server = _certificates.Server(_root, subject, names: names, addresses: addresses?.Select(IPAddress.Parse).ToList());

        var failure = await Record.ExceptionAsync(() => ConnectAsync(server, new Uri($"https://{host}/").IdnHost));

        Assert.Equal(isTrusted, failure is null);
        Assert.Contains(isTrusted ? "" : "for another name", (failure as AuthenticationException)?.Message ?? "");
    }

    /// <summary>By the machine's bundle and by one of one's own.</summary>
    private void AssertTrust(bool isTrusted, X509Certificate2 server, X509Certificate2Collection sent, params X509Certificate2[] authorities)
    {
        var bundle = _directory["bundle.pem"];
        File.WriteAllText(bundle, string.Concat(authorities.Select(authority => $"{authority.ExportCertificatePem()}\n")));

        Assert.Equal(isTrusted, new SystemAuthorities([bundle], []).HaveSigned(new(server, sent)));
        Assert.Equal(isTrusted, new ServerCertificate(server, sent).IsSignedBy([.. authorities]));
    }

    private async Task ConnectAsync(X509Certificate2 certificate, string host)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
        using var server = await listener.AcceptTcpClientAsync();
        await using var ours = new SslStream(client.GetStream());
        await using var theirs = new SslStream(server.GetStream());
        var options = new SslClientAuthenticationOptions { TargetHost = host };
        ServerCertificate.Judge(options, (shown, _) => shown.IsSignedBy([_root]));
        var answer = theirs.AuthenticateAsServerAsync(certificate);

        await ours.AuthenticateAsClientAsync(options);
        await answer;
    }

    private static X500DistinguishedName Name(string text, UniversalTagNumber kind)
    {
        var name = new X500DistinguishedNameBuilder();
        name.Add("2.5.4.3", text, kind);
        return name.Build();
    }
}
