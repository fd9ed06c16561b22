using GitHubEmulator.Http;
using GitHubEmulator.Rest.Documents;

namespace GitHubEmulator.Rest;

internal sealed class RepositoryEndpoints(Catalog catalog, TokenJudge judge)
{
    public void Map(IEndpointRouteBuilder rest)
    {
        rest.MapGet("/repos/{owner}/{name}", ByName).Is(Operation.Repository, "repos/repos#get-a-repository");
        rest.MapGet("/repositories/{id:long}", ById).Is(Operation.Repository, "repos/repos#get-a-repository");
    }

    private Task ByName(HttpContext context, string owner, string name)
    {
        var token = judge.Admit(context);
        Redirects.IfRenamed(context, catalog, owner, name, "");

        return AnswerAsync(context, catalog.RepositoryByName(owner, name), token);
    }

    private Task ById(HttpContext context, long id)
    {
        var token = judge.Admit(context);

        return AnswerAsync(context, catalog.RepositoryById(id), token);
    }

    private static Task AnswerAsync(HttpContext context, Repository? repository, IssuedToken? token)
    {
        if (repository is null || (repository.IsPrivate && token?.Reaches(repository) is not true))
        {
            throw new Refusal(StatusCodes.Status404NotFound, Messages.NotFound);
        }

        return context.WriteJsonAsync(StatusCodes.Status200OK, RepositoryDocument.InFull(repository, context.Request));
    }
}
