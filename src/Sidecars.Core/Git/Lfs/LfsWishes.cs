using Sidecars.Git.Running;

namespace Sidecars.Git.Lfs;

/// <summary>Which of its large files a commit wants to be fetched: this much of its .lfsconfig is obeyed.</summary>
/// <param name="Include">Patterns with commas between them; empty for all.</param>
/// <param name="Exclude">Patterns with commas between them; empty for none.</param>
internal sealed record LfsWishes(string Include, string Exclude)
{
    private static readonly LfsWishes All = new("", "");

    /// <summary>Said in any case, so that git-lfs looks nowhere else.</summary>
    public string[] Arguments => [$"--include={Include}", $"--exclude={Exclude}"];

    public static async Task<LfsWishes> ReadAsync(GitProcess git, PrivateRepository repository, string commit, CancellationToken cancellationToken)
    {
        return new(await ReadAsync("lfs.fetchinclude"), await ReadAsync("lfs.fetchexclude"));

        async Task<string> ReadAsync(string name)
            => await git.AskAsync(repository, ["config", "--blob", $"{commit}:.lfsconfig", "--no-includes", "--get", name], cancellationToken) ?? "";
    }

    /// <summary>Those of the files that are wanted. Their names are compared by git-lfs, and their objects by us.</summary>
    public async Task<List<LfsFile>> AmongAsync(List<LfsFile> files, GitProcess git, PrivateRepository repository, string commit, CancellationToken cancellationToken)
    {
        const int oid = 64;
        if (this == All || files.Count == 0)
        {
            return files;
        }

        var list = await git.RunAsync(repository, "list the large files", ["lfs", "ls-files", "--long", .. Arguments, commit], cancellationToken);
        var wanted = list.Split('\n').Where(line => line.Length > oid).Select(line => line[..oid]).ToHashSet(StringComparer.Ordinal);
        return files.FindAll(file => wanted.Contains(file.Pointer.Oid));
    }
}
