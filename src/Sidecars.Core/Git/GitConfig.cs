namespace Sidecars.Git;

/// <summary>The syntax of git's configuration files.</summary>
internal static class GitConfig
{
    /// <summary>Backslash and quote are escaped, and so is a line's end; the rest stands for itself.</summary>
    public static string Quoted(string value)
        => $"\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\"";
}
