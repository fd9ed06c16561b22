using System.Text;

namespace Sidecars.Kubernetes.Credentials;

/// <summary>A private key as OpenSSH reads it.</summary>
public static class SshPrivateKey
{
    private static readonly (string Mark, string Algorithm)[] Marks =
    [
        ("BEGIN RSA PRIVATE KEY", "rsa"), ("BEGIN EC PRIVATE KEY", "ecdsa"), ("BEGIN DSA PRIVATE KEY", "dsa"),
    ];

    private static readonly (string Name, string Algorithm)[] Names = [("ssh-ed25519", "ed25519"), ("ecdsa-sha2-", "ecdsa"), ("ssh-rsa", "rsa")];

    /// <summary>With the line ends that OpenSSH insists on: no carriage returns, and one at the end.</summary>
    /// <remarks>OpenSSH 9.2 says "error in libcrypto" to a key in its own format with carriage returns, or without the last line's end.</remarks>
    /// <returns>Null where it is no key.</returns>
    public static byte[]? Normalized(byte[] key)
    {
        var text = Encoding.UTF8.GetString(key).Replace("\r", "", StringComparison.Ordinal).Trim();
        return text.StartsWith("-----BEGIN ", StringComparison.Ordinal) && text.Contains("PRIVATE KEY-----", StringComparison.Ordinal) ? Encoding.UTF8.GetBytes(text + "\n") : null;
    }

    /// <summary>As in the name of a key's file, id_ALGORITHM.</summary>
    public static string AlgorithmOf(byte[] key)
    {
        var text = Encoding.UTF8.GetString(key);
        if (Marks.FirstOrDefault(mark => text.Contains(mark.Mark, StringComparison.Ordinal)).Algorithm is { } algorithm)
        {
            return algorithm;
        }

        // OpenSSH's own format has the algorithm's name in its part that is not encrypted.
        var lines = text.Split('\n', StringSplitOptions.TrimEntries).Where(line => !line.StartsWith("-----", StringComparison.Ordinal));
        var body = new byte[text.Length];
        return Convert.TryFromBase64String(string.Concat(lines), body, out var length) && Encoding.Latin1.GetString(body, 0, length) is var content
            ? Names.FirstOrDefault(name => content.Contains(name.Name, StringComparison.Ordinal)).Algorithm ?? "rsa"
            : "rsa";
    }

    /// <summary>Has ssh use the key for these hosts, and no other key.</summary>
    /// <param name="hosts">As Tekton has them: host or host:port, perhaps with a path.</param>
    public static byte[] ConfigFor(IEnumerable<string> hosts, string algorithm)
    {
        var config = new StringBuilder();
        foreach (var host in hosts.Select(host => host.Split('/')[0]).Distinct())
        {
            var colon = host.LastIndexOf(':') is var last && last > host.LastIndexOf(']') ? last : -1;
            var name = colon < 0 ? host : host[..colon];
            config.Append("Host ").Append(name).Append("\n    HostName ").Append(name).Append("\n    User git\n");
            if (colon >= 0)
            {
                config.Append("    Port ").Append(host[(colon + 1)..]).Append('\n');
            }

            config.Append("    IdentityFile ~/.ssh/id_").Append(algorithm).Append("\n    IdentitiesOnly yes\n");
        }

        return Encoding.UTF8.GetBytes(config.ToString());
    }
}
