using System.Threading.Channels;

namespace KubernetesEmulator.State;

/// <summary>The changes one watch is interested in, before its selectors. One that does not read is ended, as Kubernetes does.</summary>
/// <param name="initial">What was there when it began, if it asked for that.</param>
internal sealed class Subscription(string collection, string? inNamespace, IReadOnlyList<StoredObject> initial, long startRevision, bool allowsBookmarks)
{
    /// <summary>As many changes as may wait to be read.</summary>
    public const int Capacity = 50_000;

    private readonly Channel<WatchItem> _items = Channel.CreateBounded<WatchItem>(Capacity);

    public IReadOnlyList<StoredObject> Initial => initial;

    public long StartRevision => startRevision;

    public ChannelReader<WatchItem> Items => _items.Reader;

    public bool Concerns(Change change) =>
        change.Revision > startRevision && change.Collection == collection && (inNamespace is null || change.Latest.Namespace == inNamespace);

    public void Tell(WatchItem item)
    {
        if (item is Bookmark && (!allowsBookmarks || item.Revision < startRevision))
        {
            return;
        }

        if (!_items.Writer.TryWrite(item) && item is Change)
        {
            End();
        }
    }

    public void End() => _items.Writer.TryComplete();
}
