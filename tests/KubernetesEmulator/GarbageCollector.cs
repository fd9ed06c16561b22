using System.Threading.Channels;
using KubernetesEmulator.Resources;

namespace KubernetesEmulator;

/// <summary>Deletes what has no owner any more, and empties namespaces that are being deleted.</summary>
/// <remarks>As in Kubernetes an owner is gone when nothing of its kind and name is in the namespace, or what is there has another uid.</remarks>
public sealed class GarbageCollector : IAsyncDisposable
{
    /// <summary>Changes come in bursts; the real one is slower still.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly Store _store;
    private readonly Registry _registry;
    private readonly Catalog _catalog;
    private readonly Channel<bool> _work = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _disposed = new();
    private readonly Task _loop;
    private volatile bool _isRunning;

    internal GarbageCollector(Store store, Registry registry, Catalog catalog, bool isRunning)
    {
        _store = store;
        _registry = registry;
        _catalog = catalog;
        _isRunning = isRunning;
        _store.Changed += Notice;
        _loop = RunAsync();
    }

    /// <summary>Whether it works by itself.</summary>
    public bool IsRunning
    {
        get => _isRunning;
        set
        {
            _isRunning = value;
            _work.Writer.TryWrite(true);
        }
    }

    /// <summary>Looks at everything once.</summary>
    /// <returns>How many objects were deleted, or lost one of their owners.</returns>
    public int Step()
    {
        lock (_store.Gate)
        {
            var collections = _catalog.All.Where(resource => resource.IsKeptAsServed).ToList();
            var orphans = collections.Sum(resource => _store.List(resource.Collection, null).Items.Count(item => Collect(resource, item)));

            return orphans + _store.List(_catalog.Namespaces.Collection, null).Items.Where(item => item.IsTerminating).Sum(item => Empty(item.Name, collections));
        }
    }

    public async ValueTask DisposeAsync()
    {
        _store.Changed -= Notice;
        await _disposed.CancelAsync();
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _disposed.Dispose();
    }

    private void Notice(Change change)
    {
        // Only these can make garbage.
        if (change.After is null || change.After.Owners.Count > 0 || change.After.IsTerminating)
        {
            _work.Writer.TryWrite(true);
        }
    }

    private async Task RunAsync()
    {
        await foreach (var _ in _work.Reader.ReadAllAsync(_disposed.Token))
        {
            await Task.Delay(Pause, _disposed.Token);

            if (_isRunning)
            {
                Step();
            }
        }
    }

    private bool Collect(Resource resource, StoredObject item)
    {
        if (item.Owners.Count == 0 || item.IsTerminating)
        {
            return false;
        }

        var gone = item.Owners.Where(owner => IsGone(owner, item.Namespace)).ToList();

        if (gone.Count == item.Owners.Count)
        {
            _registry.Delete(resource, item.Namespace, item.Name, new DeleteOptions(Uid: item.Uid), out _);
        }
        else if (gone.Count > 0)
        {
            _registry.Update(resource, item.Namespace, item.Name, current => Without(current, gone), isPatch: true);
        }

        return gone.Count > 0;
    }

    private bool IsGone(OwnerReference owner, string inNamespace)
    {
        // Of what is not served, nobody knows whether it is there.
        if (_catalog.FindKind(owner.ApiVersion, owner.Kind) is not { } resource)
        {
            return false;
        }

        return _store.Find(resource.Collection, resource.IsNamespaced ? inNamespace : "", owner.Name)?.Uid != owner.Uid;
    }

    private static JsonObject Without(JsonObject item, List<OwnerReference> gone)
    {
        var owners = item.Metadata().Objects("ownerReferences").Where(owner => !gone.Contains(OwnerReference.Of(owner)));
        item["metadata"]!["ownerReferences"] = new JsonArray([.. owners.Select(owner => owner.DeepClone())]);

        return item;
    }

    private int Empty(string name, List<Resource> collections)
    {
        var content = collections.Where(resource => resource.IsNamespaced)
            .SelectMany(resource => _store.List(resource.Collection, name).Items.Select(item => (resource, item))).ToList();

        foreach (var (resource, item) in content.Where(pair => !pair.item.IsTerminating))
        {
            _registry.Delete(resource, name, item.Name, new DeleteOptions(Uid: item.Uid), out _);
        }

        if (content.Count == 0)
        {
            return _registry.TryFinalize(_catalog.Namespaces, name) ? 1 : 0;
        }

        return content.Count(pair => !pair.item.IsTerminating);
    }
}
