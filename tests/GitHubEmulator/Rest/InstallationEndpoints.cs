using System.Text.Json.Nodes;
using GitHubEmulator.Http;
using GitHubEmulator.Rest.Documents;

namespace GitHubEmulator.Rest;

/// <summary>What an installation may ask about itself, with its token.</summary>
internal sealed class InstallationEndpoints(Catalog catalog, TokenJudge judge)
{
    public void Map(IEndpointRouteBuilder rest)
    {
        rest.MapGet("/installation/repositories", Repositories)
            .Is(Operation.Repositories, "apps/installations#list-repositories-accessible-to-the-app-installation");
        rest.MapDelete("/installation/token", Revoke)
            .Is(Operation.Revoke, "apps/installations#revoke-an-installation-access-token");
    }

    private Task Repositories(HttpContext context)
    {
        var token = judge.Require(context);
        var reachable = catalog.RepositoriesOf(token.Installation).Where(token.Reaches).ToList();
        var documents = Page.Of(context, reachable).Select(repository => (JsonNode)RepositoryDocument.Of(repository, context.Request));

        return context.WriteJsonAsync(StatusCodes.Status200OK, new JsonObject
        {
            ["total_count"] = reachable.Count,
            ["repository_selection"] = TokenDocument.RepositorySelection(token),
            ["repositories"] = new JsonArray([.. documents]),
        });
    }

    private void Revoke(HttpContext context)
    {
        judge.Require(context).Revoke();
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}
