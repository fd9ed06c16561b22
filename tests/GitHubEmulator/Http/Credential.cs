using System.Net.Http.Headers;
using System.Text;

namespace GitHubEmulator.Http;

/// <summary>What the Authorization header holds.</summary>
/// <param name="Secret">The JWT, the token, or the password of Basic.</param>
internal sealed record Credential(CredentialKind Kind, string Scheme, string UserName, string Secret)
{
    private static readonly Credential None = new(CredentialKind.None, "", "", "");

    public string? TokenSha256 => Kind is CredentialKind.Token or CredentialKind.Basic ? IssuedToken.Sha256Of(Secret) : null;

    public static Credential Of(HttpRequest request)
    {
        if (!AuthenticationHeaderValue.TryParse(request.Headers.Authorization.ToString(), out var header) || header.Parameter is null)
        {
            return None;
        }

        return header.Scheme.ToLowerInvariant() switch
        {
            "basic" => Basic(header),
            "bearer" or "token" => new(LooksLikeJwt(header.Parameter) ? CredentialKind.Jwt : CredentialKind.Token, header.Scheme, "", header.Parameter),
            _ => None,
        };
    }

    // The newer installation tokens have two dots as well, but GitHub's prefix in front.
    private static bool LooksLikeJwt(string value) => value.Count(c => c == '.') == 2 && !value.StartsWith("gh", StringComparison.Ordinal);

    private static Credential Basic(AuthenticationHeaderValue header)
    {
        var bytes = new byte[header.Parameter!.Length];

        if (!Convert.TryFromBase64String(header.Parameter, bytes, out var length))
        {
            return None;
        }

        var pair = Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2);

        return new(CredentialKind.Basic, header.Scheme, pair[0], pair.Length == 2 ? pair[1] : "");
    }
}
