namespace Sidecars.Images;

/// <summary>What an image is made of, beside what all have.</summary>
/// <param name="Debian">Files of installed Debian packages; the libraries that they load come with them.</param>
internal sealed record Recipe(string Name, string Program, string Project, string Description, int LimitMiB, params string[] Debian)
{
    private static readonly string[] GitOverHttps = ["/usr/bin/git", "/usr/lib/git-core/git-remote-http", "/usr/lib/git-core/git-remote-https", "/usr/bin/ssh-keygen"];

    public static IReadOnlyList<Recipe> All { get; } =
    [
        new("generate-initial-token", "generate-initial-token", "GenerateInitialToken", "Publishes a GitHub App's installation token in a directory in memory, and ends.", 16),
        new("token-refresher", "token-refresher", "TokenRefresher", "Keeps the GitHub App installation token in a directory in memory fresh.", 16),
        new("git-clone", "git-clone", "GitClone", "Clones GitHub repositories with that token, and keeps them in sync.", 45, GitOverHttps),
        new("git-clone-lfs", "git-clone", "GitClone", "git-clone with git-lfs, for --lfs.", 52, [.. GitOverHttps, "/usr/bin/git-lfs"]),
    ];

    public bool HasGit => Debian.Length > 0;
}
