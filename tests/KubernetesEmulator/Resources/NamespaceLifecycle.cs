namespace KubernetesEmulator.Resources;

/// <summary>Namespaces come into being with their first object, unless they have to be created first; one that is being deleted takes nothing new.</summary>
internal sealed class NamespaceLifecycle(Store store, Resource namespaces, bool areImplicit, TimeProvider clock)
{
    private const string Terminating = "Terminating";

    public void AdmitCreation(Resource resource, string inNamespace, string? name)
    {
        if (!resource.IsNamespaced)
        {
            return;
        }

        var found = store.Find(namespaces.Collection, "", inNamespace);

        if (found is null && !areImplicit)
        {
            throw StatusException.NotFound(namespaces, inNamespace);
        }

        if (found?.IsTerminating == true)
        {
            throw StatusException.Forbidden(
                resource,
                name,
                $"unable to create new content in namespace {inNamespace} because it is being terminated",
                new Cause("NamespaceTerminating", $"namespace {inNamespace} is being terminated", "metadata.namespace"));
        }
    }

    public void Ensure(Resource resource, string inNamespace)
    {
        if (resource.IsNamespaced && store.Find(namespaces.Collection, "", inNamespace) is null)
        {
            new Registry(store, this, clock).Create(namespaces, "", new JsonObject { ["metadata"] = new JsonObject { ["name"] = inNamespace } });
        }
    }

    /// <summary>A namespace is kept until what is in it is gone.</summary>
    public bool Holds(Resource resource, JsonObject item) =>
        resource == namespaces && item.Object("spec")?.Strings("finalizers").Count > 0;

    public static void MarkTerminating(Resource resource, JsonObject item)
    {
        if (resource.Rules is NamespaceRules)
        {
            item["status"] = new JsonObject { ["phase"] = Terminating };
        }
    }
}
