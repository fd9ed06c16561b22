using System.Security.Cryptography;

namespace GitHubEmulator;

public sealed class GitHubApp
{
    private readonly Lock gate = new();
    private readonly List<RSAParameters> keys = [];

    internal GitHubApp(long id, string clientId, string slug, Account owner, DateTimeOffset createdAt)
    {
        Id = id;
        ClientId = clientId;
        Slug = slug;
        Owner = owner;
        CreatedAt = createdAt;
    }

    public long Id { get; }

    public string ClientId { get; }

    public string Slug { get; }

    internal Account Owner { get; }

    internal DateTimeOffset CreatedAt { get; }

    internal bool HasKeys
    {
        get
        {
            lock (gate)
            {
                return keys.Count > 0;
            }
        }
    }

    /// <summary>An app may have several keys: that is how they are rotated.</summary>
    public void AddKey(string publicKeyPem)
    {
        var key = Read(publicKeyPem);

        lock (gate)
        {
            keys.Add(key);
        }
    }

    public void RemoveKey(string publicKeyPem)
    {
        var key = Read(publicKeyPem);

        lock (gate)
        {
            keys.RemoveAll(known => known.Modulus.AsSpan().SequenceEqual(key.Modulus));
        }
    }

    internal bool Signed(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        lock (gate)
        {
            foreach (var key in keys)
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
