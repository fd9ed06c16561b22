using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace Sidecars.GitHub;

/// <summary>A token's value: opaque, never printed.</summary>
/// <remarks>Its form changed in 2026 from 40 characters to about 520 and may change again: nothing here looks into it.</remarks>
public sealed class TokenValue
{
    /// <summary>For this long GitHub may not know a new token everywhere: a refusal then need not mean no.</summary>
    public static readonly TimeSpan TimeToSpread = TimeSpan.FromMinutes(1);

    private const int MaxLength = 4096;

    private readonly string _value;

    /// <exception cref="FormatException">No HTTP header or netrc line could carry it.</exception>
    public TokenValue(string value)
    {
        if (!IsWellFormed(value))
        {
            throw new FormatException("this is not a token: it is empty, too long, or has characters that HTTP cannot carry");
        }

        _value = value;
    }

    /// <summary>Whether a header could carry it; nothing more can be told.</summary>
    public static bool IsWellFormed(string? value) => value?.Length is > 0 and <= MaxLength && FitsHeader(value);

    /// <summary>Whether all characters of a credential are such that a header can carry them; for tokens of any length, as those of service accounts.</summary>
    public static bool FitsHeader(string credential) => credential.All(c => c is > ' ' and < '\x7F');

    /// <summary>The value itself, for the places where it is published.</summary>
    public string Reveal() => _value;

    /// <summary>Base64 of the SHA-256, as <c>hashed_token</c> in GitHub's audit log.</summary>
    /// <remarks>https://docs.github.com/en/organizations/keeping-your-organization-secure/managing-security-settings-for-your-organization/identifying-audit-log-events-performed-by-an-access-token</remarks>
    public string Hashed => Convert.ToBase64String(Hash());

    /// <summary>The SHA-256 in hexadecimal, as <c>sha256sum</c> prints it.</summary>
    public string Sha256 => Convert.ToHexStringLower(Hash());

    /// <summary>For GitHub's REST API.</summary>
    public ICredentialProvider Bearer => new Header(new("Bearer", _value));

    /// <summary>For git over HTTPS.</summary>
    /// <remarks>https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/authenticating-as-a-github-app-installation</remarks>
    public ICredentialProvider Basic => new Header(new("Basic", BasicCredential("x-access-token", _value)));

    public static string BasicCredential(string user, string password) => Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));

    public override string ToString() => "[token]";

    private byte[] Hash() => SHA256.HashData(Encoding.UTF8.GetBytes(_value));

    private sealed class Header(AuthenticationHeaderValue value) : ICredentialProvider
    {
        public ValueTask<AuthenticationHeaderValue> GetAsync(CancellationToken cancellationToken) => ValueTask.FromResult(value);

        public bool Corrects(GitHubException refusal) => false;
    }
}
