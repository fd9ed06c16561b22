using Sidecars.Cli;
using Sidecars.Git.Running;
using Sidecars.Linux;
using Sidecars.Repositories;

namespace Sidecars.Git.Volume;

/// <summary>A .git that is there already. Somebody else may have put it there: it counts only when nothing in it can make git run or send anything.</summary>
/// <param name="Origin">Null where none was set yet.</param>
/// <param name="Filter">What it leaves on the server; null for nothing.</param>
/// <param name="IsSparse">Only some of its directories are checked out.</param>
/// <param name="HasIdentity">It says who commits there.</param>
internal sealed record FoundClone(string? Origin, string? Filter, bool IsSparse, bool HasIdentity)
{
    private static readonly string[] Directories = ["objects", "objects/info", "objects/pack", "refs", "refs/heads", "refs/tags", "info", GitDirectory.Ours];

    private static readonly string[] Files = ["HEAD", "config", "config.worktree", "packed-refs", "index", "shallow", "info/sparse-checkout", $"{GitDirectory.Ours}/{RunLock.Name}", CheckoutJournal.File];

    /// <summary>Names by which a .git leads git to other configuration, or other objects, than its own.</summary>
    private static readonly string[] Detours = ["commondir", "objects/info/alternates", "objects/info/http-alternates"];

    /// <summary>The second is there when somebody chose directories with git sparse-checkout.</summary>
    private static readonly string[] Configurations = ["config", "config.worktree"];

    /// <summary>Directories in directories: a reference has a name of 255 characters at most.</summary>
    private const int MostNested = 150;

    /// <exception cref="SidecarException">It is not a clone of ours, or one that was tampered with.</exception>
    public static async Task<FoundClone> InspectAsync(GitProcess git, GitDirectory directory, CloneTarget target, CancellationToken cancellationToken)
    {
        if (Libc.TypeOf(directory.Path) != FileType.Directory)
        {
            throw directory.InTheWay("its .git is not a directory");
        }

        if (Irregular(directory.Path, MostNested) is { } irregular)
        {
            throw directory.InTheWay($"{Redaction.Clean(Path.GetRelativePath(target.Directory, irregular))} is neither a file nor a directory of git's");
        }

        if (Directories.FirstOrDefault(name => TypeOf(directory, name) == FileType.Regular) is { } noDirectory)
        {
            throw directory.InTheWay($"its .git/{noDirectory} is no directory");
        }

        if (Files.FirstOrDefault(name => TypeOf(directory, name) == FileType.Directory) is { } noFile)
        {
            throw directory.InTheWay($"its .git/{noFile} is no file");
        }

        if (Detours.FirstOrDefault(name => Path.Exists(Path.Combine(directory.Path, name))) is { } detour)
        {
            throw directory.InTheWay($"its .git has a {detour}");
        }

        var found = new FoundClone(null, null, IsSparse: false, HasIdentity: false);
        foreach (var file in Configurations.Where(file => File.Exists(Path.Combine(directory.Path, file))))
        {
            found = await found.WithAsync(git, directory, file, cancellationToken);
        }

        // Where a submodule comes from, its superproject's author may change.
        return found.Origin is null || found.IsOf(target, git.Server) || IsEmpty(directory) || (target.Superproject is not null && RepositoryUrl.IsOnServer(found.Origin, git.Server))
            ? found
            : throw directory.InTheWay($"it is a clone of {Redaction.Clean(found.Origin)}, not of {target.Url}");
    }

    /// <summary>Whether it is a clone of what is wanted, however its URL is written.</summary>
    public bool IsOf(CloneTarget target, Uri server) => Origin is not null && (Origin == target.Url.AbsoluteUri || RepositoryUrl.AreSame(Origin, target.Url, server));

    /// <summary>Reads a file of configuration as a file, and without includes: that runs nothing.</summary>
    private async Task<FoundClone> WithAsync(GitProcess git, GitDirectory directory, string file, CancellationToken cancellationToken)
    {
        // Given to git, and not named to it: somebody could put a pipe in its place, or a link.
        var entries = await git.AskAsync(null, ["config", "--file", "-", "--no-includes", "--list", "-z"], cancellationToken, directory.Text(file) ?? "")
                      ?? throw directory.InTheWay($"its .git/{file} cannot be read");
        return With(entries, directory, file, git.Server);
    }

    /// <param name="entries">As git lists them.</param>
    internal FoundClone With(string entries, GitDirectory directory, string file, Uri server)
    {
        var found = this;
        foreach (var entry in entries.Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = entry.Split('\n', 2) is [var key, var rest] ? (key, rest) : (entry, "");
            if (!(name == "core.worktree" ? value == directory.WorkTreeSetting : HarmlessConfig.Allows(name, value, server)))
            {
                throw directory.InTheWay($"its .git/{file} sets {Redaction.Clean(name)}, which no clone of ours has");
            }

            if (name == "remote.origin.url" && found.Origin is not null)
            {
                throw directory.InTheWay($"its .git/{file} sets {name} twice");
            }

            found = name switch
            {
                "remote.origin.url" => found with { Origin = value },
                "remote.origin.partialclonefilter" => found with { Filter = value },
                "core.sparsecheckout" => found with { IsSparse = value == "true" },
                "user.name" or "user.email" => found with { HasIdentity = true },
                _ => found,
            };
        }

        return found;
    }

    /// <summary>Nothing was ever fetched or committed: a run that failed left it, with an origin that has been corrected since.</summary>
    private static bool IsEmpty(GitDirectory directory) => directory.References().Count == 0 && directory.Head().Commit is null && !File.Exists(Path.Combine(directory.Path, "index"));

    private static FileType TypeOf(GitDirectory directory, string name) => Libc.TypeOf(Path.Combine(directory.Path, name));

    /// <summary>The first thing below that would make git read or write elsewhere, or wait for somebody to write; null when there is none.</summary>
    private static string? Irregular(string directory, int deeper)
    {
        if (deeper == 0)
        {
            return directory;
        }

        foreach (var path in Entries(directory))
        {
            switch (Libc.TypeOf(path))
            {
                case FileType.Directory when Irregular(path, deeper - 1) is { } below:
                    return below;
                case FileType.Directory or FileType.Regular or FileType.None:
                    continue;
                default:
                    return path;
            }
        }

        return null;
    }

    private static string[] Entries(string directory)
    {
        try
        {
            return Directory.GetFileSystemEntries(directory);
        }
        catch (DirectoryNotFoundException)
        {
            // Another run is at work there, and has just removed it.
            return [];
        }
    }
}
