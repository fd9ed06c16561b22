using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using GitHubEmulator.Http;

namespace GitHubEmulator.Rest;

/// <summary>Decides which app sent a request, by the JSON web token it signed.</summary>
internal sealed class AppJwtJudge(Catalog catalog, ServerClock clock)
{
    private const int LongestLifeInSeconds = 600;

    private static Refusal Undecodable => new(StatusCodes.Status401Unauthorized, Messages.JwtUndecodable);

    public GitHubApp Judge(HttpRequest request)
    {
        var credential = Credential.Of(request);

        if (credential.Kind != CredentialKind.Jwt || !credential.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase))
        {
            throw Undecodable;
        }

        var parts = credential.Secret.Split('.');
        var claims = DecodeObject(parts[1]);
        var app = AppOf(claims);

        CheckSignature(app, parts);
        CheckTimes(claims);

        return app;
    }

    private GitHubApp AppOf(JsonElement claims)
    {
        if (!claims.TryGetProperty("iss", out var issuer) || issuer.ValueKind is not (JsonValueKind.String or JsonValueKind.Number))
        {
            throw Undecodable;
        }

        return catalog.AppByIssuer(issuer.ToString())
            ?? throw new Refusal(StatusCodes.Status404NotFound, Messages.IntegrationNotFound);
    }

    private static void CheckSignature(GitHubApp app, string[] parts)
    {
        if (!app.HasKeys)
        {
            throw new Refusal(StatusCodes.Status401Unauthorized, Messages.NoPublicKey);
        }

        var isRs256 = DecodeObject(parts[0]).TryGetProperty("alg", out var algorithm) && algorithm.ToString() == "RS256";

        if (!isRs256 || !app.Signed(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Decode(parts[2])))
        {
            throw Undecodable;
        }
    }

    private void CheckTimes(JsonElement claims)
    {
        var now = clock.Now.ToUnixTimeSeconds();

        if (SecondsOf(claims, "exp") is not { } expiresAt || expiresAt <= now)
        {
            throw new Refusal(StatusCodes.Status401Unauthorized, Messages.ExpiryNotInFuture);
        }

        if (expiresAt > now + LongestLifeInSeconds)
        {
            throw new Refusal(StatusCodes.Status401Unauthorized, Messages.ExpiryTooFar);
        }

        if (SecondsOf(claims, "iat") is not { } issuedAt || issuedAt > now)
        {
            throw new Refusal(StatusCodes.Status401Unauthorized, Messages.IssuedAtNotInPast);
        }
    }

    private static long? SecondsOf(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var seconds) ? seconds : null;

    private static JsonElement DecodeObject(string part)
    {
        try
        {
            var element = JsonElement.Parse(Decode(part));

            return element.ValueKind == JsonValueKind.Object ? element : throw Undecodable;
        }
        catch (JsonException)
        {
            throw Undecodable;
        }
    }

    private static byte[] Decode(string part)
    {
        // The encoder of JWTs never pads; the decoder would not mind.
        if (part.Contains('=') || !Base64Url.IsValid(part))
        {
            throw Undecodable;
        }

        return Base64Url.DecodeFromChars(part);
    }
}
