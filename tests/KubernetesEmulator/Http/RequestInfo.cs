namespace KubernetesEmulator.Http;

/// <summary>What a request asks for, as authorization sees it.</summary>
/// <param name="Verb">Of a request for something that is no resource, its method in lower case.</param>
internal sealed record RequestInfo(bool IsResource, string Verb, string Path, string Group, string Version, string? Namespace, string Resource, string? Name, string? Subresource)
{
    public string QualifiedResource => Subresource is null ? Resource : $"{Resource}/{Subresource}";

    public static RequestInfo Of(HttpRequest request)
    {
        var path = request.Path.Value ?? "/";
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);

        return parts switch
        {
            ["api", var version, _, ..] => Resourceful(request, path, "", version, parts[2..]),
            ["apis", var group, var version, _, ..] => Resourceful(request, path, group, version, parts[3..]),
            _ => new(false, request.Method.ToLowerInvariant(), path, "", "", null, "", null, null),
        };
    }

    private static RequestInfo Resourceful(HttpRequest request, string path, string group, string version, string[] parts)
    {
        string? inNamespace = null;

        // A namespace is a resource itself, and where others are.
        if (parts is ["namespaces", var first, ..])
        {
            inNamespace = first;

            if (parts.Length > 2 && parts[2] is not ("status" or "finalize"))
            {
                parts = parts[2..];
            }
        }

        var name = parts.Length > 1 ? parts[1] : null;
        var verb = VerbOf(request, name);

        if (name is null && verb is "list" or "watch" or "deletecollection")
        {
            name ??= NameSelected(request);
        }

        return new(true, verb, path, group, version, inNamespace, parts[0], name, parts.Length > 2 ? string.Join('/', parts[2..]) : null);
    }

    private static string VerbOf(HttpRequest request, string? name) => request.Method switch
    {
        "GET" or "HEAD" when name is not null => "get",
        "GET" or "HEAD" => request.Query["watch"].FirstOrDefault() is "true" or "1" ? "watch" : "list",
        "POST" => "create",
        "PUT" => "update",
        "PATCH" => "patch",
        "DELETE" => name is null ? "deletecollection" : "delete",
        var other => other.ToLowerInvariant(),
    };

    private static string? NameSelected(HttpRequest request)
    {
        try
        {
            return FieldSelector.Parse(request.Query["fieldSelector"]).Name;
        }
        catch (StatusException)
        {
            return null;
        }
    }
}
