using Sidecars.Cli;
using Sidecars.Linux;

namespace Sidecars.Git;

/// <summary>A .git that is there already. Somebody else may have put it there: it counts only when nothing in it can make git run or send anything.</summary>
internal static class FoundClone
{
    /// <summary>Names by which a .git leads git to other configuration, or other objects, than its own.</summary>
    private static readonly string[] Detours = ["commondir", "config.worktree", "objects/info/alternates"];

    /// <exception cref="SidecarException">It is not a clone of ours, or one that was tampered with.</exception>
    public static async Task CheckAsync(GitProcess git, CloneTarget target, CancellationToken cancellationToken)
    {
        var path = Path.Combine(target.Directory, ".git");
        if (Libc.TypeOf(path) != FileType.Directory)
        {
            throw InTheWay(target, "its .git is not a directory");
        }

        if (Irregular(path) is { } irregular)
        {
            throw InTheWay(target, $"{Redaction.Clean(Path.GetRelativePath(target.Directory, irregular))} is neither a file nor a directory");
        }

        if (Detours.FirstOrDefault(name => Path.Exists(Path.Combine(path, name))) is { } detour)
        {
            throw InTheWay(target, $"its .git has a {detour}");
        }

        // Read as a file, and without includes: that runs nothing.
        var entries = await git.AskAsync(target.Directory, ["config", "--file", Path.Combine(path, "config"), "--no-includes", "--list", "-z"], cancellationToken)
                      ?? throw InTheWay(target, "its .git/config cannot be read");
        string? origin = null;
        foreach (var entry in entries.Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = entry.Split('\n', 2) is [var key, var rest] ? (key, rest) : (entry, "");
            if (!IsHarmless(name, value))
            {
                throw InTheWay(target, $"its .git/config sets {Redaction.Clean(name)}, which no clone of ours has");
            }

            origin = name == "remote.origin.url" ? value : origin;
        }

        // Asks git about the repository, so only now that its configuration is known to be harmless.
        if (origin is not null && origin != target.Url.AbsoluteUri && !await IsEmptyAsync(git, target, cancellationToken))
        {
            throw InTheWay(target, $"it is a clone of {Redaction.Clean(origin)}, not of {target.Url}");
        }
    }

    /// <summary>Nothing was ever fetched or committed: a run that failed left it, with an origin that has been corrected since.</summary>
    private static async Task<bool> IsEmptyAsync(GitProcess git, CloneTarget target, CancellationToken cancellationToken)
        => await git.AskAsync(target.Directory, ["for-each-ref", "--count=1"], cancellationToken) is "" && !File.Exists(Path.Combine(target.Directory, ".git", "index"));

    /// <summary>A directory, or nothing yet, and no link on the way: it would lead out of the workspace.</summary>
    /// <exception cref="SidecarException">It is something else.</exception>
    public static void CheckPath(CloneTarget target)
    {
        if (Libc.TypeOf(target.Directory) is FileType.Regular or FileType.Other)
        {
            throw InTheWay(target, "it is not a directory");
        }

        for (var path = target.Directory; path?.Length >= target.Workspace.Length; path = Path.GetDirectoryName(path))
        {
            if (Libc.TypeOf(path) == FileType.SymbolicLink)
            {
                throw InTheWay(target, $"{Redaction.Clean(path)} is a symbolic link");
            }
        }
    }

    /// <summary>The first thing below that would make git read or write elsewhere, or wait for somebody to write; null when there is none.</summary>
    private static string? Irregular(string directory)
    {
        foreach (var path in Directory.EnumerateFileSystemEntries(directory))
        {
            switch (Libc.TypeOf(path))
            {
                case FileType.Directory when Irregular(path) is { } below:
                    return below;
                case FileType.Directory or FileType.Regular or FileType.None:
                    continue;
                default:
                    return path;
            }
        }

        return null;
    }

    public static SidecarException InTheWay(CloneTarget target, string what)
        => new(ExitCode.InTheWay, $"{target.Directory} stays as it is: {what}. Use another directory, or move it away.");

    /// <summary>What our own clones have, and what people and their tools set in them that makes git run nothing.</summary>
    private static bool IsHarmless(string name, string value) => name switch
    {
        "core.repositoryformatversion" => value == "0",
        "core.bare" => value == "false",
        "core.filemode" or "core.logallrefupdates" or "core.symlinks" or "core.ignorecase" or "core.untrackedcache" => value is "true" or "false",
        "remote.origin.url" or "remote.origin.gh-resolved" or "user.name" or "user.email" or "pull.rebase" or "pull.ff" or "push.default" or "push.autosetupremote" or "lfs.repositoryformatversion" => true,
        "remote.origin.fetch" => value == GitClone.AllBranches,
        _ => name.Split('.') is ["branch", _, .., var key] && IsHarmlessForBranch(key, value),
    };

    private static bool IsHarmlessForBranch(string key, string value) => key switch
    {
        "remote" => value is "origin" or ".",
        "merge" => value.StartsWith("refs/heads/", StringComparison.Ordinal),
        "rebase" or "description" or "vscode-merge-base" => true,
        _ => false,
    };
}
