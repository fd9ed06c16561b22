using System.Text.Json.Nodes;
using GitHubEmulator.Http;

namespace GitHubEmulator.Rest.Documents;

internal static class AccountDocument
{
    public const string Type = "Organization";

    public static JsonObject Of(Account account, Addresses addresses)
    {
        var url = $"{addresses.Api}/users/{Uri.EscapeDataString(account.Login)}";

        return new()
        {
            ["login"] = account.Login,
            ["id"] = account.Id,
            ["node_id"] = NodeId.Of("O", account.Id),
            ["avatar_url"] = $"{addresses.Web}/avatars/u/{account.Id}",
            ["gravatar_id"] = "",
            ["url"] = url,
            ["html_url"] = $"{addresses.Web}/{Uri.EscapeDataString(account.Login)}",
            ["followers_url"] = $"{url}/followers",
            ["following_url"] = $"{url}/following{{/other_user}}",
            ["gists_url"] = $"{url}/gists{{/gist_id}}",
            ["starred_url"] = $"{url}/starred{{/owner}}{{/repo}}",
            ["subscriptions_url"] = $"{url}/subscriptions",
            ["organizations_url"] = $"{url}/orgs",
            ["repos_url"] = $"{url}/repos",
            ["events_url"] = $"{url}/events{{/privacy}}",
            ["received_events_url"] = $"{url}/received_events",
            ["type"] = Type,
            ["site_admin"] = false,
        };
    }
}
