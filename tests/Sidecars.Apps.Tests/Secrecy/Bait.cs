using Sidecars.Apps.Support;

namespace Sidecars.Apps.Secrecy;

/// <summary>Secrets that are put where secrets may come from: nothing else has the same text.</summary>
internal static class Bait
{
    /// <summary>Of a basic-auth Secret, of a proxy, in the URL of a repository.</summary>
    public static readonly Secret Password = new("password", "b4it/Pass+word=x9QzK7");

    /// <summary>An installation token that is not this run's.</summary>
    public static readonly Secret Token = new("a token in the wrong place", "ghs_b4itTokenInTheWrongPlace0123456789ab");

    /// <summary>Its signature is what matters; the rest only looks like one.</summary>
    public static readonly Secret Jwt = new("a JWT in the wrong place", "eyJhbGciOiJIUzI1NiJ9.eyJiNGl0Ijoid3JvbmcifQ.b4itSignatureOfAJwtInTheWrongPlace");

    /// <summary>Part of the path or the query of a URL, where webhooks have theirs.</summary>
    public static readonly Secret Hook = new("webhook secret", "b4itH00kSecretT0ken5521");

    /// <summary>Its line of base64.</summary>
    public static readonly Secret SshKey = new("SSH private key", "b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEb4itSshK3yB0dyLine0000000000001");

    public static readonly Secret SecretValue = new("value of a Secret", "b4it-value-of-a-Secret/77Tq");

    /// <summary>What every JWT of ours begins with: it is made anew for each request.</summary>
    private static readonly Secret OurJwt = new("JWT of the App", "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9");

    public static IReadOnlyList<Secret> All { get; } =
    [
        Password, Token, Jwt, Hook, SshKey, SecretValue, OurJwt,
        .. TestKey.Shared.Pieces(24).Select(line => new Secret("App's key", line)),
        .. TestKey.Shared.PiecesOfPkcs8(24).Select(line => new Secret("App's key", line)),
        .. TestKey.Other.Pieces(24).Select(line => new Secret("another key", line)),
    ];

    public static string SshPem => $"-----BEGIN OPENSSH PRIVATE KEY-----\n{SshKey.Value}\n-----END OPENSSH PRIVATE KEY-----\n";

    /// <summary>With the password, as a URL must have it.</summary>
    public static string UrlUser => $"mona:{Uri.EscapeDataString(Password.Value)}";
}
