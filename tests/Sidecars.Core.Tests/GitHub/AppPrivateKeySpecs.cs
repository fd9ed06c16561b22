using System.Security.Cryptography;
using System.Text;
using Sidecars.Cli;
using Sidecars.Support;

namespace Sidecars.GitHub;

public sealed class AppPrivateKeySpecs
{
    private static readonly string Pkcs8 = TestKey.Rsa.ExportPkcs8PrivateKeyPem();
    private static readonly string OtherKey = RSA.Create(2048).ExportRSAPrivateKeyPem();
    private static readonly ECDsa Elliptic = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private static readonly PbeParameters Encryption = new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000);

    private static string Pem => TestKey.Pem;

    private static string OneLine => Pem.Trim().ReplaceLineEndings("\\n");

    private static readonly Dictionary<string, string> Usable = new()
    {
        ["PKCS#1, as GitHub gives it"] = Pem,
        ["PKCS#8"] = Pkcs8,
        ["CRLF"] = Pem.ReplaceLineEndings("\r\n"),
        ["blanks around"] = $"\n\n  \t{Pem}  \n\0",
        ["YAML-indented"] = string.Join('\n', Pem.Split('\n').Select(line => $"    {line}")),
        ["spaces instead of newlines"] = Pem.ReplaceLineEndings(" "),
        ["no newlines at all"] = Pem.ReplaceLineEndings(""),
        ["blank lines between"] = Pem.ReplaceLineEndings("\n\n"),
        ["bag attributes"] = $"Bag Attributes\n    localKeyID: 01\nKey Attributes: <No Attributes>\n{Pkcs8}",
        ["certificate and key"] = $"{TestKey.Certificate}\n{Pem}",
        ["byte order mark"] = $"\uFEFF{Pem}",
        ["escaped newlines"] = OneLine,
        ["escaped newlines, one at the end"] = $"{OneLine}\\n",
        ["escaped CRLF"] = Pem.ReplaceLineEndings("\\r\\n"),
        ["double quotes"] = $"\"{Pem}\"",
        ["single quotes"] = $"'{Pem.Trim()}'\n",
        ["quotes and escapes"] = $"\"{OneLine}\\n\"",
        ["base64"] = Base64(Pem),
        ["base64, wrapped"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(Pem), Base64FormattingOptions.InsertLineBreaks),
        ["base64, quoted"] = $"\"{Base64(Pem)}\"",
        ["base64 of a byte order mark and CRLF"] = Base64($"\uFEFF{Pem.ReplaceLineEndings("\r\n")}"),
        ["base64 of escapes"] = Base64(OneLine),
        ["base64 of PKCS#8"] = Base64(Pkcs8),
        ["base64 twice"] = Base64(Base64(Pem)),
        ["base64 twice, with line ends"] = Base64($"{Base64(Pem)}\n") + "\n",
        ["raw PKCS#1 in base64"] = Convert.ToBase64String(TestKey.Rsa.ExportRSAPrivateKey()),
        ["raw PKCS#8 in base64"] = Convert.ToBase64String(TestKey.Rsa.ExportPkcs8PrivateKey()),
        ["raw PKCS#1 in base64, wrapped"] = Convert.ToBase64String(TestKey.Rsa.ExportRSAPrivateKey(), Base64FormattingOptions.InsertLineBreaks) + "\n",
        ["raw PKCS#8 in base64 twice"] = Base64(Convert.ToBase64String(TestKey.Rsa.ExportPkcs8PrivateKey())),
    };

    private static readonly Dictionary<string, (string Text, string Words)> Unusable = new()
    {
        ["empty"] = ("", "it is empty"),
        ["blank"] = (" \r\n\t", "it is empty"),
        ["quotes around nothing"] = ("\"\"", "it is empty"),
        ["variable"] = ("$KEY", "name of a variable"),
        ["variable in braces"] = ("${GITHUB_APP_PRIVATE_KEY}", "name of a variable"),
        ["variable in Kubernetes' parentheses"] = ("$(GITHUB_APP_PRIVATE_KEY)", "name of a variable"),
        ["fingerprint"] = ("SHA256:4tN9XcmDm9Qp0Xj0Xn4L4xJxX0KxJ4pU6VJbWzF1mXo=", "fingerprint"),
        ["client secret"] = ("0123456789abcdef0123456789abcdef01234567", "client secret"),
        ["path"] = ("/var/run/secrets/github-app/private-key.pem", "path of a file"),
        ["path in base64's alphabet"] = ("/etc/app/key", "path of a file"),
        ["path from here"] = ("./keys/app.private-key.pem", "path of a file"),
        ["path from home"] = ("~/keys/app", "path of a file"),
        ["name of a file"] = ("my-app.2026-11-20.private-key.pem", "path of a file"),
        ["header only"] = (Pem.Split('\n')[0], "only its first line"),
        ["header only, quoted by a dotenv file"] = ($"\"{Pem.Split('\n')[0]}", "only its first line"),
        ["no footer"] = (Pem[..Pem.IndexOf("-----END", StringComparison.Ordinal)], "its end is missing"),
        ["cut in the middle"] = (Pem[..(Pem.Length / 2)], "its end is missing"),
        ["cut in the footer"] = (Pem.TrimEnd()[..^8], "damaged"),
        ["hole in the middle"] = (string.Join('\n', Pem.Split('\n').Where((_, line) => line != 5)), "damaged"),
        ["another letter"] = ($"{Pem[..200]}*{Pem[201..]}", "damaged"),
        ["OpenSSH"] = ($"-----BEGIN OPENSSH PRIVATE KEY-----\n{Lines("openssh-key-v1\0\0\0\0\u0004none\0\0\0\u0004none and so on for a while longer")}\n-----END OPENSSH PRIVATE KEY-----\n", "OpenSSH"),
        ["SEC1 elliptic curve"] = (Elliptic.ExportECPrivateKeyPem(), "elliptic-curve"),
        ["PKCS#8 elliptic curve"] = (Elliptic.ExportPkcs8PrivateKeyPem(), "no RSA key"),
        ["Ed25519"] = ("-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n-----END PRIVATE KEY-----\n", "no RSA key"),
        ["encrypted PKCS#8"] = (TestKey.Rsa.ExportEncryptedPkcs8PrivateKeyPem("passphrase", Encryption), "encrypted"),
        ["encrypted PKCS#1"] = (Pem.Replace("KEY-----\nMII", "KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0F1E2D3C4B5A69788796A5B4C3D2E1F0\n\nMII", StringComparison.Ordinal), "encrypted"),
        ["public key"] = (TestKey.Rsa.ExportSubjectPublicKeyInfoPem(), "public half"),
        ["PKCS#1 public key"] = (TestKey.Rsa.ExportRSAPublicKeyPem(), "public half"),
        ["public key in base64"] = (Base64(TestKey.Rsa.ExportSubjectPublicKeyInfoPem()), "public half"),
        ["certificate"] = (TestKey.Certificate, "certificate"),
        ["two keys"] = ($"{Pem}{OtherKey}\n", "more than one"),
        ["two keys in base64"] = (Base64($"{Pem}{OtherKey}\n"), "more than one"),
        ["1024 bits"] = (RSA.Create(1024).ExportRSAPrivateKeyPem(), "1024 bits"),
        ["prose"] = ("see the wiki page about it", "not a PEM file"),
        ["base64 of prose"] = (Base64("see the wiki page about it"), "not a PEM file"),
        ["base64 three times"] = (Base64(Base64(Base64(Pem))), "not a PEM file"),
        ["raw public key in base64"] = (Convert.ToBase64String(TestKey.Rsa.ExportSubjectPublicKeyInfo()), "not a PEM file"),
        ["raw elliptic curve in base64"] = (Convert.ToBase64String(Elliptic.ExportPkcs8PrivateKey()), "not a PEM file"),
    };

    public static TheoryData<string> UsableForms => new(Usable.Keys);

    public static TheoryData<string> UnusableForms => new(Unusable.Keys);

    [Theory]
    [MemberData(nameof(UsableForms))]
    public void A_key_in_any_form_that_can_be_repaired_signs_as_the_original_does(string form)
    {
        using var key = AppPrivateKey.Read(Usable[form], "the Secret");

        Assert.True(TestKey.Signed("header.claims", key.Sign("header.claims")));
    }

    [Theory]
    [MemberData(nameof(UnusableForms))]
    public void What_is_no_key_is_told_by_what_it_is_instead_and_never_shown(string form)
    {
        var (text, words) = Unusable[form];

        var error = Assert.Throws<SidecarException>(() => AppPrivateKey.Read(text, "the Secret"));

        Assert.Equal(ExitCode.Key, error.ExitCode);
        Assert.StartsWith("The private key in the Secret cannot be used: ", error.Message);
        Assert.Contains(words, error.Message);
        Assert.DoesNotContain(PiecesOf(text), piece => $"{error}".Contains(piece, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_kind_of_mistake_has_its_own_sentence()
    {
        string[] mistakes =
        [
            "empty", "variable", "fingerprint", "client secret", "path", "header only", "no footer", "OpenSSH", "SEC1 elliptic curve",
            "encrypted PKCS#8", "public key", "certificate", "two keys", "1024 bits", "prose", "hole in the middle",
        ];

        var sentences = mistakes
            .Select(form => Assert.Throws<SidecarException>(() => AppPrivateKey.Read(Unusable[form].Text, "the Secret")).Message)
            .ToList();

        Assert.Equal(sentences.Count, sentences.Distinct().Count());
    }

    [Fact]
    public void Its_fingerprint_is_the_one_that_GitHub_shows()
    {
        using var key = TestKey.Read();

        Assert.Equal($"SHA256:{Convert.ToBase64String(SHA256.HashData(TestKey.Rsa.ExportSubjectPublicKeyInfo()))}", key.Fingerprint);
    }

    [Fact]
    public void It_shows_nothing_of_itself()
    {
        using var key = TestKey.Read();

        Assert.DoesNotContain(PiecesOf(Pem), piece => $"{key}".Contains(piece, StringComparison.Ordinal));
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string Lines(string text) => Convert.ToBase64String(Encoding.Latin1.GetBytes(text), Base64FormattingOptions.InsertLineBreaks);

    private static IEnumerable<string> PiecesOf(string text) => Enumerable.Range(0, Math.Max(0, text.Length - 19)).Select(start => text.Substring(start, 20));
}
