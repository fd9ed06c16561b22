using System.Security.Cryptography;
using System.Text;

namespace GitHubEmulator.State;

/// <summary>Signs the links to stored objects: whoever has one needs no credential.</summary>
internal sealed class LfsLinks(ServerClock clock)
{
    public static readonly TimeSpan Life = TimeSpan.FromHours(1);

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    /// <summary>Null for the host that is asked.</summary>
    public Uri? Storage { get; set; }

    public string Sign(string web, string method, string path, DateTimeOffset expiresAt) =>
        $"{(Storage?.GetLeftPart(UriPartial.Authority) ?? web)}{path}?expires={expiresAt.ToUnixTimeSeconds()}&signature={Signature(method, path, expiresAt.ToUnixTimeSeconds())}";

    public bool IsGood(HttpRequest request) =>
        long.TryParse(request.Query["expires"], out var expires)
        && expires > clock.Now.ToUnixTimeSeconds()
        && request.Query["signature"] == Signature(request.Method, request.Path.Value!, expires);

    private string Signature(string method, string path, long expires) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{method} {path} {expires}")));
}
