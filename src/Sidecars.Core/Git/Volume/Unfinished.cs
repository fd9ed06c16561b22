using System.Text;
using Sidecars.Linux;

namespace Sidecars.Git.Volume;

/// <summary>A merge, a rebase or the like that somebody began in a clone, and that waits for them to go on with it.</summary>
internal sealed class Unfinished(GitDirectory directory)
{
    /// <summary>What git goes by, and what it is.</summary>
    private static readonly (string Name, string Words)[] Signs =
    [
        ("MERGE_HEAD", "merge"), ("CHERRY_PICK_HEAD", "cherry-pick"), ("REVERT_HEAD", "revert"), ("BISECT_LOG", "bisect"), ("rebase-merge", "rebase"), ("rebase-apply", "rebase"),
    ];

    /// <summary>What it keeps beside them.</summary>
    private static readonly string[] Rest =
    [
        "MERGE_MSG", "MERGE_MODE", "MERGE_RR", "MERGE_AUTOSTASH", "AUTO_MERGE", "SQUASH_MSG", "REBASE_HEAD", "sequencer",
        "BISECT_START", "BISECT_TERMS", "BISECT_NAMES", "BISECT_EXPECTED_REV", "BISECT_ANCESTORS_OK", "BISECT_FIRST_PARENT", "BISECT_RUN",
    ];

    /// <summary>In words; null when nothing is.</summary>
    public string? Find()
    {
        using var git = directory.OpenDirectory();
        return Array.Find(Signs, sign => git.TypeOf(sign.Name) != FileType.None).Words is { } words ? $"an unfinished {words}" : null;
    }

    /// <summary>The commits it names. Some of them, such as what a rebase has put aside, have no other name.</summary>
    public IReadOnlyList<string> Commits()
    {
        using var git = directory.OpenDirectory();
        return [.. Files(git).SelectMany(file => Encoding.UTF8.GetString(file).Split((char[]?)null)).Where(ObjectId.IsWhole).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>It is not gone on with.</summary>
    public void End()
    {
        using var git = directory.OpenDirectory();
        foreach (var name in Names)
        {
            if (git.TypeOf(name) == FileType.Directory)
            {
                using var below = git.OpenDirectory(name);
                below.Names().ToList().ForEach(below.RemoveFile);
                git.RemoveDirectory(name);
            }
            else
            {
                git.RemoveFile(name);
            }
        }
    }

    private static IEnumerable<string> Names => Signs.Select(sign => sign.Name).Concat(Rest);

    private static IEnumerable<byte[]> Files(DirectoryHandle git)
    {
        foreach (var name in Names)
        {
            if (git.TypeOf(name) == FileType.Regular)
            {
                yield return git.Read(name) ?? [];
            }
            else if (git.TypeOf(name) == FileType.Directory)
            {
                using var below = git.OpenDirectory(name);
                foreach (var file in below.Names().Where(file => below.TypeOf(file) == FileType.Regular))
                {
                    yield return below.Read(file) ?? [];
                }
            }
        }
    }
}
