using System.Globalization;
using KubernetesEmulator.Resources;

namespace KubernetesEmulator.Http;

internal sealed class ListAnswer(Store store)
{
    public Task AnswerAsync(HttpContext context, Resource resource, string? inNamespace)
    {
        var query = context.Request.Query;
        var selection = Selection.Of(resource, query);
        var (items, revision) = Read(query, resource, inNamespace);
        var selected = items.Where(selection.Has).ToList();
        var limit = Limit(query);
        var page = limit == 0 ? selected : selected.Take(limit).ToList();
        var metadata = new JsonObject { ["resourceVersion"] = StoredObject.Text(revision) };

        if (page.Count < selected.Count)
        {
            metadata["continue"] = new ContinueToken(revision, page[^1].Namespace, page[^1].Name).ToString();

            // Kubernetes does not count what it would have to look at first.
            if (selection.IsAll)
            {
                metadata["remainingItemCount"] = selected.Count - page.Count;
            }
        }

        return context.WriteJsonAsync(StatusCodes.Status200OK, new JsonObject
        {
            ["kind"] = resource.Kind + "List",
            ["apiVersion"] = resource.ApiVersion,
            ["metadata"] = metadata,
            ["items"] = new JsonArray([.. page.Select(item => Item(resource, item))]),
        });
    }

    // In lists of the kinds it has types for, Kubernetes says only once what they are.
    private static JsonObject Item(Resource resource, StoredObject stored)
    {
        var item = Registry.Encoded(resource, stored);

        if (resource.Rules is not CustomResourceRules)
        {
            item.Remove("kind");
            item.Remove("apiVersion");
        }

        return item;
    }

    private (IEnumerable<StoredObject> Items, long Revision) Read(IQueryCollection query, Resource resource, string? inNamespace)
    {
        var requested = RevisionParameter.Of(query);

        lock (store.Gate)
        {
            if (query["continue"].FirstOrDefault() is { Length: > 0 } text)
            {
                return Continued(ContinueToken.Parse(text), requested, resource, inNamespace);
            }

            RevisionParameter.CheckExists(requested, store.Revision);

            if (query["resourceVersionMatch"] == "Exact" && requested is { } exact)
            {
                return exact < store.OldestRevision
                    ? throw StatusException.TooOld(exact, store.OldestRevision)
                    : (store.ListAt(resource.Collection, inNamespace, exact), exact);
            }

            return store.List(resource.Collection, inNamespace);
        }
    }

    private (IEnumerable<StoredObject> Items, long Revision) Continued(ContinueToken token, long? requested, Resource resource, string? inNamespace)
    {
        if (requested > 0)
        {
            throw StatusException.BadRequest("specifying resource version is not allowed when using continue");
        }

        RevisionParameter.CheckExists(token.Revision, store.Revision);

        if (token.Revision < store.OldestRevision)
        {
            throw StatusException.Gone("The provided continue parameter is too old to display a consistent list result. You must start a new list without the continue parameter.");
        }

        return (store.ListAt(resource.Collection, inNamespace, token.Revision).Where(token.IsBefore), token.Revision);
    }

    private static int Limit(IQueryCollection query)
    {
        var text = query["limit"].FirstOrDefault();

        return string.IsNullOrEmpty(text) ? 0
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit
            : throw StatusException.BadRequest($"limit: Invalid value: \"{text}\"");
    }
}
