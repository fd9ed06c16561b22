using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace KubernetesEmulator.Access;

/// <summary>Bearer tokens, and who has them.</summary>
internal sealed class Tokens
{
    private readonly ConcurrentDictionary<string, User> _users = [];

    public Tokens()
    {
        AdminToken = Issue(User.Admin);
    }

    public string AdminToken { get; }

    public string Issue(User user)
    {
        var token = "emulated." + RandomNumberGenerator.GetHexString(40, lowercase: true);
        _users[token] = user;

        return token;
    }

    public void Revoke(User user)
    {
        foreach (var token in _users.Where(pair => pair.Value.Name == user.Name).Select(pair => pair.Key))
        {
            _users.TryRemove(token, out _);
        }
    }

    /// <returns>Null for a token that is not, or no longer, one.</returns>
    public User? Authenticate(string authorization)
    {
        if (authorization.Length == 0)
        {
            return User.Anonymous;
        }

        return authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? _users.GetValueOrDefault(authorization["Bearer ".Length..].Trim()) : null;
    }
}
