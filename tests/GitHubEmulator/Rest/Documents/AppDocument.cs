using System.Text.Json.Nodes;
using GitHubEmulator.Http;

namespace GitHubEmulator.Rest.Documents;

internal static class AppDocument
{
    public static JsonObject Of(GitHubApp app, IReadOnlyList<Installation> installations, Addresses addresses) => new()
    {
        ["id"] = app.Id,
        ["client_id"] = app.ClientId,
        ["slug"] = app.Slug,
        ["node_id"] = NodeId.Of("A", app.Id),
        ["owner"] = AccountDocument.Of(app.Owner, addresses),
        ["name"] = app.Slug,
        ["description"] = "",
        ["external_url"] = $"{addresses.Web}/{app.Slug}",
        ["html_url"] = $"{addresses.Web}/apps/{app.Slug}",
        ["created_at"] = app.CreatedAt.ToGitHub(),
        ["updated_at"] = app.CreatedAt.ToGitHub(),

        // An app asks every account for the same; what is known here is what each granted.
        ["permissions"] = PermissionsDocument.Of(installations.SelectMany(Grants.All).DistinctBy(permission => permission.Key)),
        ["events"] = new JsonArray(),
        ["installations_count"] = installations.Count,
    };
}
