namespace Sidecars.Git;

/// <summary>A path in a work tree, as git writes it.</summary>
internal static class WorkTreePath
{
    /// <summary>Below the work tree, and out of its .git.</summary>
    public static bool IsInside(string path) => !path.Split('/').Any(part => part is "" or "." or ".." || part.Equals(".git", StringComparison.OrdinalIgnoreCase));
}
