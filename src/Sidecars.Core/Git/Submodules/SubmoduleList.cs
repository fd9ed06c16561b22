using Microsoft.Extensions.Logging;
using Sidecars.Cli;
using Sidecars.Git.Running;
using Sidecars.Repositories;

namespace Sidecars.Git.Submodules;

/// <summary>Finds the submodules of a commit. What the commit says of them is read as data, and counts only as far as it can do no harm.</summary>
/// <param name="isSparse">Only some of the commit's directories are checked out.</param>
internal sealed class SubmoduleList(GitProcess git, IGitRepository repository, bool isSparse, ILogger logger)
{
    private const string File = ".gitmodules";
    private const string Section = "submodule.";

    /// <param name="target">The superproject.</param>
    /// <param name="commit">Its commit, which is checked out.</param>
    /// <exception cref="SidecarException">There is one that must not be cloned.</exception>
    public async Task<IReadOnlyList<Submodule>> ReadAsync(CloneTarget target, string commit, CancellationToken cancellationToken)
    {
        if (await ListAsync(["--full-tree", commit, "--", File], cancellationToken) is not [var file])
        {
            return [];
        }

        var entries = await EntriesAsync(target, file, cancellationToken);
        var notCheckedOut = await NotCheckedOutAsync(target, cancellationToken);

        // Where several have the same path, git takes the last one too.
        var byPath = entries.Where(entry => entry.Value.ContainsKey("path")).GroupBy(entry => entry.Value["path"]).ToDictionary(group => group.Key, group => group.Last(), StringComparer.Ordinal);
        var submodules = new List<Submodule>();
        foreach (var (_, id, path) in (await ListAsync(["-r", "--full-tree", commit], cancellationToken)).Where(entry => entry.Mode == "160000" && !notCheckedOut.Contains(entry.Path)))
        {
            var (name, keys) = byPath.GetValueOrDefault(path);
            if (keys?.GetValueOrDefault("url") is not { } url)
            {
                logger.NoSuchSubmodule(target.Directory, path);
            }
            else if (keys.GetValueOrDefault("update") != "none")
            {
                submodules.Add(Parse(target, name, path, id, url));
            }
        }

        if (submodules.Count > 0 && target.Nesting == Submodule.DeepestNesting)
        {
            throw Refusal(target, $"there are submodules in submodules, more than {Submodule.DeepestNesting} deep");
        }

        // The git directory of one would be among the files of the other's.
        var names = submodules.Select(submodule => submodule.Name).ToHashSet(StringComparer.Ordinal);
        return submodules.Find(inner => Ancestors(inner.Name).Any(names.Contains)) is { } inside
            ? throw Refusal(target, $"the name of its submodule {inside.Name} begins with the one of another")
            : submodules;
    }

    /// <summary>Of a/b/c, a/b and a.</summary>
    private static IEnumerable<string> Ancestors(string name)
    {
        for (var slash = name.LastIndexOf('/'); slash > 0; slash = name.LastIndexOf('/', slash - 1))
        {
            yield return name[..slash];
        }
    }

    private Submodule Parse(CloneTarget target, string name, string path, string id, string url)
    {
        if (!Submodule.IsPath(name) || !Submodule.IsPath(path) || !ObjectId.IsWhole(id))
        {
            throw Refusal(target, $"its submodule '{Redaction.Clean(name)}' at '{Redaction.Clean(path)}' would not be among its files");
        }

        try
        {
            return new(name, path, id, RepositoryUrl.Resolve(url, target.Url, git.Server));
        }
        catch (FormatException e)
        {
            throw Refusal(target, $"of its submodule {Redaction.Clean(path)}, {e.Message.TrimEnd('.')}");
        }
    }

    /// <summary>Of each submodule by name, what the file says of it.</summary>
    private async Task<Dictionary<string, Dictionary<string, string>>> EntriesAsync(CloneTarget target, Entry file, CancellationToken cancellationToken)
    {
        // As a link it would be another file, perhaps of another repository.
        var text = file.Mode is "100644" or "100755" ? await git.AskAsync(repository, ["config", "--blob", file.Id, "--no-includes", "--list", "-z"], cancellationToken) : null;
        return Entries(text ?? throw Refusal(target, $"its {File} cannot be read"));
    }

    /// <param name="text">As git lists it.</param>
    internal static Dictionary<string, Dictionary<string, string>> Entries(string text)
    {
        var entries = new Dictionary<string, Dictionary<string, string>>(StringComparer.Ordinal);
        foreach (var entry in text.Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            var (key, value) = entry.Split('\n', 2) is [var before, var after] ? (before, after) : (entry, "");
            var dot = key.LastIndexOf('.');
            if (key.StartsWith(Section, StringComparison.Ordinal) && dot > Section.Length)
            {
                var name = key[Section.Length..dot];
                (entries.TryGetValue(name, out var keys) ? keys : entries[name] = [])[key[(dot + 1)..]] = value;
            }
        }

        return entries;
    }

    /// <summary>What is left out of a sparse checkout.</summary>
    private async Task<HashSet<string>> NotCheckedOutAsync(CloneTarget target, CancellationToken cancellationToken)
    {
        const string leftOut = "S ";
        return isSparse
            ? (await git.RunAsync(repository, $"list {target.Directory}", ["ls-files", "-t", "-z"], cancellationToken)).Split('\0')
                .Where(line => line.StartsWith(leftOut, StringComparison.Ordinal)).Select(line => line[leftOut.Length..]).ToHashSet(StringComparer.Ordinal)
            : [];
    }

    private async Task<List<Entry>> ListAsync(string[] arguments, CancellationToken cancellationToken)
        => [.. (await git.RunAsync(repository, "list a commit", ["ls-tree", "-z", .. arguments], cancellationToken)).Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(Entry.Parse)];

    private static SidecarException Refusal(CloneTarget target, string what)
        => new(ExitCode.Configuration, $"{target.Directory} was cloned, but its submodules were not: {what}. Have that mended in {File}, or leave out --submodules.");

    internal sealed record Entry(string Mode, string Id, string Path)
    {
        /// <summary>Reads <c>160000 commit SHA&lt;tab&gt;path</c>.</summary>
        public static Entry Parse(string line)
        {
            var tab = line.IndexOf('\t', StringComparison.Ordinal);
            var parts = line[..tab].Split(' ');
            return new(parts[0], parts[2], line[(tab + 1)..]);
        }
    }
}
