namespace Sidecars.Git;

/// <summary>The name of a commit or another object.</summary>
internal static class ObjectId
{
    /// <summary>Whole, as SHA-1 or SHA-256: a shorter one may come to mean another object.</summary>
    public static bool IsWhole(string text) => text.Length is 40 or 64 && text.All(char.IsAsciiHexDigit);
}
