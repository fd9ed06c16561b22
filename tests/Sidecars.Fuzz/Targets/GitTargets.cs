using System.Text;
using Sidecars.Cli;
using Sidecars.Fuzz.Fuzzing;
using Sidecars.Git;
using Sidecars.Git.Lfs;
using Sidecars.Git.Progress;
using Sidecars.Git.Running;
using Sidecars.Git.Submodules;
using Sidecars.Git.Volume;
using Sidecars.Repositories;

namespace Sidecars.Fuzz.Targets;

/// <summary>What git prints, with names and words in it that a server or a commit's author chose, and what lies in a .git that somebody else may have written.</summary>
internal static class GitTargets
{
    private static readonly Uri Server = new("https://github.com");

    /// <summary>HEAD, packed references, one by itself, the journal of a checkout, and what a merge left.</summary>
    private static readonly string[] Files = ["HEAD", "packed-refs", "refs/heads/main", "git-clone/checkout", "MERGE_HEAD"];

    /// <summary>Settings that make git run a program, or send a credential elsewhere.</summary>
    private static readonly string[] Dangerous =
    [
        "core.sshcommand", "core.fsmonitor", "core.hookspath", "core.pager", "core.editor", "core.askpass", "core.gitproxy", "core.worktree", "core.attributesfile", "core.excludesfile", "core.alternaterefscommand",
        "credential.", "include", "alias.", "url.", "http.", "protocol.", "gpg.", "diff.", "merge.", "uploadpack.", "sequence.editor", "init.templatedir", "fetch.", "pager.", "gc.", "trailer.",
    ];

    public static IReadOnlyList<Target> All { get; } =
    [
        new("git-stderr", ReadErrors, "Sidecars.Core/Git/Progress/GitErrorReader.cs", "Sidecars.Core/Git/Running/GitFailure.cs", "Sidecars.Core/Git/Progress/GitProgress.cs") { Longest = 256 * 1024 },
        new("git-progress", ReadProgress, "Sidecars.Core/Git/Progress/GitProgress.cs"),
        new("ls-remote", ReadRemote, "Sidecars.Core/Git/RemoteList.cs", "Sidecars.Core/Git/Fetch.cs", "Sidecars.Core/Git/Sync/Remote.cs"),
        new("git-config", ReadConfig, "Sidecars.Core/Git/Volume/FoundClone.cs", "Sidecars.Core/Git/Volume/HarmlessConfig.cs"),
        new("gitmodules", ReadSubmodules, "Sidecars.Core/Git/Submodules/SubmoduleList.cs", "Sidecars.Core/Git/WorkTreePath.cs"),
        new("ls-tree", ReadTree, "Sidecars.Core/Git/Room.cs", "Sidecars.Core/Git/Submodules/SubmoduleList.cs"),
        new("lfs-pointer", ReadPointer, "Sidecars.Core/Git/Lfs/LfsPointer.cs"),
        new("lfs-filter", Filter, "Sidecars.Core/Git/Lfs/LfsFilter.cs") { IsExpected = e => e is IOException },
        new("git-head", ReadHead, "Sidecars.Core/Git/Volume/Head.cs"),
        new("git-directory", ReadDirectory, "Sidecars.Core/Git/Volume/GitDirectory.cs", "Sidecars.Core/Git/Volume/CheckoutJournal.cs", "Sidecars.Core/Git/Volume/Unfinished.cs", "Sidecars.Core/Linux/DirectoryHandle.cs") { Share = 2 },
    ];

    private static bool ReadErrors(Input input)
    {
        var steps = 0;
        using var text = new StringReader(input.Text);
        var said = GitErrorReader.ReadAsync(text, step => steps += Check(step), Task.CompletedTask).GetAwaiter().GetResult();
        BrokenPromiseException.Unless(said.Length <= 33 * 1024, "Of git's words a bounded part is kept.");
        var failure = GitFailure.Of("fetch acme/app", said, tokenIsFresh: input.Bytes.Length % 2 == 0);
        BrokenPromiseException.Unless(failure.Message.Length < 10_000 && !failure.Message.Any(char.IsControl), "A sentence is bounded, and has no control characters.");
        return steps > 0;
    }

    private static bool ReadProgress(Input input) => GitProgress.TryParse(input.Text) is { } step && Check(step) > 0;

    private static int Check(GitProgress step)
    {
        BrokenPromiseException.Unless(step.Percent is null or (>= 0 and <= 100) && step.Bytes is null or >= 0, "Progress goes from nothing to all.");
        BrokenPromiseException.Unless(step.ToString().Length < 100 && !step.ToString().Any(char.IsControl), "Progress is a phrase.");
        return 1;
    }

    private static bool ReadRemote(Input input)
    {
        var branch = RemoteList.DefaultBranch(input.Text);
        BrokenPromiseException.Unless(branch is null || Repository.IsRef(branch), "The default branch is a name that git takes for nothing else.");
        var head = RemoteList.Find(input.Text, null);
        var main = RemoteList.Find(input.Text, "main");
        BrokenPromiseException.Unless((head is null || ObjectId.IsWhole(head.Commit)) && main is null or { Reference: "refs/heads/main" or "refs/tags/main" }, "What is found is a commit of what was looked for.");
        return branch is not null || head is not null || main is not null;
    }

