namespace Sidecars.Apps.Support;

/// <summary>What a directory holds, in words: two that are equal say that nothing changed.</summary>
internal static class Snapshot
{
    /// <summary>What a run may add to a .git without touching anybody's work: what comes from the server, and files of its own.</summary>
    private static readonly string[] Fetched = ["objects", "packed-refs", "refs/remotes", "refs/sidecars", "git-clone"];

    /// <summary>Everything: type, mode, owner, name and content, and when a file was last written; links are not followed, and pipes are not read.</summary>
    /// <param name="without">Paths that do not count.</param>
    public static async Task<string> OfAsync(string directory, params string[] without)
    {
        var run = await Command.RunAsync("find", Looking(directory, without), new Dictionary<string, string>());
        Assert.True(run.ExitCode == 0, run.Error);
        return Sorted(run.Output);
    }

    /// <summary>The same, where the clone's volume is mounted.</summary>
    public static async Task<string> OfAsync(Clone clone, string directory, params string[] without) => Sorted(await clone.OutputOfAsync("find", Looking(directory, without)));

    /// <summary>Somebody's work in a clone: the whole work tree and, of .git, all that is not fetched, byte for byte; where branches, tags and the stash lead, and every object they need.</summary>
    public static async Task<string> OfWorkAsync(Clone clone)
    {
        var files = await clone.OutputOfAsync("find", Looking(clone.Directory, [.. Fetched.Select(path => clone[$".git/{path}"])]));
        var references = await clone.GitAsync("for-each-ref", "--format=%(refname) %(objectname)", "refs/heads", "refs/tags", "refs/stash");
        var objects = await clone.GitAsync("rev-list", "--objects", "--indexed-objects", "--branches", "--tags", "--reflog");
        return $"{Sorted(files)}\n{references}\n{Sorted(objects)}";
    }

    private static string[] Looking(string directory, string[] without)
        => [directory, .. without.SelectMany(path => new[] { "-path", path, "-prune", "-o" }), "-printf", "%y %m %U:%G %p %l\\n", "-type", "f", "-printf", "%T@ %p\\n", "-exec", "sha256sum", "{}", "+"];

    private static string Sorted(string lines) => string.Join('\n', lines.Split('\n').Order(StringComparer.Ordinal));
}
