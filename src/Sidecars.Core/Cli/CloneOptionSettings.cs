using Sidecars.Git;
using Sidecars.Git.Volume;

namespace Sidecars.Cli;

/// <summary>How clones are made.</summary>
public static class CloneOptionSettings
{
    private static readonly Setting Depth = new(
        "--depth", "GIT_DEPTH", "Commits of history to fetch", fallbackText: "all of it; 1 for a commit without a ref");

    private static readonly Setting Filter = new(
        "--filter", "GIT_FILTER", "What to leave on the server until it is needed: blob:none, blob:limit=SIZE or tree:DEPTH", fallbackText: "nothing");

    private static readonly Setting Sparse = new(
        "--sparse", "GIT_SPARSE", "Directories to check out, separated by white space, besides the files at the top", fallbackText: "all of them");

    private static readonly Setting Submodules = Setting.Flag(
        "--submodules", "GIT_SUBMODULES", "Clone submodules too, and theirs, from the same server; not with --in-place");

    private static readonly Setting Lfs = Setting.Flag("--lfs", "GIT_LFS", "Fetch the content of large files (Git LFS) too; git-lfs must be installed, and with --sync it needs --in-place");

    private static readonly Setting DiscardLocalChanges = Setting.Flag(
        "--discard-local-changes", "GIT_DISCARD_LOCAL_CHANGES", "Write over changed and unknown files; commits are kept below refs/sidecars/set-aside");

    private static readonly Setting Identity = new(
        "--identity", "GIT_IDENTITY", "Who commits: app for the App's bot, or \"Name <mail>\"; what the clone already says stays", fallbackText: "nobody is named");

    private static readonly Setting AllowedSigners = new(
        "--allowed-signers", "GIT_ALLOWED_SIGNERS", "File of SSH keys, as ssh-keygen reads it: only a commit that one of them has signed is checked out", fallbackText: "signatures are not looked at");

    public static IReadOnlyList<Setting> All { get; } = [Depth, Filter, Sparse, Submodules, Lfs, DiscardLocalChanges, Identity, AllowedSigners];

    /// <summary>What cannot be had in a plain directory that is kept in sync: it would need a place for git's data in it.</summary>
    internal static IReadOnlyList<Setting> NotInPlace { get; } = [Submodules];

    /// <summary>What is there for clones only, be they made once or kept in a plain directory.</summary>
    internal static IReadOnlyList<Setting> NotWithLink { get; } = [Lfs];

    /// <exception cref="SidecarException">A setting is wrong.</exception>
    public static CloneOptions Read(Settings settings) => new()
    {
        Depth = settings.FindValue(Depth, text => GitCloneSettings.Number(text, int.MaxValue)),
        Filter = settings.Find(Filter, text => CloneOptions.IsFilter(text) ? text : throw new FormatException("it is none of blob:none, blob:limit=SIZE, tree:DEPTH.")),
        Sparse = settings.Find(Sparse, ParseDirectories) ?? [],
        Submodules = settings.IsOn(Submodules),
        Lfs = settings.IsOn(Lfs),
        DiscardLocalChanges = settings.IsOn(DiscardLocalChanges),
        Identity = settings.Find(Identity, text => text == "app" ? CommitIdentity.OfApp(settings.Find(CommonSettings.OutputDirectory)!) : CommitIdentity.Parse(text)),
        AllowedSigners = settings.Find(AllowedSigners, ParseFile),
    };

    private static IReadOnlyList<string> ParseDirectories(string text)
        => [.. text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(directory => directory.Trim('/')).Select(directory =>
            SparsePatterns.IsDirectory(directory) ? directory : throw new FormatException($"'{Redaction.Clean(directory)}' is not a directory of a repository."))];

    private static string ParseFile(string path)
        => File.Exists(path) ? Path.GetFullPath(path) : throw new FormatException($"there is no file {Redaction.Clean(path)}.");
}
