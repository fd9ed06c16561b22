using System.Security.Cryptography;

namespace GitHubEmulator;

/// <param name="Oid">The content's SHA-256, in lower-case hexadecimal.</param>
public sealed record LfsObject(string Oid, long Size)
{
    /// <summary>The text that stands for the content in a commit.</summary>
    public string PointerText => $"version https://git-lfs.github.com/spec/v1\noid sha256:{Oid}\nsize {Size}\n";

    internal static LfsObject Of(byte[] content) => new(Convert.ToHexStringLower(SHA256.HashData(content)), content.Length);
}
