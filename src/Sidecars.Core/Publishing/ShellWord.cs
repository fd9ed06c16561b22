namespace Sidecars.Publishing;

internal static class ShellWord
{
    /// <summary>The value as one word of a POSIX shell, whatever is in it.</summary>
    public static string Quoted(string value) => $"'{value.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
