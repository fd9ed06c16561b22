namespace KubernetesEmulator.State;

/// <param name="Before">Null when the object was created.</param>
/// <param name="After">Null when it was deleted.</param>
internal sealed record Change(long Revision, string Collection, StoredObject? Before, StoredObject? After) : WatchItem(Revision)
{
    public StoredObject Latest => After ?? Before!;
}
