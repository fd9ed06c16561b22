using System.Text;

namespace Sidecars.GitHub;

/// <summary>What becomes of a private key on its way through shells, templates and Secrets, and how to undo it.</summary>
internal static class PrivateKeyText
{
    private const string Begin = "-----BEGIN";
    private const int ClientSecretLength = 40;

    /// <summary>Undoes quotes, escaped line ends, byte order marks and layers of base64. What it cannot undo it leaves as it is.</summary>
    public static string Repair(string text)
    {
        var repaired = Unwrapped(text);

        // A Secret's "data" filled from a value that was base64 already: one layer too many, sometimes two.
        for (var layer = 0; layer < 2 && !repaired.Contains(Begin, StringComparison.Ordinal); layer++)
        {
            if (TryDecode(repaired) is not { } bytes || !IsText(bytes))
            {
                break;
            }

            repaired = Unwrapped(Encoding.UTF8.GetString(bytes));
        }

        return repaired;
    }

    /// <summary>The bytes behind a text that is nothing but base64; null for any other, PEM among them.</summary>
    public static byte[]? TryDecode(string text)
    {
        var bytes = new byte[text.Length];
        return text.Length > 0 && Convert.TryFromBase64String(text, bytes, out var length) && length > 0 ? bytes[..length] : null;
    }

    /// <summary>Why a repaired text is still no key, as the middle of a sentence. Never quotes it.</summary>
    public static string WhyUnusable(string text) => text switch
    {
        "" => "it is empty",
        _ when text.StartsWith('$') => "it is the name of a variable that nobody replaced by its value",
        _ when text.StartsWith("SHA256:", StringComparison.Ordinal) => "it is the key's fingerprint, not the key",
        { Length: ClientSecretLength } when text.All(char.IsAsciiHexDigit) => "it is the App's client secret, not its private key",
        _ when !text.Contains(Begin, StringComparison.Ordinal) => LooksLikePath(text) ? "it is the path of a file, not the file's content" : "it is not a PEM file",
        _ when Count(text, "PRIVATE KEY-----") > 2 => "it holds more than one private key",
        _ when Has(text, "OPENSSH PRIVATE KEY") => "it is an OpenSSH key, and GitHub Apps have RSA keys in PEM form",
        _ when Has(text, "ENCRYPTED") => "it is encrypted, and there is nobody to type the passphrase",
        _ when Has(text, "EC PRIVATE KEY") => "it is an elliptic-curve key, and GitHub Apps have RSA keys",
        _ when Has(text, "PUBLIC KEY") => "it is the public half of the key",
        _ when Has(text, "BEGIN CERTIFICATE") && !Has(text, "PRIVATE KEY") => "it is a certificate, not a private key",
        _ when !Has(text, "-----END") => Body(text).Length == 0
            ? "only its first line is there, as when a line-by-line format such as a .env file cut the rest off"
            : "its end is missing",
        _ => "it is damaged, or no RSA key",
    };

    private static string Unwrapped(string text)
    {
        var trimmed = text.Trim('\uFEFF', ' ', '\t', '\r', '\n', '\0');
        if (trimmed.Length > 1 && trimmed[0] is '"' or '\'' && trimmed[^1] == trimmed[0])
        {
            trimmed = trimmed[1..^1].Trim();
        }

        return trimmed.Replace("\\r", "", StringComparison.Ordinal).Replace("\\n", "\n", StringComparison.Ordinal).Trim();
    }

    /// <summary>Base64 of text decodes to text, base64 of DER does not.</summary>
    private static bool IsText(byte[] bytes) => bytes.All(b => b is >= 0x20 and < 0x7F or (byte)'\n' or (byte)'\r' or (byte)'\t' || b >= 0xBB);

    private static bool LooksLikePath(string text)
        => !text.Contains('\n') && (text[0] is '/' or '.' or '~' || text.EndsWith(".pem", StringComparison.Ordinal) || text.EndsWith(".key", StringComparison.Ordinal));

    private static string Body(string text) => text[(text.LastIndexOf("-----", StringComparison.Ordinal) + "-----".Length)..].Trim();

    private static bool Has(string text, string part) => text.Contains(part, StringComparison.Ordinal);

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}
