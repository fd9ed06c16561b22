using System.Collections.Concurrent;
using GitHubEmulator.Git;

namespace GitHubEmulator;

/// <summary>A bare git repository on disk, and what GitHub knows about it.</summary>
public sealed class Repository
{
    private readonly GitCommand _git;

    internal Repository(long id, Account owner, string name, bool isPrivate, string path, GitCommand git, DateTimeOffset createdAt)
    {
        _git = git;
        Id = id;
        Account = owner;
        Name = name;
        IsPrivate = isPrivate;
        Path = path;
        CreatedAt = createdAt;
    }

    public long Id { get; }

    public string Owner => Account.Login;

    public string Name { get; internal set; }

    public string FullName => $"{Owner}/{Name}";

    public bool IsPrivate { get; set; }

    /// <summary>Whether the current protocol is spoken, as GitHub does, or only the old one.</summary>
    public bool SpeaksProtocol2 { get; set; } = true;

    /// <summary>The bare repository's directory.</summary>
    public string Path { get; }

    internal ConcurrentDictionary<string, byte[]> LfsObjects { get; } = new();

    internal Account Account { get; }

    internal DateTimeOffset CreatedAt { get; }

    /// <summary>Puts one file on a branch as if somebody had pushed it; a branch that is not there yet starts at <c>main</c>.</summary>
    /// <returns>The commit's full name.</returns>
    public string Commit(string branch, string file, string content) => Commit(branch, Change.File(file, content));

    /// <summary>The same with any changes, in one commit.</summary>
    public string Commit(string branch, params Change[] changes)
    {
        var message = $"Write {string.Join(", ", changes.Select(change => change.Path))}";
        var script = new FastImport().Commit(branch, DateTimeOffset.UtcNow, message, Tip(branch));

        foreach (var change in changes)
        {
            change.WriteTo(script);
        }

        script.RunIn(Path, _git);

        return Resolve($"refs/heads/{branch}")!;
    }

    /// <summary>A history that is worth something to leave out: each commit writes one of a hundred files anew. Packed as GitHub has it.</summary>
    /// <returns>The last commit's full name.</returns>
    public string CommitMany(string branch, int count)
    {
        var random = new Random(count);
        var now = DateTimeOffset.UtcNow;
        var script = new FastImport();

        for (var commit = 0; commit < count; commit++)
        {
            var path = $"many/{commit % 100}.txt";
            var content = new byte[256];
            random.NextBytes(content);
            script.Commit(branch, now.AddMinutes(commit - count), $"Write {path}", commit == 0 ? Tip(branch) : null);
            Change.File(path, Convert.ToHexStringLower(content)).WriteTo(script);
        }

        script.RunIn(Path, _git);
        _git.Run(Path, "repack", "-adbq");

        return Resolve($"refs/heads/{branch}")!;
    }

    /// <summary>Has a branch begin, or go on, anywhere: also further back, as after a forced push.</summary>
    public void Branch(string name, string sha) => _git.Run(Path, "update-ref", $"refs/heads/{name}", sha);

    /// <summary>Deletes a branch.</summary>
    public void Unbranch(string name) => _git.Run(Path, "update-ref", "-d", $"refs/heads/{name}");

    public void DefaultBranch(string name) => _git.Run(Path, "symbolic-ref", "HEAD", $"refs/heads/{name}");

    public void Tag(string name, string sha) => _git.Run(Path, "update-ref", $"refs/tags/{name}", sha);

    /// <summary>The same with a text of its own, as <c>git tag --annotate</c> makes it.</summary>
    public void AnnotatedTag(string name, string sha) => _git.Run(Path, "-c", "user.name=Mona Lisa", "-c", "user.email=mona@github.localhost", "tag", "--annotate", "--force", "--message", name, name, sha);

    /// <summary>Puts a file where Git LFS keeps it; the commit that means it has its pointer instead.</summary>
    public LfsObject StoreLfsObject(byte[] content)
    {
        var stored = LfsObject.Of(content);
        LfsObjects[stored.Oid] = content;

        return stored;
    }

    /// <summary>A fetch may name only what a branch or tag points to. GitHub refuses no commit; nor can a server in the current protocol.</summary>
    public void RefuseUnadvertisedCommits()
    {
        SpeaksProtocol2 = false;
        Configure("uploadpack.allowReachableSHA1InWant", "false");
        Configure("uploadpack.allowAnySHA1InWant", "false");
    }

    /// <summary>Every fetch gets its blobs and trees, whatever it asks to leave out; GitHub leaves them out.</summary>
    public void RefuseFilters() => Configure("uploadpack.allowFilter", "false");

    /// <summary>The full name of the commit a branch, tag or other revision stands for, or null.</summary>
    public string? Resolve(string revision) =>
        _git.TryRun(Path, "rev-parse", "--verify", "--quiet", "--end-of-options", $"{revision}^{{commit}}")?.Trim();

    private void Configure(string key, string value) => _git.Run(Path, "config", key, value);

    private string? Tip(string branch) => Resolve($"refs/heads/{branch}") ?? (branch == "main" ? null : Resolve("refs/heads/main"));
}
