using KubernetesEmulator.Resources;

namespace KubernetesEmulator;

/// <summary>The objects of one kind, as somebody reads and writes them who may do everything; by the same rules as requests.</summary>
/// <remarks>What Kubernetes would refuse is thrown as <see cref="StatusException"/>. Of what is in no namespace, the namespace is "".</remarks>
public sealed class KubernetesObjects
{
    private readonly Resource _resource;
    private readonly Registry _registry;
    private readonly Store _store;

    internal KubernetesObjects(Resource resource, Registry registry, Store store)
    {
        _resource = resource;
        _registry = registry;
        _store = store;
    }

    /// <summary>Creates it, or puts it in the place of what is there.</summary>
    /// <param name="yamlOrJson">In the namespace <c>default</c> when it names none.</param>
    public JsonObject Apply(string yamlOrJson)
    {
        var item = Single(yamlOrJson);
        var (inNamespace, name) = (NamespaceOf(item), item.Name());

        lock (_store.Gate)
        {
            return name is null || Get(inNamespace, name) is null
                ? Create(inNamespace, item)
                : Served(_registry.Update(_resource, inNamespace, name, _ => item));
        }
    }

    public JsonObject Create(string yamlOrJson)
    {
        var item = Single(yamlOrJson);

        return Create(NamespaceOf(item), item);
    }

    /// <summary>With a JSON merge patch: null removes.</summary>
    public JsonObject Patch(string inNamespace, string name, string yamlOrJson) =>
        Served(_registry.Update(_resource, inNamespace, name, current => MergePatch.Apply(current, Single(yamlOrJson)), isPatch: true));

    /// <returns>Null when there is none.</returns>
    public JsonObject? Get(string inNamespace, string name) =>
        _store.Find(_resource.Collection, inNamespace, name) is { } found ? Served(found) : null;

    /// <param name="inNamespace">Null for all.</param>
    public IReadOnlyList<JsonObject> List(string? inNamespace = null, string labelSelector = "")
    {
        var selector = LabelSelector.Parse(labelSelector);

        return [.. _store.List(_resource.Collection, inNamespace).Items.Where(item => selector.Matches(item.Labels)).Select(Served)];
    }

    public void Delete(string inNamespace, string name, string? uid = null, string? resourceVersion = null) =>
        _registry.Delete(_resource, inNamespace, name, new DeleteOptions(uid, resourceVersion), out _);

    /// <summary>The object, null when it is gone, as soon as it is as wanted.</summary>
    public async Task<JsonObject?> WaitForAsync(string inNamespace, string name, Predicate<JsonObject?> wanted, CancellationToken ct = default)
    {
        var subscription = _store.Subscribe(_resource.Collection, inNamespace, after: null);

        try
        {
            var current = subscription.Initial.FirstOrDefault(item => item.Name == name);

            while (true)
            {
                if (current is null ? wanted(null) : wanted(Served(current)))
                {
                    return current is null ? null : Served(current);
                }

                var change = (Change)await subscription.Items.ReadAsync(ct);
                current = change.Latest.Name == name ? change.After : current;
            }
        }
        finally
        {
            _store.Unsubscribe(subscription);
        }
    }

    private JsonObject Create(string inNamespace, JsonObject item) => Served(_registry.Create(_resource, inNamespace, item));

    private JsonObject Served(StoredObject item) => Registry.Encoded(_resource, item);

    private string NamespaceOf(JsonObject item) => _resource.IsNamespaced ? item.Metadata().String("namespace") ?? "default" : "";

    private static JsonObject Single(string yamlOrJson) => JsonText.Documents(yamlOrJson).Single();
}
