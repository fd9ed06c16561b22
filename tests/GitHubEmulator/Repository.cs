using System.Globalization;
using System.Text;
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

    /// <summary>The bare repository's directory.</summary>
    public string Path { get; }

    internal Account Account { get; }

    internal DateTimeOffset CreatedAt { get; }

    /// <summary>Puts one file on a branch as if somebody had pushed it; a branch that is not there yet starts at <c>main</c>.</summary>
    /// <returns>The commit's full name.</returns>
    public string Commit(string branch, string file, string content)
    {
        var parent = Resolve($"refs/heads/{branch}") ?? (branch == "main" ? null : Resolve("refs/heads/main"));
        var message = $"Write {file}";
        var script = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"commit refs/heads/{branch}\n")
            .Append(CultureInfo.InvariantCulture, $"committer {GitCommand.Author} {DateTimeOffset.UtcNow.ToUnixTimeSeconds()} +0000\n")
            .Append(CultureInfo.InvariantCulture, $"data {Encoding.UTF8.GetByteCount(message)}\n{message}\n")
            .Append(parent is null ? "" : $"from {parent}\n")
            .Append(CultureInfo.InvariantCulture, $"M 100644 inline {file}\n")
            .Append(CultureInfo.InvariantCulture, $"data {Encoding.UTF8.GetByteCount(content)}\n{content}\n");

        _git.Run(Path, script.ToString(), "fast-import", "--quiet", "--date-format=raw-permissive");

        return Resolve($"refs/heads/{branch}")!;
    }

    public void Tag(string name, string sha) => _git.Run(Path, "", "update-ref", $"refs/tags/{name}", sha);

    /// <summary>The full name of the commit a branch, tag or other revision stands for, or null.</summary>
    public string? Resolve(string revision) =>
        _git.TryRun(Path, "rev-parse", "--verify", "--quiet", "--end-of-options", $"{revision}^{{commit}}")?.Trim();
}
