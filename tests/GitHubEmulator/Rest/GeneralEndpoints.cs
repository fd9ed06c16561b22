using System.Text.Json.Nodes;
using GitHubEmulator.Http;
using GitHubEmulator.Rest.Documents;

namespace GitHubEmulator.Rest;

/// <summary>What is about GitHub, or about whoever asks.</summary>
internal sealed class GeneralEndpoints(TokenJudge judge)
{
    public void Map(IEndpointRouteBuilder rest)
    {
        rest.MapGet("/", Root).Is(Operation.Other, "meta/meta#github-api-root");
        rest.MapGet("/meta", Meta).Is(Operation.Other, "meta/meta#get-github-meta-information");
        rest.MapGet("/rate_limit", RateLimit).Is(Operation.RateLimit, "rate-limit/rate-limit#get-rate-limit-status-for-the-authenticated-user");
        rest.MapGet("/user", User).Is(Operation.Other, "users/users#get-the-authenticated-user");
    }

    private Task Root(HttpContext context)
    {
        judge.Admit(context);

        return context.WriteJsonAsync(StatusCodes.Status200OK, RootDocument.Of(context.Request));
    }

    private Task Meta(HttpContext context)
    {
        judge.Admit(context);

        return context.WriteJsonAsync(StatusCodes.Status200OK, new JsonObject { ["verifiable_password_authentication"] = false });
    }

    private Task RateLimit(HttpContext context) =>
        context.WriteJsonAsync(StatusCodes.Status200OK, RateLimitDocument.Of(judge.CurrentLimit(context), context.Request));

    /// <summary>An installation is nobody.</summary>
    private void User(HttpContext context)
    {
        judge.Require(context);

        throw new Refusal(StatusCodes.Status403Forbidden, Messages.ResourceNotAccessible);
    }
}
