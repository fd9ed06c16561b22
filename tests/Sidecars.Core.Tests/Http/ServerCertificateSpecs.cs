using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sidecars.Http;

public sealed class ServerCertificateSpecs
{
    [Theory]
    [InlineData(SslPolicyErrors.RemoteCertificateChainErrors, true, null)]
    [InlineData(SslPolicyErrors.None, true, null)]
    [InlineData(SslPolicyErrors.RemoteCertificateChainErrors, false, "No trusted authority")]
    [InlineData(SslPolicyErrors.None, false, "No trusted authority")]
    [InlineData(SslPolicyErrors.RemoteCertificateNameMismatch, true, "for another name")]
    [InlineData(SslPolicyErrors.RemoteCertificateNameMismatch | SslPolicyErrors.RemoteCertificateChainErrors, true, "for another name")]
    [InlineData(SslPolicyErrors.RemoteCertificateNotAvailable, true, "no certificate")]
    [InlineData(SslPolicyErrors.RemoteCertificateNotAvailable | SslPolicyErrors.RemoteCertificateNameMismatch, true, "no certificate")]
    public void The_name_has_to_be_right_and_somebody_we_trust_to_stand_behind_it(SslPolicyErrors errors, bool isTrusted, string? refusal)
    {
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=x", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddDays(1));
        using var chain = new X509Chain();
        var options = new SslClientAuthenticationOptions();
        ServerCertificate.Judge(options, (_, _) => isTrusted);

        using var connection = new SslStream(new MemoryStream());
        var verdict = Record.Exception(() => Assert.True(options.RemoteCertificateValidationCallback!(connection, certificate, chain, errors)));

        Assert.Equal(refusal is null, verdict is null);
        Assert.Contains(refusal ?? "", (verdict as AuthenticationException)?.Message ?? "");
    }

    [Fact]
    public void DotNet_is_told_to_trust_nobody_by_itself()
    {
        var options = new SslClientAuthenticationOptions();
        ServerCertificate.Judge(options, (_, _) => true);

        Assert.Equal(X509ChainTrustMode.CustomRootTrust, options.CertificateChainPolicy!.TrustMode);
        Assert.Empty(options.CertificateChainPolicy.CustomTrustStore);
    }
}
