using KubernetesEmulator.Resources;

namespace KubernetesEmulator.Http;

/// <summary>What is served, for clients such as kubectl that ask first.</summary>
internal sealed class Discovery(Catalog catalog)
{
    private static readonly string[] Verbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

    public Task AnswerAsync(HttpContext context)
    {
        var parts = (context.Request.Path.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);

        var answer = parts switch
        {
            ["version"] => Version(),
            ["api"] => new JsonObject { ["kind"] = "APIVersions", ["versions"] = new JsonArray("v1") },
            ["apis"] => new JsonObject { ["kind"] = "APIGroupList", ["apiVersion"] = "v1", ["groups"] = new JsonArray([.. Groups().Select(Group)]) },
            ["api", var version] => Resources("", version),
            ["apis", var group] when Groups().Contains(group) => Named(Group(group)),
            ["apis", var group, var version] => Resources(group, version),
            _ => null,
        };

        if (answer is not null)
        {
            return context.WriteJsonAsync(StatusCodes.Status200OK, answer);
        }

        // The two answers of an API server that are not JSON.
        return parts is ["healthz" or "livez" or "readyz"]
            ? context.WriteAsync(StatusCodes.Status200OK, "ok"u8.ToArray(), "text/plain; charset=utf-8")
            : NotFoundAsync(context);
    }

    /// <summary>Of a path at which nothing is served: in Kubernetes too it is the one error that is no Status.</summary>
    public static Task NotFoundAsync(HttpContext context) =>
        context.WriteAsync(StatusCodes.Status404NotFound, "404 page not found\n"u8.ToArray(), "text/plain; charset=utf-8");

    private static JsonObject Version() => new()
    {
        ["major"] = "1",
        ["minor"] = "32",
        ["gitVersion"] = "v1.32.0",
        ["gitCommit"] = "0000000000000000000000000000000000000000",
        ["gitTreeState"] = "clean",
        ["buildDate"] = "2024-12-11T18:02:09Z",
        ["goVersion"] = "go1.23.3",
        ["compiler"] = "gc",
        ["platform"] = "linux/amd64",
    };

    private IEnumerable<string> Groups() => catalog.All.Select(resource => resource.Group).Where(group => group.Length > 0).Distinct();

    private JsonObject Group(string group)
    {
        var versions = catalog.All.Where(resource => resource.Group == group).Select(resource => resource.Version).Distinct()
            .Select(version => new JsonObject { ["groupVersion"] = $"{group}/{version}", ["version"] = version }).ToList();

        return new JsonObject { ["name"] = group, ["versions"] = new JsonArray([.. versions]), ["preferredVersion"] = versions[0].DeepClone() };
    }

    private static JsonObject Named(JsonObject group)
    {
        group["kind"] = "APIGroup";
        group["apiVersion"] = "v1";

        return group;
    }

    private JsonObject? Resources(string group, string version)
    {
        var served = catalog.All.Where(resource => resource.Group == group && resource.Version == version).ToList();

        return served.Count == 0 ? null : new JsonObject
        {
            ["kind"] = "APIResourceList",
            ["apiVersion"] = "v1",
            ["groupVersion"] = served[0].ApiVersion,
            ["resources"] = new JsonArray([.. served.Select(Described)]),
        };
    }

    private static JsonObject Described(Resource resource) => new()
    {
        ["name"] = resource.Plural,
        ["singularName"] = resource.Kind.ToLowerInvariant(),
        ["namespaced"] = resource.IsNamespaced,
        ["kind"] = resource.Kind,
        ["verbs"] = new JsonArray([.. Verbs.Select(verb => JsonValue.Create(verb))]),
        ["shortNames"] = new JsonArray([.. resource.ShortNames.Select(name => JsonValue.Create(name))]),
    };
}
