using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.Logging;
using Sidecars.Cli;

namespace Sidecars.GitHub;

/// <summary>Signs the short-lived JWT by which an App proves itself.</summary>
/// <remarks>https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app</remarks>
public sealed class AppJwtProvider(string appId, IReadOnlyList<AppPrivateKey> keys, ServerClock clock, ILogger logger) : ICredentialProvider
{
    /// <summary>GitHub refuses a JWT issued in its future: our clock may be fast by this much.</summary>
    private static readonly TimeSpan BackDating = TimeSpan.FromSeconds(60);

    /// <summary>GitHub refuses one that expires in over ten minutes, and one that has expired: our clock may be off by this much either way.</summary>
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(5);

    private bool _corrected;
    private int _key;

    public ValueTask<AuthenticationHeaderValue> GetAsync(CancellationToken cancellationToken)
    {
        var now = clock.Now;
        var claims = $$"""{"iat":{{(now - BackDating).ToUnixTimeSeconds()}},"exp":{{(now + Life).ToUnixTimeSeconds()}},"iss":"{{appId}}"}""";
        var unsigned = $"{Encoded("""{"alg":"RS256","typ":"JWT"}"""u8)}.{Encoded(Encoding.ASCII.GetBytes(claims))}";
        return ValueTask.FromResult(new AuthenticationHeaderValue("Bearer", $"{unsigned}.{Encoded(keys[_key].Sign(unsigned))}"));
    }

    /// <summary>When GitHub does not know the key, the next one is tried; when it says that our clock is wrong, its own time is taken from the same answer, once.</summary>
    public bool Corrects(GitHubException refusal)
    {
        if (refusal is { ExitCode: ExitCode.Key, Status: 401 } && _key < keys.Count - 1)
        {
            logger.KeyRefused(keys[_key].Fingerprint, keys[++_key].Fingerprint);
            return true;
        }

        if (_corrected || !refusal.IsAboutTheClock || refusal.ServerTime is not { } serverTime)
        {
            return false;
        }

        _corrected = true;
        logger.ClockCorrected((long)clock.Follow(serverTime).TotalSeconds);
        return true;
    }

    private static string Encoded(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);
}
