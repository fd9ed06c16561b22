using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace GitHubEmulator.Tests.Support;

/// <summary>An app's private key, and the JWTs it signs.</summary>
internal sealed class AppKey : IDisposable
{
    /// <summary>Making one takes longer than most tests.</summary>
    public static AppKey Shared { get; } = new();

    private readonly RSA _rsa = RSA.Create(2048);

    public string PublicPem => _rsa.ExportSubjectPublicKeyInfoPem();

    public string Sign(JsonObject claims, string algorithm = "RS256")
    {
        var header = Encode(new JsonObject { ["alg"] = algorithm, ["typ"] = "JWT" }.ToJsonString());
        var payload = Encode(claims.ToJsonString());
        var signature = _rsa.SignData(Encoding.ASCII.GetBytes($"{header}.{payload}"), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

        return $"{header}.{payload}.{Base64Url.EncodeToString(signature)}";
    }

    /// <summary>As a careful app does: dated back a minute, good for five.</summary>
    public string Sign(string issuer, DateTimeOffset now) => Sign(new JsonObject
    {
        ["iss"] = issuer,
        ["iat"] = now.ToUnixTimeSeconds() - 60,
        ["exp"] = now.ToUnixTimeSeconds() + 300,
    });

    public void Dispose() => _rsa.Dispose();

    private static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
