using System.Security.Cryptography;

namespace GitHubEmulator;

public sealed class GitHubApp
{
    private readonly Lock _gate = new();
    private readonly List<RSAParameters> _keys = [];

    internal GitHubApp(long id, string clientId, string slug, Account owner, DateTimeOffset createdAt)
    {
        Id = id;
        ClientId = clientId;
        Slug = slug;
        Owner = owner;
        CreatedAt = createdAt;
        Bot = new Account(Invention.AccountId(), $"{slug}[bot]");
    }

    public long Id { get; }

    public string ClientId { get; }

    public string Slug { get; }

    /// <summary>The user ID of the account that acts for it, <c>SLUG[bot]</c>.</summary>
    public long BotId => Bot.Id;

    internal Account Bot { get; }

    internal Account Owner { get; }

    internal DateTimeOffset CreatedAt { get; }

    internal bool HasKeys
    {
        get
        {
            lock (_gate)
            {
                return _keys.Count > 0;
            }
        }
    }

    /// <summary>An app may have several keys: that is how they are rotated.</summary>
    public void AddKey(string publicKeyPem)
    {
        var key = Read(publicKeyPem);

        lock (_gate)
        {
            _keys.Add(key);
        }
    }

    public void RemoveKey(string publicKeyPem)
    {
        var key = Read(publicKeyPem);

        lock (_gate)
        {
            _keys.RemoveAll(known => known.Modulus.AsSpan().SequenceEqual(key.Modulus));
        }
    }

    internal bool Signed(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        lock (_gate)
        {
            foreach (var key in _keys)
            {
                using var rsa = RSA.Create(key);

                if (rsa.VerifyData(data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static RSAParameters Read(string publicKeyPem)
    {
        using var rsa = RSA.Create();
        rsa.ImportFromPem(publicKeyPem);

        return rsa.ExportParameters(includePrivateParameters: false);
    }
}
