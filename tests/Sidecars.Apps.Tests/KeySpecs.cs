using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Sidecars.Apps.Support;

namespace Sidecars.Apps;

/// <summary>A private key in every form in which people have put one into a Secret.</summary>
public sealed class KeySpecs
{
    private static readonly string Pem = TestKey.Shared.Pem;

    private static readonly Dictionary<string, string> Usable = new()
    {
        ["PKCS#1, as GitHub hands it out"] = Pem,
        ["PKCS#8"] = TestKey.Shared.Pkcs8Pem,
        ["CRLF"] = Pem.ReplaceLineEndings("\r\n"),
        ["blanks around"] = $"\n\n  {Pem}\n \n",
        ["indented"] = string.Join('\n', Pem.Split('\n').Select(line => $"    {line}")),
        ["newlines turned into spaces"] = Pem.ReplaceLineEndings(" "),
        ["newlines removed"] = Pem.ReplaceLineEndings(""),
        ["blank lines between"] = Pem.ReplaceLineEndings("\n\n"),
        ["bag attributes"] = $"Bag Attributes\n    localKeyID: 01\nKey Attributes: <No Attributes>\n{TestKey.Shared.Pkcs8Pem}",
        ["certificate and key"] = $"{Certificate()}\n{Pem}",
        ["escaped newlines"] = Pem.ReplaceLineEndings("\\n"),
        ["escaped CRLF"] = Pem.ReplaceLineEndings("\\r\\n"),
        ["double quotes"] = $"\"{Pem.ReplaceLineEndings("\\n")}\"",
        ["single quotes"] = $"'{Pem}'",
        ["base64"] = Base64(Pem),
        ["base64, wrapped"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(Pem), Base64FormattingOptions.InsertLineBreaks),
        ["base64 twice"] = Base64(Base64(Pem)),
        ["byte order mark"] = $"\uFEFF{Pem}",
        ["bare PKCS#1 in base64"] = Pem.Split('\n').Skip(1).SkipLast(1).Aggregate((all, line) => all + line),
        ["bare PKCS#8 in base64"] = TestKey.Shared.Pkcs8Pem.Split('\n').Skip(1).SkipLast(1).Aggregate((all, line) => all + line),
    };

    private static readonly Dictionary<string, (string Text, string Sentence)> Unusable = new()
    {
        ["empty"] = ("\n", "it is empty"),
        ["only the first line"] = ("-----BEGIN RSA PRIVATE KEY-----", "only its first line is there"),
        ["no footer"] = (Pem[..Pem.LastIndexOf("-----END", StringComparison.Ordinal)], "its end is missing"),
        ["truncated"] = (Pem[..(Pem.Length / 2)], "its end is missing"),
        ["damaged"] = (Pem.Remove(200, 40), "it is damaged"),
        ["OpenSSH"] = ("-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\n-----END OPENSSH PRIVATE KEY-----\n", "it is an OpenSSH key"),
        ["elliptic curve, SEC1"] = (EllipticCurve().ExportECPrivateKeyPem(), "it is an elliptic-curve key"),
        ["elliptic curve, PKCS#8"] = (EllipticCurve().ExportPkcs8PrivateKeyPem(), "no RSA key"),
        ["encrypted PKCS#8"] = (Encrypted(), "it is encrypted"),
        ["encrypted PKCS#1"] = (EncryptedTraditional(), "it is encrypted"),
        ["public key"] = (TestKey.Shared.PublicPem, "it is the public half"),
        ["certificate"] = (Certificate(), "it is a certificate"),
        ["two keys"] = ($"{Pem}\n{TestKey.Other.Pem}", "more than one private key"),
        ["client secret"] = ("0123456789abcdef0123456789abcdef01234567", "it is the App's client secret"),
        ["fingerprint"] = (TestKey.Shared.Fingerprint, "it is the key's fingerprint"),
        ["path of a file"] = ("/etc/keys/app.private-key.pem", "it is the path of a file"),
        ["variable that was not replaced"] = ("$GITHUB_APP_PRIVATE_KEY", "the name of a variable"),
        ["something else"] = ("ask the platform team", "it is not a PEM file"),
        ["too short"] = (Short(), "it has 1024 bits"),
    };

    public static TheoryData<string> UsableForms => [.. Usable.Keys];

    public static TheoryData<string> UnusableForms => [.. Unusable.Keys];

    [Theory]
    [MemberData(nameof(UsableForms))]
    public async Task A_form_that_can_be_repaired_works(string form)
    {
        await using var pod = await Pod.StartAsync();
        pod.Secret("private-key", Usable[form]);

        var run = await pod.GenerateInitialTokenAsync();

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains(run.Messages, message => message.Contains(TestKey.Shared.Fingerprint, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(UnusableForms))]
    public async Task Any_other_form_has_a_sentence_of_its_own_and_is_not_shown(string form)
    {
        await using var pod = await Pod.StartAsync();
        pod.Secret("private-key", Unusable[form].Text);

        var run = await pod.GenerateInitialTokenAsync();

        Assert.True(run.ExitCode == 4, $"{run.ExitCode}: {run.Error}");
        Assert.Contains(Unusable[form].Sentence, run.LastMessage, StringComparison.Ordinal);
        Assert.Empty(pod.GitHub.Requests);
        foreach (var line in Unusable[form].Text.Split('\n').Where(line => line.Length >= 20 && !line.StartsWith("-----", StringComparison.Ordinal)))
        {
            Assert.DoesNotContain(line[..20], run.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task With_two_keys_the_one_that_GitHub_takes_is_used()
    {
        await using var pod = await Pod.StartAsync();
        pod.Secret("private-key", TestKey.Other.Pem);
        pod.Secret("private-key-next", TestKey.Shared.Pem);

        var run = await pod.GenerateInitialTokenAsync();

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains($"GitHub does not take the key {TestKey.Other.Fingerprint}, trying {TestKey.Shared.Fingerprint}", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_is_not_there_is_a_matter_of_configuration()
    {
        await using var pod = await Pod.StartAsync();
        File.Delete(Path.Combine(pod.Credentials, "private-key"));

        var run = await pod.GenerateInitialTokenAsync();

        Assert.Equal(3, run.ExitCode);
        Assert.Contains($"There is no private key at {pod.Credentials}/private-key", run.LastMessage, StringComparison.Ordinal);
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static ECDsa EllipticCurve() => ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private static string Encrypted()
    {
        using var key = RSA.Create(2048);
        return key.ExportEncryptedPkcs8PrivateKeyPem("passphrase", new PbeParameters(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 1000));
    }

    /// <summary>The form of old, with its Proc-Type header, which .NET cannot write.</summary>
    private static string EncryptedTraditional()
    {
        using var openssl = Process.Start(new ProcessStartInfo("openssl", ["genrsa", "-traditional", "-aes128", "-passout", "pass:passphrase", "2048"])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        var pem = openssl.StandardOutput.ReadToEnd();
        openssl.WaitForExit();
        Assert.Contains("Proc-Type: 4,ENCRYPTED", pem, StringComparison.Ordinal);
        return pem;
    }

    private static string Short()
    {
        using var key = RSA.Create(1024);
        return key.ExportRSAPrivateKeyPem();
    }

    private static string Certificate()
    {
        using var key = RSA.Create(2048);
        using var certificate = new System.Security.Cryptography.X509Certificates.CertificateRequest("CN=x", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return certificate.ExportCertificatePem();
    }
}
