namespace KubernetesEmulator.State;

/// <summary>All objects, one revision that every change moves on, and the latest changes: etcd and the API server's watch cache in one.</summary>
/// <param name="historySize">How many changes a watch can look back, at least; a quarter more are kept now and then.</param>
internal sealed class Store(int historySize)
{
    private const long FirstRevision = 1000;

    private readonly Dictionary<string, ObjectTree> _collections = [];
    private readonly List<Change> _history = [];
    private readonly List<Subscription> _subscriptions = [];

    /// <summary>Held while something is read and then written.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Told of each change, under the lock.</summary>
    public event Action<Change>? Changed;

    public long Revision { get; private set; } = FirstRevision;

    /// <summary>What was before it is not known any more.</summary>
    public long OldestRevision { get; private set; } = FirstRevision;

    public StoredObject? Find(string collection, string inNamespace, string name)
    {
        lock (Gate)
        {
            return Collection(collection).Find(inNamespace, name);
        }
    }

    public (IReadOnlyList<StoredObject> Items, long Revision) List(string collection, string? inNamespace)
    {
        lock (Gate)
        {
            return ([.. Collection(collection).In(inNamespace)], Revision);
        }
    }

    /// <summary>The list as it was.</summary>
    public IReadOnlyList<StoredObject> ListAt(string collection, string? inNamespace, long revision)
    {
        lock (Gate)
        {
            var tree = Collection(collection).Copy();

            foreach (var change in _history.AsEnumerable().Reverse().TakeWhile(change => change.Revision > revision).Where(change => change.Collection == collection))
            {
                if (change.Before is not null)
                {
                    tree.Put(change.Before);
                }
                else
                {
                    tree.Remove(change.After!);
                }
            }

            return [.. tree.In(inNamespace)];
        }
    }

    public StoredObject Put(string collection, StoredObject? before, JsonObject item)
    {
        lock (Gate)
        {
            var after = StoredObject.Of(item, ++Revision);
            Collection(collection).Put(after);
            Tell(new Change(Revision, collection, before, after));

            return after;
        }
    }

    public StoredObject Remove(string collection, StoredObject item)
    {
        lock (Gate)
        {
            Revision++;
            Collection(collection).Remove(item);
            Tell(new Change(Revision, collection, item, After: null));

            return item.At(Revision);
        }
    }

    /// <param name="after">Null for what is there now, and everything from then on.</param>
    /// <exception cref="StatusException">It is too long ago.</exception>
    public Subscription Subscribe(string collection, string? inNamespace, long? after, bool allowsBookmarks = false)
    {
        lock (Gate)
        {
            if (after < OldestRevision)
            {
                throw StatusException.TooOld(after.Value, OldestRevision);
            }

            var initial = after is null ? List(collection, inNamespace).Items : [];
            var subscription = new Subscription(collection, inNamespace, initial, after ?? Revision, allowsBookmarks);

            foreach (var change in _history.Skip(FirstAfter(after ?? Revision)).Where(subscription.Concerns))
            {
                subscription.Tell(change);
            }

            _subscriptions.Add(subscription);

            return subscription;
        }
    }

    public void Unsubscribe(Subscription subscription)
    {
        lock (Gate)
        {
            _subscriptions.Remove(subscription);
        }
    }

    public void Bookmark(Subscription? only = null)
    {
        lock (Gate)
        {
            foreach (var subscription in _subscriptions.Where(subscription => only is null || subscription == only))
            {
                subscription.Tell(new Bookmark(Revision));
            }
        }
    }

    public void EndWatches()
    {
        lock (Gate)
        {
            _subscriptions.ForEach(subscription => subscription.End());
        }
    }

    /// <summary>Forgets the history: watches that are open go on.</summary>
    public void Compact()
    {
        lock (Gate)
        {
            _history.Clear();
            OldestRevision = Revision;
        }
    }

    /// <summary>Goes on with later revisions, as when much has changed elsewhere.</summary>
    public void Skip(long revisions)
    {
        lock (Gate)
        {
            Revision += revisions;
        }
    }

    public Backup Backup()
    {
        lock (Gate)
        {
            return new Backup(Revision, _collections.ToDictionary(pair => pair.Key, pair => (IReadOnlyList<StoredObject>)[.. pair.Value.In(null)]));
        }
    }

    /// <summary>Everything is as it was, the revision too; whoever watches has to come again.</summary>
    public void Restore(Backup backup)
    {
        lock (Gate)
        {
            _collections.Clear();

            foreach (var (collection, objects) in backup.Objects)
            {
                foreach (var item in objects)
                {
                    Collection(collection).Put(item);
                }
            }

            Revision = backup.Revision;
            Compact();
            EndWatches();
        }
    }

    private ObjectTree Collection(string collection)
    {
        if (!_collections.TryGetValue(collection, out var tree))
        {
            _collections[collection] = tree = new ObjectTree();
        }

        return tree;
    }

    private int FirstAfter(long revision)
    {
        var index = _history.Count;

        while (index > 0 && _history[index - 1].Revision > revision)
        {
            index--;
        }

        return index;
    }

    private void Tell(Change change)
    {
        _history.Add(change);

        if (_history.Count > historySize + (historySize / 4))
        {
            var tooMany = _history.Count - historySize;
            OldestRevision = _history[tooMany - 1].Revision;
            _history.RemoveRange(0, tooMany);
        }

        foreach (var subscription in _subscriptions.Where(subscription => subscription.Concerns(change)))
        {
            subscription.Tell(change);
        }

        Changed?.Invoke(change);
    }
}
