namespace Sidecars.Git.Running;

/// <summary>A git directory that is ours alone, objects included.</summary>
/// <param name="WorkTree">The git directory itself where git has no business with files.</param>
internal sealed record GitRepository(string Path, string Owner, string WorkTree) : IGitRepository
{
    public IEnumerable<string> OnVolumes => WorkTree == Path ? [] : [WorkTree];

    public ObjectStores? Elsewhere => null;
}
