namespace GitHubEmulator.Http;

/// <summary>What GitHub refuses before it looks at what is asked for.</summary>
internal sealed class FrontDoor(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        var headers = context.Request.Headers;

        if (headers.Authorization.Count > 1)
        {
            throw new Refusal(StatusCodes.Status400BadRequest, Messages.DuplicateAuthorization);
        }

        if (context.IsGit())
        {
            return next(context);
        }

        if (string.IsNullOrWhiteSpace(headers.UserAgent))
        {
            // The one answer of the API that is not JSON.
            return context.WriteAsync(StatusCodes.Status403Forbidden, "text/html", Messages.NoUserAgent);
        }

        if (headers[ApiVersions.Header].FirstOrDefault() is { } version && !ApiVersions.Knows(version))
        {
            throw new Refusal(StatusCodes.Status400BadRequest, Messages.UnsupportedVersion);
        }

        if (HasTrailingSlash(context.Request.Path))
        {
            throw new Refusal(StatusCodes.Status404NotFound, Messages.NotFound);
        }

        return next(context);
    }

    // Routing would not mind; GitHub does, except at the root.
    private static bool HasTrailingSlash(PathString path) =>
        path.Value!.EndsWith('/') && path != Addresses.RestPath + "/";
}
