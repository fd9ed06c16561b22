namespace KubernetesEmulator.Http;

/// <summary>Who does not say who they are gets 401; who may not, 403.</summary>
internal sealed class AccessControl(RequestDelegate next, Rbac rbac)
{
    public Task InvokeAsync(HttpContext context)
    {
        var request = ApiRequest.Of(context);
        var user = request.User ?? throw StatusException.Unauthorized();

        if (!rbac.Allows(user, request.Info))
        {
            throw Refusal(user.Name, request.Info);
        }

        if (request.Body is null)
        {
            throw StatusException.TooLarge(RequestRecording.BodyLimit);
        }

        return next(context);
    }

    private static StatusException Refusal(string user, RequestInfo info)
    {
        if (!info.IsResource)
        {
            return StatusException.ForbiddenPath(user, info.Verb, info.Path);
        }

        var scope = info.Namespace is null || info.Resource == "namespaces" ? "at the cluster scope" : $"in the namespace \"{info.Namespace}\"";

        return StatusException.ForbiddenResource(
            info.Resource,
            info.Group,
            info.Name,
            $"User \"{user}\" cannot {info.Verb} resource \"{info.QualifiedResource}\" in API group \"{info.Group}\" {scope}");
    }
}
