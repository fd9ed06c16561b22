namespace KubernetesEmulator.State;

/// <summary>The objects of one collection, by namespace and name, in the order in which lists have them.</summary>
internal sealed class ObjectTree
{
    private readonly SortedDictionary<string, SortedDictionary<string, StoredObject>> _namespaces = new(StringComparer.Ordinal);

    public StoredObject? Find(string inNamespace, string name) =>
        _namespaces.TryGetValue(inNamespace, out var objects) ? objects.GetValueOrDefault(name) : null;

    public IEnumerable<StoredObject> In(string? inNamespace) =>
        inNamespace is null ? _namespaces.Values.SelectMany(objects => objects.Values)
        : _namespaces.TryGetValue(inNamespace, out var only) ? only.Values
        : [];

    public void Put(StoredObject item)
    {
        if (!_namespaces.TryGetValue(item.Namespace, out var objects))
        {
            _namespaces[item.Namespace] = objects = new(StringComparer.Ordinal);
        }

        objects[item.Name] = item;
    }

    public void Remove(StoredObject item)
    {
        var objects = _namespaces[item.Namespace];
        objects.Remove(item.Name);

        if (objects.Count == 0)
        {
            _namespaces.Remove(item.Namespace);
        }
    }

    public ObjectTree Copy()
    {
        var copy = new ObjectTree();

        foreach (var item in In(null))
        {
            copy.Put(item);
        }

        return copy;
    }
}
