using Sidecars.Cli;

namespace Sidecars.Git;

/// <summary>A .git that is there already. Somebody else may have put it there: it counts only when nothing in it can make git run or send anything.</summary>
internal static class FoundClone
{
    /// <summary>Names by which a .git leads git to other configuration than its own.</summary>
    private static readonly string[] Detours = ["commondir", "config.worktree", "modules", "worktrees"];

    /// <exception cref="SidecarException">It is not a clone of ours, or one that was tampered with.</exception>
    public static async Task CheckAsync(GitProcess git, CloneTarget target, CancellationToken cancellationToken)
    {
        var path = Path.Combine(target.Directory, ".git");
        if (!Directory.Exists(path) || new DirectoryInfo(path).LinkTarget is not null)
        {
            throw InTheWay(target, "its .git is not a directory");
        }

        if (Detours.FirstOrDefault(name => Path.Exists(Path.Combine(path, name))) is { } detour)
        {
            throw InTheWay(target, $"its .git has a {detour}");
        }

        // Read as a file, and without includes: that runs nothing.
        var entries = await git.AskAsync(target.Directory, ["config", "--file", Path.Combine(path, "config"), "--no-includes", "--list", "-z"], cancellationToken)
                      ?? throw InTheWay(target, "its .git/config cannot be read");
        foreach (var entry in entries.Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = entry.Split('\n', 2) is [var key, var rest] ? (key, rest) : (entry, "");
            if (name == "remote.origin.url" && value != target.Url.AbsoluteUri)
            {
                throw InTheWay(target, $"it is a clone of {Redaction.Clean(value)}, not of {target.Url}");
            }

            if (!IsHarmless(name, value))
            {
                throw InTheWay(target, $"its .git/config sets {Redaction.Clean(name)}, which no clone of ours has");
            }
        }
    }

    public static SidecarException InTheWay(CloneTarget target, string what)
        => new(ExitCode.InTheWay, $"{target.Directory} stays as it is: {what}. Use another directory, or move it away.");

    /// <summary>What our own clones have, and what people set in them who commit there.</summary>
    private static bool IsHarmless(string name, string value) => name switch
    {
        "core.repositoryformatversion" => value == "0",
        "core.bare" => value == "false",
        "core.filemode" or "core.logallrefupdates" or "core.symlinks" or "core.ignorecase" => value is "true" or "false",
        "remote.origin.url" or "user.name" or "user.email" => true,
        "remote.origin.fetch" => value == GitClone.AllBranches,
        _ when name.StartsWith("branch.", StringComparison.Ordinal) && name.EndsWith(".remote", StringComparison.Ordinal) => value == "origin",
        _ when name.StartsWith("branch.", StringComparison.Ordinal) && name.EndsWith(".merge", StringComparison.Ordinal) => value.StartsWith("refs/heads/", StringComparison.Ordinal),
        _ => false,
    };
}
