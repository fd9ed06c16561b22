using System.Collections.Concurrent;

namespace KubernetesEmulator.Resources;

/// <summary>The kinds that are served.</summary>
internal sealed class Catalog
{
    private readonly ConcurrentDictionary<(string Group, string Version, string Plural), Resource> _resources = [];

    public Catalog()
    {
        var events = new EventRules();

        Secrets = Add(new Resource("", "v1", "secrets", "Secret", isNamespaced: true, new SecretRules()));
        Events = Add(new Resource("", "v1", "events", "Event", isNamespaced: true, events) { ShortNames = ["ev"] });
        Add(new Resource("events.k8s.io", "v1", "events", "Event", isNamespaced: true, new NewEventRules(events)) { ShortNames = ["ev"], Collection = Events.Collection, StoredAs = Events.ApiVersion });
        ServiceAccounts = Add(new Resource("", "v1", "serviceaccounts", "ServiceAccount", isNamespaced: true, new ServiceAccountRules()) { ShortNames = ["sa"] });
        Namespaces = Add(new Resource("", "v1", "namespaces", "Namespace", isNamespaced: false, new NamespaceRules()) { ShortNames = ["ns"] });
    }

    public Resource Secrets { get; }

    public Resource Events { get; }

    public Resource ServiceAccounts { get; }

    public Resource Namespaces { get; }

    public IReadOnlyList<Resource> All => [.. _resources.Values.OrderBy(resource => resource.QualifiedName, StringComparer.Ordinal)];

    public Resource? Find(string group, string version, string plural) => _resources.GetValueOrDefault((group, version, plural));

    public Resource? FindKind(string apiVersion, string kind) => _resources.Values.FirstOrDefault(resource => resource.ApiVersion == apiVersion && resource.Kind == kind);

    public Resource Add(Resource resource)
    {
        _resources[(resource.Group, resource.Version, resource.Plural)] = resource;

        return resource;
    }

    public void Remove(string group, string plural)
    {
        foreach (var key in _resources.Keys.Where(key => key.Group == group && key.Plural == plural))
        {
            _resources.TryRemove(key, out _);
        }
    }
}
