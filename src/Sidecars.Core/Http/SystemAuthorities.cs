using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sidecars.Linux;

namespace Sidecars.Http;

/// <summary>The certificate authorities of this machine.</summary>
/// <remarks>
/// Of the hundred and more in a bundle a server needs one. .NET makes a certificate of each before it looks at the server's, which took two fifths of
/// the CPU from start to token, and keeps them all, 1.7 MB. So it is told of none, and of the bundle only those are read that the server's certificates
/// name.
/// </remarks>
/// <param name="bundles">Files in PEM form, any of which may be missing.</param>
/// <param name="directories">Of such files; looked into where the bundles do not do.</param>
internal sealed class SystemAuthorities(IEnumerable<string> bundles, IEnumerable<string> directories)
{
    /// <summary>OpenSSL's names for where they are.</summary>
    public const string FileVariable = "SSL_CERT_FILE";
    private const string DirectoryVariable = "SSL_CERT_DIR";

    /// <summary>Where distributions keep theirs.</summary>
    private static readonly string[] UsualBundles = ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem"];
    private const string UsualDirectory = "/etc/ssl/certs";

    private static readonly Lazy<SystemAuthorities> Found = new(TakeOver);

    /// <summary>From the first use on, .NET has none of its own.</summary>
    public static SystemAuthorities Instance => Found.Value;

    /// <summary>The bundle where no variable names one; null where there is none.</summary>
    public static string? UsualBundle => UsualBundles.FirstOrDefault(File.Exists);

    public bool HaveSigned(ServerCertificate certificate)
        => HaveSigned(certificate, [.. bundles]) || HaveSigned(certificate, [.. bundles, .. directories.SelectMany(FilesOf)]);

    private static bool HaveSigned(ServerCertificate certificate, IReadOnlyList<string> files)
    {
        var named = new List<X509Certificate2>();
        var names = new HashSet<string>();
        try
        {
            // Until nobody new is named: the files may have who signed an authority, too.
            for (var wanted = New(certificate.Names); wanted.Count > 0;)
            {
                var found = files.SelectMany(file => Named(wanted, file)).ToList();
                named.AddRange(found);
                wanted = New(found.Select(authority => authority.IssuerName));
            }

            return named.Count > 0 && certificate.IsSignedBy([.. named]);
        }
        finally
        {
            named.ForEach(authority => authority.Dispose());
        }

        HashSet<string> New(IEnumerable<X500DistinguishedName> some) => [.. some.Select(name => DistinguishedName.Normalize(name.RawData)).Where(names.Add)];
    }

    private static string[] FilesOf(string directory)
    {
        try
        {
            return Directory.GetFiles(directory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static SystemAuthorities TakeOver()
    {
        // Makes .NET's own copy, for us and for our children; what changes below is seen by OpenSSL alone.
        var environment = Environment.GetEnvironmentVariables();
        Libc.SetEnvironmentVariable(FileVariable, "/dev/null");
        Libc.SetEnvironmentVariable(DirectoryVariable, "/dev/null");
        return new(
            environment[FileVariable] is string { Length: > 0 } file ? [file] : UsualBundle is { } usual ? [usual] : [],
            (environment[DirectoryVariable] is string { Length: > 0 } given ? given : UsualDirectory).Split(':'));
    }

    /// <summary>Those of a file that have one of these names. None where it cannot be read.</summary>
    private static List<X509Certificate2> Named(HashSet<string> names, string file)
    {
        var named = new List<X509Certificate2>();
        try
        {
            foreach (var certificate in PemCertificates.Of(BoundedFile.Read(file, CaFile.MostBytes)))
            {
                if (names.Contains(DistinguishedName.Normalize(Subject(certificate.Span))))
                {
                    named.Add(X509CertificateLoader.LoadCertificate(certificate.Span));
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or AsnContentException or CryptographicException)
        {
            // It is damaged, or gone: then those before the damage have to do.
        }

        return named;
    }

    /// <summary>RFC 5280, section 4.1: behind version, serial number, signature, issuer and validity.</summary>
    private static ReadOnlySpan<byte> Subject(ReadOnlySpan<byte> certificate)
    {
        var rest = Content(Content(certificate));
        for (var skipped = Asn1Tag.Decode(rest, out _) == new Asn1Tag(TagClass.ContextSpecific, 0, isConstructed: true) ? 0 : 1; skipped < 5; skipped++)
        {
            rest = rest[Whole(rest)..];
        }

        return rest[..Whole(rest)];
    }

    private static ReadOnlySpan<byte> Content(ReadOnlySpan<byte> value)
    {
        AsnDecoder.ReadSequence(value, AsnEncodingRules.DER, out var offset, out var length, out _);
        return value.Slice(offset, length);
    }

    private static int Whole(ReadOnlySpan<byte> value)
    {
        AsnDecoder.ReadEncodedValue(value, AsnEncodingRules.DER, out _, out _, out var consumed);
        return consumed;
    }
}
