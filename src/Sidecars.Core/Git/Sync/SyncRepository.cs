using System.Security.Cryptography;
using System.Text;

namespace Sidecars.Git.Sync;

/// <summary>The git directory of a repository that is kept in sync. It lies where no other container can reach it, and holds what was fetched last.</summary>
internal sealed class SyncRepository : IGitRepository
{
    /// <summary>What is published, so that its objects are kept.</summary>
    private const string Published = "refs/sync/published";

    /// <summary>What was fetched and is not published yet.</summary>
    public const string Fetched = "refs/sync/fetched";

    /// <summary>Packs, of which each fetch makes one.</summary>
    private const int MostPacks = 10;

    private readonly GitProcess _git;

    private SyncRepository(GitProcess git, string path, CloneTarget target) => (_git, Path, Owner) = (git, path, target.Owner);

    public string Path { get; }

    public string Owner { get; }

    /// <summary>Nothing is checked out here.</summary>
    public string WorkTree => Path;

    public ObjectStores? Elsewhere => null;

    /// <summary>Goes on with what an earlier run has left there, if that is whole.</summary>
    public static async Task<SyncRepository> OpenAsync(GitProcess git, string path, CloneTarget target, CancellationToken cancellationToken)
    {
        var repository = new SyncRepository(git, path, target);
        if (Directory.Exists(path))
        {
            repository.RemoveLeftBehind();
            repository.Configure(target);
            if (await git.AskAsync(repository, ["fsck", "--connectivity-only", "--no-dangling", "--no-progress"], cancellationToken) is null)
            {
                Directory.Delete(path, recursive: true);
            }
        }

        foreach (var needed in new[] { "objects", "refs", "info" })
        {
            Directory.CreateDirectory(System.IO.Path.Combine(path, needed));
        }

        repository.Configure(target);
        return repository;
    }

    /// <summary>The one of a submodule, which lies beside this one.</summary>
    public Task<SyncRepository> OpenSubmoduleAsync(CloneTarget submodule, CancellationToken cancellationToken)
        => OpenAsync(_git, $"{Path}-{NameOf(submodule)}", submodule, cancellationToken);

    /// <summary>A name for a directory: the same in each run.</summary>
    public static string NameOf(CloneTarget target) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{target.Url} {target.Directory}")))[..16];

    public Task<bool> HasAsync(string commit, CancellationToken cancellationToken) => _git.PassesAsync(this, ["cat-file", "-e", $"{commit}^{{commit}}"], cancellationToken);

    /// <summary>Keeps the objects of what is published, and of nothing else, as soon as there is enough to be thrown away.</summary>
    public async Task KeepOnlyAsync(string commit, CancellationToken cancellationToken)
    {
        await _git.RunAsync(this, "note what is published", ["update-ref", Published, commit], cancellationToken);
        var packs = System.IO.Path.Combine(Path, "objects", "pack");
        if (Directory.Exists(packs) && Directory.EnumerateFiles(packs, "*.pack").Count() > MostPacks)
        {
            await _git.RunAsync(this, "forget what is fetched", ["update-ref", "-d", Fetched], cancellationToken);
            await _git.RunAsync(this, "remove old objects", ["gc", "--quiet", "--prune=now"], cancellationToken);
        }
    }

    /// <summary>The same, with a directory for files, and nothing known of what is in it.</summary>
    public IGitRepository WithFilesIn(string directory)
    {
        File.Delete(System.IO.Path.Combine(Path, "index"));
        return new WithFiles(Path, Owner, directory);
    }

    private void Configure(CloneTarget target)
    {
        File.WriteAllText(System.IO.Path.Combine(Path, "HEAD"), "ref: refs/heads/none-yet\n");
        File.WriteAllText(System.IO.Path.Combine(Path, "config"), PrivateConfig.Text(target, target.Options.Sparse.Count > 0, target.Options.Filter));
        if (target.Options.Sparse.Count > 0)
        {
            File.WriteAllText(System.IO.Path.Combine(Path, "info", "sparse-checkout"), SparsePatterns.Text(target.Options.Sparse));
        }
    }

    /// <summary>Of a run that was killed. Nobody but us is here.</summary>
    private void RemoveLeftBehind()
    {
        foreach (var file in Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories))
        {
            var name = System.IO.Path.GetFileName(file);
            if (name.EndsWith(".lock", StringComparison.Ordinal) || name.StartsWith("tmp_", StringComparison.Ordinal))
            {
                File.Delete(file);
            }
        }
    }

    private sealed record WithFiles(string Path, string Owner, string WorkTree) : IGitRepository
    {
        public ObjectStores? Elsewhere => null;
    }
}
