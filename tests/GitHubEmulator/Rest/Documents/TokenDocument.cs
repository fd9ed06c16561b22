using System.Text.Json.Nodes;

namespace GitHubEmulator.Rest.Documents;

internal static class TokenDocument
{
    public static JsonObject Of(IssuedToken token, HttpRequest request)
    {
        var document = new JsonObject
        {
            ["token"] = token.Value,
            ["expires_at"] = token.ExpiresAt.ToGitHub(),
            ["permissions"] = PermissionsDocument.Of(token.Permissions),
            ["repository_selection"] = RepositorySelection(token),
        };

        if (token.Scope is not null)
        {
            document["repositories"] = new JsonArray([.. token.Scope.Select(repository => RepositoryDocument.Of(repository, request))]);
        }

        return document;
    }

    public static string RepositorySelection(IssuedToken token) =>
        token.Scope is null && token.Installation.Repositories is null ? "all" : "selected";
}
