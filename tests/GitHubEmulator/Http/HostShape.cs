using GitHubEmulator.Admin;

namespace GitHubEmulator.Http;

/// <summary>github.com has its API on a host of its own, GitHub Enterprise Server under a path. Everything after this sees the path.</summary>
internal sealed class HostShape(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;

        if (Addresses.HasApiHost(request) && !AdminEndpoints.Owns(context))
        {
            request.Path = Addresses.RestPath + request.Path;
        }

        return next(context);
    }
}
