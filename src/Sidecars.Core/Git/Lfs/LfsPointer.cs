using System.Globalization;
using System.Text;

namespace Sidecars.Git.Lfs;

/// <summary>What a commit has in the place of a large file.</summary>
/// <remarks>https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md</remarks>
/// <param name="Oid">The content's SHA-256, in lower-case hexadecimal.</param>
internal sealed record LfsPointer(string Oid, long Size)
{
    /// <summary>Bytes; what is longer is none.</summary>
    public const int Longest = 1024;

    private const string Version = "version https://git-lfs.github.com/spec/v1";

    /// <summary>Null for what is none, and for one with extensions: what is stored for it has to go through programs.</summary>
    public static LfsPointer? TryParse(ReadOnlySpan<byte> content)
    {
        const string oid = "oid sha256:", size = "size ";
        return content.Length <= Longest
               && Encoding.UTF8.GetString(content).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) is [Version, var second, var third]
               && second.StartsWith(oid, StringComparison.Ordinal) && third.StartsWith(size, StringComparison.Ordinal)
               && second[oid.Length..] is { Length: 64 } hash && hash.All(char.IsAsciiHexDigitLower)
               && long.TryParse(third[size.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            ? new(hash, length)
            : null;
    }

    /// <summary>As it stands in a commit.</summary>
    public string Text => string.Create(CultureInfo.InvariantCulture, $"{Version}\noid sha256:{Oid}\nsize {Size}\n");

    /// <summary>Anything that begins as a pointer does: git-lfs leaves such content alone, whatever follows.</summary>
    public static bool IsBegun(ReadOnlySpan<byte> content) => content.Length <= Longest && content.StartsWith(Encoding.UTF8.GetBytes($"{Version}\n"));
}
