using KubernetesEmulator.Resources;

namespace KubernetesEmulator.Http;

/// <summary>Which objects of a collection a list or watch asks for.</summary>
internal sealed class Selection(Resource resource, LabelSelector labels, FieldSelector fields)
{
    public bool IsAll => labels.IsEmpty && fields.IsEmpty;

    public static Selection Of(Resource resource, IQueryCollection query) => new(
        resource,
        LabelSelector.Parse(query["labelSelector"]),
        FieldSelector.Parse(query["fieldSelector"]).Limited(resource.Rules.SelectableFields));

    public bool Has(StoredObject? item) => item is not null && labels.Matches(item.Labels) && HasFields(item);

    private bool HasFields(StoredObject item)
    {
        if (fields.IsEmpty)
        {
            return true;
        }

        JsonObject? served = null;

        return fields.Matches(field => field switch
        {
            "metadata.name" => item.Name,
            "metadata.namespace" => item.Namespace,
            "source" => (served ??= Registry.Encoded(resource, item)).At("source.component"),
            _ => (served ??= Registry.Encoded(resource, item)).At(field),
        });
    }
}
