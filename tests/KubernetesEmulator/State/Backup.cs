namespace KubernetesEmulator.State;

/// <summary>All objects at one revision, as in a backup of etcd.</summary>
public sealed class Backup
{
    internal Backup(long revision, IReadOnlyDictionary<string, IReadOnlyList<StoredObject>> objects)
    {
        Revision = revision;
        Objects = objects;
    }

    internal long Revision { get; }

    internal IReadOnlyDictionary<string, IReadOnlyList<StoredObject>> Objects { get; }
}
