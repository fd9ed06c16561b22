namespace Sidecars.Git.Submodules;

/// <summary>A repository that a commit of another one contains.</summary>
/// <param name="Name">Of its git directory, below modules.</param>
/// <param name="Path">Of its work tree, in the superproject's.</param>
/// <param name="Commit">The one that the superproject's commit names.</param>
internal sealed record Submodule(string Name, string Path, string Commit, Uri Url)
{
    /// <summary>How deep submodules may contain submodules.</summary>
    public const int DeepestNesting = 8;

    /// <summary>Names that stay below the directory where they are used, and that git takes for no option.</summary>
    public static bool IsPath(string path)
        => WorkTreePath.IsInside(path) && path[0] != '-' && !path.Any(c => char.IsControl(c) || c == '\\');
}
