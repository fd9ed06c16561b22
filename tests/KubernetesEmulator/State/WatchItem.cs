namespace KubernetesEmulator.State;

/// <summary>What a watch is told: that something changed, or how far it has come.</summary>
internal abstract record WatchItem(long Revision);

/// <param name="Before">Null when the object was created.</param>
/// <param name="After">Null when it was deleted.</param>
internal sealed record Change(long Revision, string Collection, StoredObject? Before, StoredObject? After) : WatchItem(Revision)
{
    public StoredObject Latest => After ?? Before!;
}

internal sealed record Bookmark(long Revision) : WatchItem(Revision);
