using KubernetesEmulator.Resources;

namespace KubernetesEmulator;

/// <summary>A refusal, with the <c>Status</c> object that says why.</summary>
public sealed class StatusException : Exception
{
    private StatusException(int code, string? reason, string message, JsonObject? details = null)
        : base(message)
    {
        Code = code;
        Reason = reason;
        Details = details;
    }

    public int Code { get; }

    /// <summary>As <c>AlreadyExists</c>; a few errors have none.</summary>
    public string? Reason { get; }

    public JsonObject? Details { get; }

    public JsonObject ToStatus()
    {
        var status = new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject(),
            ["status"] = "Failure",
            ["message"] = Message,
        };

        if (Reason is not null)
        {
            status["reason"] = Reason;
        }

        if (Details is not null)
        {
            status["details"] = Details.DeepClone();
        }

        status["code"] = Code;

        return status;
    }

    internal static StatusException BadRequest(string message) => new(400, "BadRequest", message);

    internal static StatusException Unauthorized() => new(401, "Unauthorized", "Unauthorized");

    internal static StatusException Forbidden(Resource resource, string? name, string why, Cause? cause = null) => new(
        403,
        "Forbidden",
        $"{Quoted(resource.QualifiedName, name)} is forbidden: {why}",
        DetailsOf(resource.Plural, resource.Group, name, cause is null ? [] : [cause]));

    internal static StatusException ForbiddenPath(string user, string verb, string path) =>
        new(403, "Forbidden", $"forbidden: User \"{user}\" cannot {verb} path \"{path}\"", new JsonObject());

    internal static StatusException ForbiddenResource(string resource, string group, string? name, string why) => new(
        403,
        "Forbidden",
        $"{Quoted(group.Length == 0 ? resource : $"{resource}.{group}", name)} is forbidden: {why}",
        DetailsOf(resource, group, name, []));

    internal static StatusException NotFound(Resource resource, string name) =>
        new(404, "NotFound", $"{resource.QualifiedName} \"{name}\" not found", DetailsOf(resource.Plural, resource.Group, name, []));

    internal static StatusException MethodNotAllowed() => new(405, "MethodNotAllowed", "the server does not allow this method on the requested resource", new JsonObject());

    internal static StatusException NotAcceptable() =>
        new(406, "NotAcceptable", "only the following media types are accepted: application/json");

    internal static StatusException AlreadyExists(Resource resource, string name) =>
        new(409, "AlreadyExists", $"{resource.QualifiedName} \"{name}\" already exists", DetailsOf(resource.Plural, resource.Group, name, []));

    internal static StatusException Conflict(Resource resource, string name, string why) => new(
        409,
        "Conflict",
        $"Operation cannot be fulfilled on {resource.QualifiedName} \"{name}\": {why}",
        DetailsOf(resource.Plural, resource.Group, name, []));

    internal static StatusException Modified(Resource resource, string name) =>
        Conflict(resource, name, "the object has been modified; please apply your changes to the latest version and try again");

    internal static StatusException Gone(string message) => new(410, "Expired", message);

    internal static StatusException TooOld(long requested, long oldest) => Gone($"too old resource version: {requested} ({oldest})");

    internal static StatusException TooLarge(int limit) => new(413, "RequestEntityTooLarge", $"Request entity too large: limit is {limit}");

    internal static StatusException UnsupportedMediaType(params IReadOnlyList<string> accepted) => new(
        415,
        "UnsupportedMediaType",
        $"the body of the request was in an unknown format - accepted media types include: {string.Join(", ", accepted)}");

    internal static StatusException Invalid(Resource resource, string name, IReadOnlyList<Cause> causes)
    {
        var all = causes.Select(cause => $"{cause.Field}: {cause.Message}").ToList();
        var text = all.Count == 1 ? all[0] : $"[{string.Join(", ", all)}]";
        var kind = resource.Group.Length == 0 ? resource.Kind : $"{resource.Kind}.{resource.Group}";

        return new(422, "Invalid", $"{kind} \"{name}\" is invalid: {text}", DetailsOf(resource.Kind, resource.Group, name, causes));
    }

    /// <summary>A patch that was understood but cannot be carried out.</summary>
    internal static StatusException UnprocessablePatch() => new(422, "Invalid", "the server rejected our request due to an error in our request", new JsonObject());

    internal static StatusException TooManyRequests(int? retryAfterSeconds) => new(
        429,
        "TooManyRequests",
        "Too many requests, please try again later.",
        retryAfterSeconds is { } seconds ? new JsonObject { ["retryAfterSeconds"] = seconds } : null);

    internal static StatusException TooLargeResourceVersion(string requested, long current, int code = 504)
    {
        var details = DetailsOf("", "", null, [new Cause("ResourceVersionTooLarge", "Too large resource version", "")]);
        details["retryAfterSeconds"] = 1;

        return new(code, code == 504 ? "Timeout" : "InternalError", $"Timeout: Too large resource version: {requested}, current: {current}", details);
    }

    internal static StatusException Other(int code, string? reason, string message) => new(code, reason, message);

    private static string Quoted(string resource, string? name) => string.IsNullOrEmpty(name) ? resource : $"{resource} \"{name}\"";

    private static JsonObject DetailsOf(string kind, string group, string? name, IReadOnlyList<Cause> causes)
    {
        var details = new JsonObject();

        foreach (var (key, value) in new[] { ("name", name), ("group", group), ("kind", kind) })
        {
            if (!string.IsNullOrEmpty(value))
            {
                details[key] = value;
            }
        }

        if (causes.Count > 0)
        {
            details["causes"] = new JsonArray([.. causes.Select(ToJson)]);
        }

        return details;
    }

    private static JsonObject ToJson(Cause cause)
    {
        var json = new JsonObject { ["reason"] = cause.Reason, ["message"] = cause.Message };

        if (cause.Field.Length > 0)
        {
            json["field"] = cause.Field;
        }

        return json;
    }
}
