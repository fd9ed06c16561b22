using GitHubEmulator.Http;
using GitHubEmulator.Rest.Documents;

namespace GitHubEmulator.Rest;

/// <summary>What everybody may know of an account.</summary>
internal sealed class UserEndpoints(Catalog catalog, TokenJudge judge)
{
    public void Map(IEndpointRouteBuilder rest) =>
        rest.MapGet("/users/{username}", Show).Is(Operation.User, "users/users#get-a-user");

    private Task Show(HttpContext context, string username)
    {
        judge.Admit(context);

        var document = catalog.AppByBot(username) is { } app ? UserDocument.OfBot(app, context.Request)
            : catalog.AccountByLogin(username) is { } account ? UserDocument.Of(account, context.Request)
            : throw new Refusal(StatusCodes.Status404NotFound, Messages.NotFound);

        return context.WriteJsonAsync(StatusCodes.Status200OK, document);
    }
}
