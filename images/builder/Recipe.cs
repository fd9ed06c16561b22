namespace Sidecars.Images;

/// <summary>What an image is made of, beside what all have.</summary>
/// <param name="Debian">Files of installed Debian packages, as in a shell; the libraries that they load come with them.</param>
internal sealed record Recipe(string Name, string Program, string Project, string Description, int LimitMiB, params string[] Debian)
{
    private const string Encodings = "/usr/lib/x86_64-linux-gnu/gconv";

    // glibc loads an encoding when git needs it (working-tree-encoding); without it git writes another one and says that all went well.
    private static readonly string[] GitOverHttps =
    [
        "/usr/bin/git", "/usr/bin/ssh-keygen", "/usr/lib/git-core/git-remote-http", "/usr/lib/git-core/git-remote-https",
        $"{Encodings}/gconv-modules", $"{Encodings}/gconv-modules.d/gconv-modules-extra.conf", $"{Encodings}/UTF-*.so", $"{Encodings}/UNICODE.so",
        $"{Encodings}/ISO8859-*.so", $"{Encodings}/CP125*.so", $"{Encodings}/KOI8-*.so", $"{Encodings}/BIG5.so", $"{Encodings}/GB*.so", $"{Encodings}/EUC-*.so", $"{Encodings}/SJIS.so",
    ];

    public static IReadOnlyList<Recipe> All { get; } =
    [
        new("generate-initial-token", "generate-initial-token", "GenerateInitialToken", "Publishes a GitHub App's installation token in a directory in memory, and ends.", 16),
        new("token-refresher", "token-refresher", "TokenRefresher", "Keeps the GitHub App installation token in a directory in memory fresh.", 16),
        new("secret-sync", "secret-sync", "SecretSync", "Keeps Secrets for Tekton, and copies in other namespaces, in step with their sources.", 16),
        new("git-clone", "git-clone", "GitClone", "Clones GitHub repositories with that token, and keeps them in sync.", 45, GitOverHttps),
        new("git-clone-lfs", "git-clone", "GitClone", "git-clone with git-lfs, for --lfs.", 54, [.. GitOverHttps, "/usr/bin/git-lfs"]),
    ];

    public bool HasGit => Debian.Length > 0;

    /// <exception cref="BuildException">There is none of that name.</exception>
    public IEnumerable<string> DebianFiles => Debian.SelectMany(Matching);

    private static IEnumerable<string> Matching(string pattern)
    {
        var directory = Path.GetDirectoryName(pattern)!;
        string[] files = Directory.Exists(directory) ? Directory.GetFiles(directory, Path.GetFileName(pattern)) : [];
        return files.Length > 0 ? files.Order(StringComparer.Ordinal) : throw new BuildException($"There is no {pattern}: install the Debian package that it is of, as ./build.sh images does.");
    }
}
