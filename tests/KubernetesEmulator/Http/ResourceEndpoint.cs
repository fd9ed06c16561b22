using KubernetesEmulator.Resources;

namespace KubernetesEmulator.Http;

/// <summary>Where requests for objects end up.</summary>
internal sealed class ResourceEndpoint(Catalog catalog, Registry registry, Store store, Discovery discovery, ListAnswer lists, WatchAnswer watches)
{
    public Task AnswerAsync(HttpContext context)
    {
        var info = ApiRequest.Of(context).Info;

        if (!info.IsResource)
        {
            return discovery.AnswerAsync(context);
        }

        if (catalog.Find(info.Group, info.Version, info.Resource) is not { } resource || info.Subresource is not null)
        {
            return Discovery.NotFoundAsync(context);
        }

        if (!AcceptsJson(context.Request))
        {
            throw StatusException.NotAcceptable();
        }

        var inNamespace = resource.IsNamespaced ? info.Namespace : "";

        return info.Verb switch
        {
            "list" => lists.AnswerAsync(context, resource, resource.IsNamespaced ? inNamespace : null),
            "watch" => watches.AnswerAsync(context, resource, resource.IsNamespaced ? inNamespace : null),
            // Lists are across namespaces; everything else happens in one.
            _ when inNamespace is null => throw StatusException.MethodNotAllowed(),
            "get" => GetAsync(context, resource, inNamespace, info.Name!),
            "create" when info.Name is null || !resource.IsNamespaced => CreateAsync(context, resource, inNamespace),
            "update" when info.Name is not null => UpdateAsync(context, resource, inNamespace, info.Name, RequestBody.Object(context)),
            "patch" when info.Name is not null => PatchAsync(context, resource, inNamespace, info.Name),
            "delete" => DeleteAsync(context, resource, inNamespace, info.Name!),
            "deletecollection" => DeleteCollectionAsync(context, resource, inNamespace),
            _ => throw StatusException.MethodNotAllowed(),
        };
    }

    private Task GetAsync(HttpContext context, Resource resource, string inNamespace, string name)
    {
        lock (store.Gate)
        {
            RevisionParameter.CheckExists(RevisionParameter.Of(context.Request.Query), store.Revision);
        }

        return WriteAsync(context, StatusCodes.Status200OK, resource, registry.Get(resource, inNamespace, name));
    }

    private Task CreateAsync(HttpContext context, Resource resource, string inNamespace) =>
        WriteAsync(context, StatusCodes.Status201Created, resource, registry.Create(resource, inNamespace, RequestBody.Object(context), IsDryRun(context)));

    private Task UpdateAsync(HttpContext context, Resource resource, string inNamespace, string name, JsonObject body) =>
        WriteAsync(context, StatusCodes.Status200OK, resource, registry.Update(resource, inNamespace, name, _ => body, isDryRun: IsDryRun(context)));

    private Task PatchAsync(HttpContext context, Resource resource, string inNamespace, string name)
    {
        var change = PatchFormats.Of(context, resource);

        return WriteAsync(context, StatusCodes.Status200OK, resource, registry.Update(resource, inNamespace, name, change, isPatch: true, IsDryRun(context)));
    }

    private Task DeleteAsync(HttpContext context, Resource resource, string inNamespace, string name)
    {
        var options = Options(context);
        var (left, deleted) = Delete(resource, inNamespace, name, options);

        if (left is not null)
        {
            return WriteAsync(context, StatusCodes.Status200OK, resource, left);
        }

        var details = new JsonObject { ["name"] = name, ["kind"] = resource.Plural, ["uid"] = deleted.Uid };

        if (resource.Group.Length > 0)
        {
            details["group"] = resource.Group;
        }

        return context.WriteJsonAsync(StatusCodes.Status200OK, new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject(),
            ["status"] = "Success",
            ["details"] = details,
        });
    }

    private Task DeleteCollectionAsync(HttpContext context, Resource resource, string inNamespace)
    {
        var selection = Selection.Of(resource, context.Request.Query);
        var options = Options(context);

        lock (store.Gate)
        {
            foreach (var item in store.List(resource.Collection, inNamespace).Items.Where(selection.Has))
            {
                Delete(resource, inNamespace, item.Name, options);
            }
        }

        return lists.AnswerAsync(context, resource, inNamespace);
    }

    private (StoredObject? Left, StoredObject Deleted) Delete(Resource resource, string inNamespace, string name, DeleteOptions options)
    {
        lock (store.Gate)
        {
            var left = registry.Delete(resource, inNamespace, name, options, out var deleted);

            if (options is { OrphansDependents: true, IsDryRun: false })
            {
                registry.Orphan(catalog.All.Where(other => other.IsKeptAsServed), deleted);
            }

            return (left, deleted);
        }
    }

    // Clients that prefer a table, or only metadata, also name what they take instead.
    private static bool AcceptsJson(HttpRequest request)
    {
        var accepted = request.Headers.Accept.ToString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

        return accepted.Length == 0 || accepted.Any(range =>
            range.Split(';')[0] is "application/json" or "application/*" or "*/*" && !range.Contains("as=", StringComparison.Ordinal));
    }

    private static DeleteOptions Options(HttpContext context)
    {
        var options = DeleteOptions.Of(RequestBody.ObjectOrEmpty(context));

        return options with
        {
            IsDryRun = options.IsDryRun || IsDryRun(context),
            OrphansDependents = options.OrphansDependents || context.Request.Query["propagationPolicy"] == "Orphan",
        };
    }

    private static bool IsDryRun(HttpContext context) => context.Request.Query["dryRun"] == "All";

    private static Task WriteAsync(HttpContext context, int status, Resource resource, StoredObject item) =>
        resource.IsKeptAsServed ? context.WriteAsync(status, item.Json) : context.WriteJsonAsync(status, Registry.Encoded(resource, item));
}
