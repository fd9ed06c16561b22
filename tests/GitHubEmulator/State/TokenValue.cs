using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace GitHubEmulator.State;

internal static class TokenValue
{
    public static string Invent(TokenFormat format, Installation installation, DateTimeOffset now, DateTimeOffset expiresAt) => format switch
    {
        TokenFormat.Classic => $"ghs_{RandomNumberGenerator.GetString(Invention.LettersAndDigits, 36)}",
        _ => $"ghs_{installation.App.Id}_{Header}.{Payload(installation, now, expiresAt)}.{Signature()}",
    };

    private static string Header { get; } = Encode(new { alg = "RS256", typ = "JWT" });

    private static string Payload(Installation installation, DateTimeOffset now, DateTimeOffset expiresAt) => Encode(new
    {
        iat = now.ToUnixTimeSeconds(),
        exp = expiresAt.ToUnixTimeSeconds(),
        installation = installation.Id,
        id = RandomNumberGenerator.GetHexString(32, lowercase: true),
    });

    /// <summary>Random, and with both characters that only base64url has: clients stumble over them.</summary>
    private static string Signature()
    {
        while (true)
        {
            var signature = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(256));

            if (signature.Contains('-') && signature.Contains('_'))
            {
                return signature;
            }
        }
    }

    private static string Encode<T>(T value) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(value));
}