    private static bool ReadConfig(Input input)
    {
        var directory = new GitDirectory("/workspace/app/.git", "/workspace/app", "/workspace");
        var clone = new FoundClone(null, null, IsSparse: false, HasIdentity: false).With(input.Text, directory, "config", Server);
        foreach (var name in input.Text.Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(entry => entry.Split('\n')[0]))
        {
            BrokenPromiseException.Unless(!Dangerous.Any(dangerous => name.StartsWith(dangerous, StringComparison.OrdinalIgnoreCase)), "What makes git run or send anything is refused.");
            BrokenPromiseException.Unless(!name.EndsWith(".uploadpack", StringComparison.Ordinal) && !name.EndsWith(".receivepack", StringComparison.Ordinal) && !name.EndsWith(".vcs", StringComparison.Ordinal) && !name.EndsWith(".proxy", StringComparison.Ordinal), "What makes git run or send anything is refused.");
        }

        BrokenPromiseException.Unless(clone.Filter is null || CloneOptions.IsFilter(clone.Filter), "A filter is one.");
        _ = clone.IsOf(new(new("https://github.com/acme/app.git"), "/workspace/app", "/workspace", null, null), Server);
        return true;
    }

    private static bool ReadSubmodules(Input input)
    {
        var target = new Uri("https://github.com/acme/app.git");
        var taken = 0;
        foreach (var (name, keys) in SubmoduleList.Entries(input.Text))
        {
            if (keys.GetValueOrDefault("path") is not { } path || keys.GetValueOrDefault("url") is not { } url || !Submodule.IsPath(name) || !Submodule.IsPath(path))
            {
                continue;
            }

            BrokenPromiseException.Unless(
                Path.GetFullPath(path, "/workspace").StartsWith("/workspace/", StringComparison.Ordinal) && Path.GetFullPath(name, "/workspace").StartsWith("/workspace/", StringComparison.Ordinal)
                && !path.Split('/').Contains(".git", StringComparer.OrdinalIgnoreCase) && path[0] != '-' && name[0] != '-', "A submodule stays among the files.");
            try
            {
                BrokenPromiseException.Unless(RepositoryUrl.Resolve(url, target, Server).Authority == "github.com", "A submodule comes from the same server.");
                taken++;
            }
            catch (FormatException)
            {
            }
        }

        return taken > 0;
    }

    /// <summary>As git prints it: an author chooses the path, and what a damaged object says of its size; the rest is git's.</summary>
    private static bool ReadTree(Input input)
    {
        var lines = input.Text.Split('\0', StringSplitOptions.RemoveEmptyEntries);
        const string id = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
        foreach (var path in lines.Take(100))
        {
            var entry = SubmoduleList.Entry.Parse($"160000 commit {id}\t{path}");
            BrokenPromiseException.Unless(entry == new SubmoduleList.Entry("160000", id, path), "A path is read as it is.");
        }

        BrokenPromiseException.Unless(Room.SizeOf(input.Text) >= 0, "No commit has less than nothing.");
        return lines.Length > 0;
    }

    private static bool ReadPointer(Input input)
    {
        _ = LfsPointer.IsBegun(input.Bytes);
        if (LfsPointer.TryParse(input.Bytes) is not { } pointer)
        {
            return false;
        }

        BrokenPromiseException.Unless(pointer.Size >= 0 && pointer.Oid.Length == 64 && pointer.Oid.All(char.IsAsciiHexDigitLower), "An object's name can be a file's.");
        BrokenPromiseException.Unless(LfsPointer.TryParse(Encoding.UTF8.GetBytes(pointer.Text)) == pointer, "A pointer is read as itself.");
        return true;
    }

    /// <summary>git's questions to our filter.</summary>
    private static bool Filter(Input input)
    {
        using var output = new MemoryStream();
        LfsFilter.Run(new MemoryStream(input.Bytes), output);
        return output.Length > 0;
    }

    private static bool ReadHead(Input input)
    {
        if (Head.Parse(input.Text) is not { } head)
        {
            return false;
        }

        BrokenPromiseException.Unless(head.Branch is null != head.Commit is null, "HEAD leads to a branch or to a commit.");
        BrokenPromiseException.Unless(Head.Parse(head.Text.TrimEnd('\n')) == head, "HEAD is read as itself.");
        return true;
    }

    private static bool ReadDirectory(Input input)
    {
        var parts = input.Parts(5);
        var top = Scratch.Of("clone");
        var directory = new GitDirectory(Path.Combine(top, ".git"), top, top);
        foreach (var (name, content) in Files.Zip(parts))
        {
            Scratch.Write(directory.Path, name, content);
        }

        var taken = 0;
        Read(() => directory.Head().Text);
        Read(() => CheckoutJournal.Read(directory)?.To);
        Read(() =>
        {
            var references = directory.References();
            BrokenPromiseException.Unless(references.All(reference => reference.Key.StartsWith("refs/", StringComparison.Ordinal) && Repository.IsRef(reference.Key) && ObjectId.IsWhole(reference.Value)), "A reference has a name that git allows, and names an object.");
            Scratch.Write(directory.Path, "packed-refs", GitDirectory.PackedText(references));
            BrokenPromiseException.Unless(directory.References().SequenceEqual(references), "References are read as themselves.");
            return "";
        });
        BrokenPromiseException.Unless(new Unfinished(directory).Commits().All(ObjectId.IsWhole), "What is unfinished names commits.");
        return taken > 0;

        void Read(Func<string?> read)
        {
            try
            {
                _ = read();
                taken++;
            }
            catch (SidecarException e) when (e.ExitCode == ExitCode.InTheWay)
            {
            }
        }
    }
}
