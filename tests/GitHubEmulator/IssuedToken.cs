using System.Security.Cryptography;
using System.Text;

namespace GitHubEmulator;

public sealed class IssuedToken
{
    private int _apiRefusals;
    private int _gitRefusals;
    private volatile bool _revoked;

    internal IssuedToken(
        string value,
        Installation installation,
        IReadOnlyList<Repository>? scope,
        IReadOnlyDictionary<string, string> permissions,
        DateTimeOffset mintedAt,
        DateTimeOffset expiresAt,
        FreshTokenRefusals refusals)
    {
        Value = value;
        Installation = installation;
        InstallationId = installation.Id;
        Scope = scope;
        Permissions = permissions;
        MintedAt = mintedAt;
        ExpiresAt = expiresAt;
        Refusals = refusals;
        _apiRefusals = refusals.Api;
        _gitRefusals = refusals.Git;
        Sha256 = Sha256Of(value);
    }

    public string Value { get; }

    /// <summary>Lower-case hexadecimal.</summary>
    public string Sha256 { get; }

    public long InstallationId { get; }

    public string Owner => Installation.Account;

    /// <summary>Full names, as they are now; null for all the installation reaches.</summary>
    public IReadOnlyList<string>? Repositories => Scope?.Select(repository => repository.FullName).ToList();

    public IReadOnlyDictionary<string, string> Permissions { get; }

    public DateTimeOffset MintedAt { get; }

    public DateTimeOffset ExpiresAt { get; }

    public bool IsRevoked => _revoked;

    internal Installation Installation { get; }

    internal IReadOnlyList<Repository>? Scope { get; }

    internal FreshTokenRefusals Refusals { get; }

    internal static string Sha256Of(string value) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(value)));

    internal void Revoke() => _revoked = true;

    internal bool IsAlive(DateTimeOffset now) => !_revoked && now < ExpiresAt && Installation.Id == InstallationId;

    internal bool Reaches(Repository repository) =>
        Installation.Reaches(repository) && Scope?.Contains(repository) is not false;

    internal bool TakeApiRefusal() => Interlocked.Decrement(ref _apiRefusals) >= 0;

    internal bool TakeGitRefusal() => Interlocked.Decrement(ref _gitRefusals) >= 0;
}
