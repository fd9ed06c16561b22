using Sidecars.Git.Running;

namespace Sidecars.Git.Sync;

/// <summary>The objects of a git directory that is ours alone.</summary>
internal sealed class Packs(GitProcess git, IGitRepository repository, bool isPartial)
{
    private readonly string _directory = Path.Combine(repository.Path, "objects", "pack");

    public int Count => Names().Count();

    /// <summary>Keeps what a reference leads to, in one pack, and nothing else. Not by git gc: where some objects were left on the server, it keeps all others for ever.</summary>
    public async Task KeepReachableAsync(CancellationToken cancellationToken)
    {
        var old = Names().ToList();
        var kept = await git.RunAsync(repository, "keep what is published", ["pack-objects", "--all", "--missing=allow-any", "--quiet", Path.Combine(_directory, "pack")], cancellationToken);
        if (isPartial)
        {
            await File.WriteAllTextAsync(Path.Combine(_directory, $"pack-{kept}.promisor"), "", cancellationToken);
        }

        foreach (var name in old.Where(name => name != $"pack-{kept}"))
        {
            // The pack itself comes last: without its index it is none, and an index without its pack would be missed.
            foreach (var suffix in new[] { "idx", "rev", "promisor", "pack" })
            {
                File.Delete(Path.Combine(_directory, $"{name}.{suffix}"));
            }
        }

        await git.RunAsync(repository, "remove old objects", ["prune", "--expire=now"], cancellationToken);
        await git.RunAsync(repository, "remove objects that are packed", ["prune-packed", "--quiet"], cancellationToken);
    }

    private IEnumerable<string> Names() => Directory.EnumerateFiles(_directory, "*.pack").Select(file => Path.GetFileNameWithoutExtension(file));
}
