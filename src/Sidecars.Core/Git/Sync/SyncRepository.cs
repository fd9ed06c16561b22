using System.Security.Cryptography;
using System.Text;
using Sidecars.Cli;
using Sidecars.Git.Running;
using Sidecars.Git.Volume;
using Sidecars.Linux;

namespace Sidecars.Git.Sync;

/// <summary>The git directory of a repository that is kept in sync. It lies where no other container can reach it, and holds what was fetched last.</summary>
/// <param name="patience">With another git-clone that is at work.</param>
internal sealed class SyncRepository(GitProcess git, string path, CloneTarget target, LockPatience patience) : IGitRepository
{
    /// <summary>What is published, so that its objects are kept.</summary>
    private const string Published = "refs/sync/published";

    /// <summary>What was fetched and is not published yet.</summary>
    public const string Fetched = "refs/sync/fetched";

    /// <summary>Of which each fetch makes one.</summary>
    private const int MostPacks = 10;

    private readonly Dictionary<string, SyncRepository> _submodules = new(StringComparer.Ordinal);
    private bool _isOpen;
    private bool _isUsed;

    public string Path => path;

    public string Owner => target.Owner;

    /// <summary>Nothing is checked out here.</summary>
    public string WorkTree => path;

    public IEnumerable<string> OnVolumes => [];

    public ObjectStores? Elsewhere => null;

    /// <summary>Takes the repository for a while, so that no other git-clone changes it meanwhile. The first time, it goes on with what an earlier run has left there, if that is whole.</summary>
    /// <exception cref="SidecarException">Another one has it, or it cannot be written.</exception>
    public async Task<SyncLock> TakeAsync(CancellationToken cancellationToken)
    {
        var place = System.IO.Path.GetDirectoryName(path)!;
        SyncLock? held = null;
        try
        {
            Directory.CreateDirectory(place, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            using var directory = DirectoryHandle.Open(place);
            held = await SyncLock.TakeAsync(directory, place, patience, cancellationToken);
            await OpenAsync(cancellationToken);
            return held;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            held?.Dispose();
            throw new SidecarException(ExitCode.CannotWrite, $"{place} cannot be used ({e.Message.TrimEnd('.')}): git's own data go there, so mount a volume with room for them.", e);
        }
        catch
        {
            held?.Dispose();
            throw;
        }
    }

    /// <summary>The one of a submodule, which lies beside this one, and is taken with it.</summary>
    public async Task<SyncRepository> OpenSubmoduleAsync(CloneTarget submodule, CancellationToken cancellationToken)
    {
        var name = NameOf(submodule);
        if (!_submodules.TryGetValue(name, out var repository))
        {
            _submodules[name] = repository = new(git, $"{path}-{name}", submodule, patience);
        }

        repository._isUsed = true;
        await repository.OpenAsync(cancellationToken);
        return repository;
    }

    /// <summary>From now on it is noted which submodules are used.</summary>
    public void BeginUse()
    {
        foreach (var submodule in _submodules.Values)
        {
            submodule._isUsed = false;
            submodule.BeginUse();
        }
    }

    /// <summary>Removes those of submodules that were not used since, those of earlier runs too: what is published has them no more.</summary>
    public void RemoveUnused()
    {
        var used = ForgetUnused();
        foreach (var unused in Directory.EnumerateDirectories(System.IO.Path.GetDirectoryName(path)!, $"{System.IO.Path.GetFileName(path)}-*").Where(directory => !used.Contains(directory)).ToList())
        {
            Directory.Delete(unused, recursive: true);
        }
    }

    /// <summary>A name for a directory: the same in each run.</summary>
    public static string NameOf(CloneTarget target) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{target.Url} {target.Directory}")))[..16];

    /// <summary>The next time it is taken, nothing in it is believed.</summary>
    public void Doubt()
    {
        _isOpen = false;
        _submodules.Values.ToList().ForEach(submodule => submodule.Doubt());
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
    }

    public Task<bool> HasAsync(string commit, CancellationToken cancellationToken) => git.PassesAsync(this, ["cat-file", "-e", $"{commit}^{{commit}}"], cancellationToken);

    /// <summary>Keeps the objects of what is published, and of nothing else, as soon as there is enough to be thrown away.</summary>
    public async Task KeepOnlyAsync(string commit, CancellationToken cancellationToken)
    {
        await git.RunAsync(this, "note what is published", ["update-ref", Published, commit], cancellationToken);
        var packs = new Packs(git, this, target.Options.Filter is not null);
        if (packs.Count > MostPacks)
        {
            await git.RunAsync(this, "forget what is fetched", ["update-ref", "-d", Fetched], cancellationToken);
            await packs.KeepReachableAsync(cancellationToken);
        }
    }

    /// <summary>The same, with a directory for files, and nothing known of what is in it.</summary>
    public IGitRepository WithFilesIn(string directory)
    {
        File.Delete(System.IO.Path.Combine(path, "index"));
        return new GitRepository(path, Owner, directory);
    }

    /// <summary>Of a git that was killed, or failed: half packs, that one after another would fill the disk, and locks. Nobody but us is here.</summary>
    public void RemoveLeftBehind()
    {
        _submodules.Values.ToList().ForEach(submodule => submodule.RemoveLeftBehind());
        if (!Directory.Exists(path))
        {
            return;
        }

        foreach (var file in Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories))
        {
            var name = System.IO.Path.GetFileName(file);
            if (name.EndsWith(".lock", StringComparison.Ordinal) || name.StartsWith("tmp_", StringComparison.Ordinal))
            {
                File.Delete(file);
            }
        }
    }

    /// <returns>Where the used ones are, and theirs.</returns>
    private HashSet<string> ForgetUnused()
    {
        foreach (var (name, _) in _submodules.Where(submodule => !submodule.Value._isUsed))
        {
            _submodules.Remove(name);
        }

        return [.. _submodules.Values.SelectMany(submodule => submodule.ForgetUnused().Append(submodule.Path))];
    }

    private async Task OpenAsync(CancellationToken cancellationToken)
    {
        if (_isOpen)
        {
            return;
        }

        if (Directory.Exists(path))
        {
            RemoveLeftBehind();
            Configure();
            if (await git.AskAsync(this, ["fsck", "--connectivity-only", "--no-dangling", "--no-progress"], cancellationToken) is null)
            {
                Directory.Delete(path, recursive: true);
            }
        }

        foreach (var needed in new[] { "objects/pack", "refs", "info" })
        {
            Directory.CreateDirectory(System.IO.Path.Combine(path, needed));
        }

        Configure();
        _isOpen = true;
    }

    private void Configure()
    {
        // Loose objects would not be counted.
        const string onePackForEachFetch = "[fetch]\n    unpackLimit = 1\n";
        File.WriteAllText(System.IO.Path.Combine(path, "HEAD"), "ref: refs/heads/none-yet\n");
        File.WriteAllText(System.IO.Path.Combine(path, "config"), PrivateConfig.Text(target, target.Options.Sparse.Count > 0, target.Options.Filter) + onePackForEachFetch);
        if (target.Options.Sparse.Count > 0)
        {
            Directory.CreateDirectory(System.IO.Path.Combine(path, "info"));
            File.WriteAllText(System.IO.Path.Combine(path, "info", "sparse-checkout"), SparsePatterns.Text(target.Options.Sparse));
        }
    }
}
